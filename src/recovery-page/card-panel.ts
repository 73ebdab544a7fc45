import { LONGEST_CARD_FILE, sealingOf } from '../core/custody/escrow/sealed-card';
import type { Card } from '../core/custody/share/card-text';
import { setName } from '../core/custody/share/share';
import { readTyping, type TypingState } from '../core/custody/share/typing';
import { type Failure, failed, toFailure } from '../core/errors';
import { looseText } from '../core/plain-text';
import { watchCamera } from '../shared/browser/camera-frames';
import { correctionPanel } from './correction';
import { button, fileButton, h, sign, type Tone } from './dom';
import { qrInPicture } from './picture';
import { explained, say } from './say';
import { typedRows } from './typed-rows';
import { unlockForm } from './unlock-form';

/** Lines of the field: it grows with what is typed, up to what a screen can hold. */
const LEAST_LINES = 5;
const MOST_LINES = 16;

export interface CardPanel {
  readonly element: HTMLElement;
  /** The card once what was entered is right; null before. */
  readonly card: () => Card | null;
  readonly clear: () => void;
}

/** Where one custodian enters a card. As soon as it is right it is put out of sight, for the next one sits beside. */
export function cardPanel(number: 1 | 2 | 3, changed: () => void): CardPanel {
  const field = h('textarea', {
    id: `card-${number}`,
    class: 'code',
    spellcheck: 'false',
    autocomplete: 'off',
    autocapitalize: 'characters',
    'aria-label': say('recovery.card.field', { number: String(number) }),
    'aria-describedby': `card-${number}-hint card-${number}-status`,
  });
  const entry = h('div', { class: 'entry' });
  const feedback = h('div', { class: 'feedback' });
  const unlock = h('div', {});
  const status = h('div', { id: `card-${number}-status`, class: 'status', role: 'status' });
  const video = h('video', {
    class: 'camera',
    muted: true,
    playsinline: true,
    hidden: true,
    'aria-label': say('recovery.card.camera-view'),
  });
  let state = readTyping('');
  let open = true;
  let declined = '';
  let stopCamera: (() => void) | null = null;

  const camera = button(say('recovery.card.camera'), () => void toggleCamera());
  const actions = h(
    'p',
    { class: 'actions' },
    fileButton(say('recovery.card.picture'), 'image/*', (file) => void takePicture(file)),
    fileButton(say('recovery.card.file'), '.txt,.age,text/plain', (file) => void takeFile(file)),
    'mediaDevices' in navigator ? camera : null,
  );

  field.addEventListener('input', () => {
    state = readTyping(field.value);
    // A share alone may still be followed by its sealed rows: only a whole card is put away by itself.
    if (state.verdict === 'right' && (state.card?.sealed ?? null) !== null) open = false;
    draw();
    changed();
  });

  function enter(text: string): void {
    unlock.replaceChildren();
    field.value = text;
    state = readTyping(text);
    open = state.verdict !== 'right';
    draw();
    changed();
  }

  async function takePicture(file: File): Promise<void> {
    const found = await qrInPicture(file);
    if (found === 'unreadable') tell('wrong', say('recovery.trouble.picture'));
    else if ('failure' in found) tellFailure(found.failure);
    else enter(found.text);
  }

  async function takeFile(file: File): Promise<void> {
    try {
      if (file.size > LONGEST_CARD_FILE) throw failed('share-unreadable', {});
      const bytes = new Uint8Array(await file.arrayBuffer());
      const sealing = sealingOf(bytes);
      if (sealing === null) return enter(looseText(bytes));
      const form = unlockForm(bytes, sealing, enter, tellFailure);
      unlock.replaceChildren(form);
      form.querySelector('input')?.focus();
    } catch (error) {
      tellFailure(toFailure(error));
    }
  }

  async function toggleCamera(): Promise<void> {
    if (stopCamera !== null) return endCamera();
    video.hidden = false;
    tell('open', say('recovery.card.camera-wait'));
    const watching = await watchCamera(video, (text) => {
      endCamera();
      enter(text);
    });
    if (typeof watching === 'string') {
      // Many browsers give no camera to a page that is opened from a file.
      endCamera();
      return tell('wrong', say('recovery.card.camera-failed'));
    }
    stopCamera = watching;
    camera.textContent = say('recovery.card.camera-stop');
  }

  function endCamera(): void {
    stopCamera?.();
    stopCamera = null;
    video.hidden = true;
    camera.textContent = say('recovery.card.camera');
  }

  function tell(tone: Tone, text: string, more = ''): void {
    status.replaceChildren(h('p', { class: tone }, sign(tone), ` ${text}`), more === '' ? '' : h('p', {}, more));
  }

  /** A proposal that is shown already says what to do next. */
  function tellFailure(failure: Failure, advise = true): void {
    const { title, happened, next } = explained(failure);
    tell('wrong', `${title}. ${happened}`, advise ? next : '');
  }

  function draw(): void {
    entry.hidden = !open;
    feedback.replaceChildren(...(open && state.verdict !== 'empty' ? [typedRows(state)] : []));
    const proposal =
      state.correction?.text === declined
        ? null
        : correctionPanel(state, enter, () => {
            declined = state.correction?.text ?? '';
            draw();
            field.focus();
          });
    if (proposal !== null) feedback.append(proposal);
    tellState(state, proposal === null);
    field.rows = Math.min(MOST_LINES, Math.max(LEAST_LINES, state.rows.length + 1));
    if (state.verdict === 'right' && open)
      status.append(h('p', { class: 'actions' }, button(say('recovery.card.put-away'), putAway)));
    if (state.card !== null && !open)
      status.append(h('p', { class: 'muted' }, say('recovery.card.hidden')), changeActions());
  }

  function putAway(): void {
    open = false;
    draw();
  }

  function changeActions(): HTMLElement {
    const change = button(say('recovery.card.change'), () => {
      open = true;
      draw();
      field.focus();
    });
    return h('p', { class: 'actions' }, change, button(say('recovery.card.clear'), clear));
  }

  function tellState({ verdict, failure, card }: TypingState, advise: boolean): void {
    if (failure !== null) return tellFailure(failure, advise);
    if (verdict === 'empty') return tell('open', say('recovery.card.empty'));
    if (verdict !== 'right' || card === null) return tell('open', say('recovery.card.incomplete'));
    const { index, count, set, generation } = card.share;
    const key = card.sealed === null ? 'recovery.card.right-share' : 'recovery.card.right';
    tell('right', say(key, { index, count, set: setName(set, generation) }));
  }

  function clear(): void {
    endCamera();
    declined = '';
    open = true;
    enter('');
  }

  entry.append(
    h('p', { id: `card-${number}-hint`, class: 'muted' }, say('recovery.card.hint')),
    field,
    actions,
    unlock,
    video,
  );
  draw();
  const element = h(
    'section',
    { class: 'card', 'aria-labelledby': `card-${number}-heading` },
    h('h2', { id: `card-${number}-heading` }, say('recovery.card.heading', { number: String(number) })),
    entry,
    feedback,
    status,
  );
  return { element, card: () => (state.verdict === 'right' ? state.card : null), clear };
}
