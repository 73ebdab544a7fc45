import { type Card, encodeCard } from '../../core/custody/share/card-text';
import { qrSvg } from '../../core/custody/share/qr';
import type { Row } from '../../core/custody/share/rows';
import { setName } from '../../core/custody/share/share';
import type { Say } from '../messages/catalogue';
import { htmlText as text } from '../report/html-text';
import type { CardWords } from './card-file';
import { CARD_PAGE_STYLE } from './card-page-style';

/** More rows than these are set smaller, so that the card stays one sheet. */
const MANY_ROWS = 7;
/** What is printed on the card of long names and conditions; the register has all of it. */
const MOST_NAMED = 4;
const LONGEST_LABEL = 80;
/** Of several secrets each takes one line. */
const LONGEST_OF_SEVERAL = 32;
const LONGEST_NAME = 48;
const LONGEST_CONDITIONS = 200;

/**
 * A share's card as one sheet of paper: an HTML page without scripts that prints on A4 and Letter, in black and white.
 * Anyone who has the page has the share.
 *
 * @param nonce for the page's style, which is served under a content security policy
 */
export function cardPage(say: Say, card: Card, words: CardWords, nonce: string): string {
  const { index, count, set, generation } = card.share;
  const { share, sealed, qr } = encodeCard(card);
  const kind = share.length + sealed.length > MANY_ROWS ? 'rows many' : 'rows';
  const file = words.escrowFile;
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${text(say('escrow.card.title'))}</title>`,
    `<style nonce="${text(nonce)}">${CARD_PAGE_STYLE}</style></head><body>`,
    `<header><h1>${text(say('escrow.card.title'))}</h1><p class="number">${text(say('escrow.card.number', { index, count }))}</p></header>`,
    `<div class="top"><div><p class="set">${text(setName(set, generation))}</p><dl class="facts">${factRows(say, words)}</dl></div>`,
    `<div class="code">${qrSvg(qr)}</div></div>`,
    `<p class="alone">${text(say('escrow.card.alone'))}</p>`,
    words.release === null
      ? ''
      : `<p class="release">${text(say('escrow.card-file.release', { conditions: cut(words.release.conditions, LONGEST_CONDITIONS), days: words.release.delayDays }))}</p>`,
    `<h2>${text(say('escrow.card.type-share'))}</h2>${table(share, 1, kind)}`,
    sealed.length === 0
      ? ''
      : `<h2>${text(say('escrow.card.type-sealed'))}</h2>${table(sealed, share.length + 1, kind)}`,
    '<div class="columns">',
    `<section><h2>${text(say('escrow.card.day.title'))}</h2>${steps(say, ['escrow.card.day.meet', 'escrow.card.day.enter', 'escrow.card.day.page'], file?.name ?? null)}</section>`,
    `<section><h2>${text(say('escrow.card.keep.title'))}</h2>${steps(say, ['escrow.card.keep.apart', 'escrow.card.keep.lost', 'escrow.card.keep.leave'], null)}</section>`,
    '</div>',
    `<div class="initials"><div>${text(say('escrow.card.initials'))}</div><div>${text(say('escrow.card.day'))}</div></div>`,
    '</body></html>',
  ].join('\n');
}

function factRows(say: Say, { custodian, made, secrets, mode, escrowFile }: CardWords): string {
  const rows: string[] = [
    fact(say('escrow.card-file.custodian'), text(cut(custodian, LONGEST_NAME))),
    fact(say('escrow.card-file.made'), text(made)),
  ];
  for (const [at, { kind, label, fingerprint }] of secrets.slice(0, MOST_NAMED).entries()) {
    const name = at === 0 ? say('escrow.card-file.opens') : '';
    const print = `<span class="print">${text(fingerprint)}</span>`;
    const one = `${text(say(`escrow.kind.${kind}`))} “${text(cut(label, LONGEST_LABEL))}”<br>${print}`;
    rows.push(fact(name, secrets.length === 1 ? one : `“${text(cut(label, LONGEST_OF_SEVERAL))}” ${print}`));
  }
  if (secrets.length > MOST_NAMED)
    rows.push(fact('', text(say('escrow.card.more', { count: secrets.length - MOST_NAMED }))));
  rows.push(fact(say('escrow.card-file.mode'), text(say(`escrow.card-file.mode.${mode}`))));
  if (escrowFile !== null) {
    rows.push(
      fact(
        say('escrow.card-file.escrow-file'),
        `${text(escrowFile.name)}<br><span class="print">SHA-256 ${text(escrowFile.sha256)}</span>`,
      ),
    );
  }
  return rows.join('');
}

/** @param value as HTML */
function fact(name: string, value: string): string {
  return `<div><dt>${text(name)}</dt><dd>${value}</dd></div>`;
}

function table(rows: readonly Row[], firstNumber: number, kind: string): string {
  const lines = rows.map(
    ({ groups }, at) =>
      `<tr><th scope="row">${firstNumber + at}</th>${groups.map((group) => `<td>${group}</td>`).join('')}</tr>`,
  );
  return `<table class="${kind}">${lines.join('')}</table>`;
}

function cut(words: string, longest: number): string {
  return words.length > longest ? `${words.slice(0, longest - 1).trimEnd()}…` : words;
}

type Step =
  | 'escrow.card.day.meet'
  | 'escrow.card.day.enter'
  | 'escrow.card.day.page'
  | 'escrow.card.keep.apart'
  | 'escrow.card.keep.lost'
  | 'escrow.card.keep.leave';

function steps(say: Say, keys: readonly Step[], file: string | null): string {
  return `<ol>${keys.map((key) => `<li>${text(say(key, { file }))}</li>`).join('')}</ol>`;
}
