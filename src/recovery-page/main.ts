import { type Recovered, recoverSecrets } from '../core/custody/escrow/recover';
import { toFailure } from '../core/errors';
import { type CardPanel, cardPanel } from './card-panel';
import { button, fileButton, h, sign } from './dom';
import { resultPanel } from './result';
import { explained, locale, say } from './say';
import './page.css';

document.documentElement.lang = locale;
document.title = say('recovery.title');

/** The program's version, written in by the build. */
declare const SALVOR_VERSION: string;

const cards = h('div', { class: 'cards' });
const escrow = h('section', { class: 'escrow', hidden: true, 'aria-labelledby': 'escrow-heading' });
const escrowStatus = h('p', { class: 'status', role: 'status' });
const runHint = h('p', { class: 'muted', role: 'status' });
const outcome = h('section', {
  class: 'outcome',
  'aria-live': 'polite',
  hidden: true,
  'aria-labelledby': 'outcome-heading',
});
const panels: CardPanel[] = [];
let escrowFile: Uint8Array | null = null;
let recovered: Recovered | null = null;

const run = button(say('recovery.run'), () => void bringBack(), 'primary');

function addCard(number: 1 | 2 | 3): void {
  const panel = cardPanel(number, update);
  panels.push(panel);
  cards.append(panel.element);
}

const addThird = h(
  'p',
  { class: 'third' },
  button(say('recovery.card.add-third'), () => {
    addCard(3);
    addThird.remove();
  }),
  ` ${say('recovery.card.add-third-hint')}`,
);

/** Whatever changes in a card makes an earlier outcome old. */
function update(): void {
  forgetOutcome();
  const given = panels.flatMap((panel) => panel.card() ?? []);
  const needsFile = given.some(({ sealed }) => sealed?.kind === 'file');
  escrow.hidden = !needsFile;
  const ready = given.length >= 2 && (!needsFile || escrowFile !== null);
  run.toggleAttribute('disabled', !ready);
  runHint.textContent = ready ? '' : say(given.length < 2 ? 'recovery.run.waiting' : 'recovery.run.waiting-file');
}

async function bringBack(): Promise<void> {
  forgetOutcome();
  try {
    recovered = await recoverSecrets(
      panels.flatMap((panel) => panel.card() ?? []),
      escrowFile,
    );
    show(
      h('h2', { id: 'outcome-heading', tabindex: '-1' }, sign('right'), ` ${say('recovery.result.heading')}`),
      resultPanel(recovered),
      h('p', {}, button(say('recovery.result.done'), forgetAll)),
    );
  } catch (error) {
    const { title, happened, next } = explained(toFailure(error));
    show(
      h('h2', { id: 'outcome-heading', class: 'wrong', tabindex: '-1' }, sign('wrong'), ` ${title}`),
      h('p', {}, happened),
      h('p', {}, next),
    );
  }
}

function show(heading: HTMLElement, ...rest: readonly HTMLElement[]): void {
  outcome.replaceChildren(heading, ...rest);
  outcome.hidden = false;
  heading.focus();
}

function forgetOutcome(): void {
  for (const { bytes } of recovered?.secrets ?? []) bytes.fill(0);
  recovered = null;
  outcome.hidden = true;
  outcome.replaceChildren();
}

/** Loading the page again is what surely empties a browser's fields and this script's memory of them. */
function forgetAll(): void {
  forgetOutcome();
  for (const panel of panels) panel.clear();
  escrowFile?.fill(0);
  location.reload();
}

async function takeEscrowFile(file: File): Promise<void> {
  escrowFile = new Uint8Array(await file.arrayBuffer());
  escrowStatus.replaceChildren(sign('right'), ` ${say('recovery.escrow.chosen', { name: file.name })}`);
  update();
}

function howTo(): HTMLElement {
  const steps = (
    ['recovery.how.1', 'recovery.how.2', 'recovery.how.3', 'recovery.how.4', 'recovery.how.5'] as const
  ).map((key) => h('li', {}, say(key)));
  return h(
    'section',
    { class: 'how', 'aria-labelledby': 'how-heading' },
    h('h2', { id: 'how-heading' }, say('recovery.how.heading')),
    h('ol', {}, ...steps),
    h('h2', {}, say('recovery.without.heading')),
    h('p', {}, say('recovery.without.text')),
  );
}

const network = h('p', { class: 'network', role: 'status' });
function tellNetwork(): void {
  network.classList.toggle('online', navigator.onLine);
  network.textContent = say(navigator.onLine ? 'recovery.online' : 'recovery.offline');
}
addEventListener('online', tellNetwork);
addEventListener('offline', tellNetwork);

escrow.append(
  h('h2', { id: 'escrow-heading' }, say('recovery.escrow.heading')),
  h('p', {}, say('recovery.escrow.needed')),
  h(
    'p',
    { class: 'actions' },
    fileButton(say('recovery.escrow.choose'), '', (file) => void takeEscrowFile(file)),
  ),
  escrowStatus,
);
addCard(1);
addCard(2);
tellNetwork();
update();
document.body.replaceChildren(
  h('header', {}, h('h1', {}, say('recovery.heading')), h('p', {}, say('recovery.lead')), network),
  h('main', {}, cards, addThird, escrow, h('div', { class: 'run' }, run, runHint), outcome, howTo()),
  h('footer', {}, h('p', {}, say('recovery.footer', { version: SALVOR_VERSION }))),
);
