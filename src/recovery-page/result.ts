import { devMasterKeyLine } from '../core/custody/dev-master-key';
import type { Recovered } from '../core/custody/escrow/recover';
import type { EscrowSecret } from '../core/custody/escrow/secret';
import { readableText } from '../core/custody/secret-text';
import { setName } from '../core/custody/share/share';
import { button, h } from './dom';
import { say } from './say';

/** How long the address of a saved file must live for the browser to have fetched it, in milliseconds. */
const SAVE_TIME = 10_000;

/** What came back, each secret hidden until someone asks to see it. */
export function resultPanel(recovered: Recovered): HTMLElement {
  const { secrets, good, bad, set, generation, made } = recovered;
  return h(
    'div',
    { class: 'result' },
    h('p', {}, say('recovery.result.from', { good: good.join(', '), set: setName(set, generation), made })),
    bad.length === 0 ? null : h('p', { class: 'note' }, say('recovery.result.bad', { bad: bad.join(', ') })),
    h('p', { class: 'muted' }, say('recovery.result.shown-by')),
    h('ul', { class: 'secrets' }, ...secrets.map((secret, at) => h('li', {}, ...secretParts(secret, at + 1)))),
  );
}

function secretParts(secret: EscrowSecret, number: number): HTMLElement[] {
  const { kind, label, fingerprint, bytes } = secret;
  const title = say('recovery.kind', { kind: kind.replaceAll('-', '_') });
  const name = label === fingerprint ? title : `${title}: ${label}`;
  const mark = say(kind === 'site-key' ? 'recovery.result.fingerprint' : 'recovery.result.mark', { fingerprint });
  const head = h('div', {}, h('h3', {}, name), h('p', { class: 'muted code' }, mark));
  const text = readableText(bytes);
  const saveName = say(text === null ? 'recovery.result.save-name-binary' : 'recovery.result.save-name', {
    kind,
    number,
  });
  const save = button(say('recovery.result.save'), () => saveFile(saveName, bytes));
  if (text === null)
    return [
      head,
      h('p', {}, say('recovery.result.binary', { bytes: bytes.length })),
      h('p', { class: 'actions' }, save),
    ];
  const parts = [head, hideableText(text, name, [save])];
  if (kind === 'dev-master-key')
    parts.push(hideableText(devMasterKeyLine(text), say('recovery.result.env-line'), [], true));
  return parts;
}

/** One text that is hidden at first, with what can be done with it. */
function hideableText(text: string, name: string, more: readonly HTMLElement[], titled = false): HTMLElement {
  const value = h('pre', { class: 'secret code', tabindex: '0', 'aria-label': name });
  const status = h('p', { class: 'status', role: 'status' });
  let visible = false;
  const toggle = button('', () => {
    visible = !visible;
    draw();
  });
  const draw = (): void => {
    value.textContent = visible ? text : `•••••••••••• (${say('recovery.result.hidden')})`;
    toggle.textContent = say(visible ? 'recovery.result.hide' : 'recovery.result.show');
    toggle.setAttribute('aria-pressed', String(visible));
  };
  const copy = button(say('recovery.result.copy'), () => {
    void copyText(text).then((copied) =>
      status.replaceChildren(say(copied ? 'recovery.result.copied' : 'recovery.result.copy-failed')),
    );
  });
  draw();
  return h(
    'div',
    { class: 'shown' },
    titled ? h('h4', {}, name) : null,
    value,
    h('p', { class: 'actions' }, toggle, copy, ...more),
    status,
  );
}

/** A page from a file has no clipboard of its own in every browser; then what is selected is copied. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = h('textarea', { class: 'visually-hidden', 'aria-hidden': 'true' });
    field.value = text;
    document.body.append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    return copied;
  }
}

function saveFile(name: string, bytes: Uint8Array): void {
  const address = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type: 'application/octet-stream' }));
  h('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), SAVE_TIME);
}
