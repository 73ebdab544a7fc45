import { type Failure, toFailure } from '../core/errors';
import { h } from './dom';
import { say } from './say';
import { openSealedCard, type SealedCard } from './sealed-card';

/** A moment for the browser to draw that work goes on, before the work holds its thread; in milliseconds. */
const DRAWING_TIME = 50;

/** Asks a custodian for what opens the sealed file of a card. What was typed goes with the form. */
export function unlockForm(
  sealed: SealedCard,
  opened: (text: string) => void,
  refused: (failure: Failure) => void,
): HTMLElement {
  const label = say(sealed.opens === 'passphrase' ? 'recovery.sealed.passphrase' : 'recovery.sealed.identity');
  const field = h('input', { type: 'password', class: 'secret-field', autocomplete: 'off', spellcheck: 'false' });
  const open = h('button', { type: 'submit', class: 'button plain' }, say('recovery.sealed.open'));
  const submit = async (): Promise<void> => {
    open.disabled = true;
    open.textContent = say('recovery.sealed.opening');
    await new Promise((resolve) => setTimeout(resolve, DRAWING_TIME));
    try {
      const text = await openSealedCard(sealed, field.value);
      field.value = '';
      opened(text);
    } catch (error) {
      refused(toFailure(error));
      open.disabled = false;
      open.textContent = say('recovery.sealed.open');
      field.focus();
    }
  };
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    void submit();
  };
  return h(
    'form',
    { class: 'note unlock', onsubmit },
    h('label', {}, h('span', {}, label), field),
    h('p', { class: 'actions' }, open),
  );
}
