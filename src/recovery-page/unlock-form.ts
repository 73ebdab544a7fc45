import { byLibraryScrypt, type CardSealing, openerOf, openSealedCard } from '../core/custody/escrow/sealed-card';
import { type Failure, toFailure } from '../core/errors';
import { looseText } from '../core/plain-text';
import { h } from './dom';
import { say } from './say';

/** Time for the browser to draw that the card is being opened, before scrypt blocks its thread; in milliseconds. */
const DRAWING_TIME = 50;

/** Asks a custodian for what opens the sealed file of a card. What was typed is removed with the form. */
export function unlockForm(
  file: Uint8Array,
  sealing: CardSealing,
  opened: (text: string) => void,
  refused: (failure: Failure) => void,
): HTMLElement {
  const label = say(sealing === 'passphrase' ? 'recovery.sealed.passphrase' : 'recovery.sealed.identity');
  const field = h('input', { type: 'password', class: 'secret-field', autocomplete: 'off', spellcheck: 'false' });
  const open = h('button', { type: 'submit', class: 'button plain' }, say('recovery.sealed.open'));
  const submit = async (): Promise<void> => {
    open.disabled = true;
    open.textContent = say('recovery.sealed.opening');
    await new Promise((resolve) => setTimeout(resolve, DRAWING_TIME));
    try {
      const card = await openSealedCard(file, openerOf(sealing, field.value), byLibraryScrypt);
      field.value = '';
      opened(looseText(card));
      card.fill(0);
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
