import { hexToBytes } from '@noble/hashes/utils.js';
import type { RegisteredSet, RegisteredShare } from '../../core/custody/register/model';
import { setName } from '../../core/custody/share/share';
import { formatShortDay } from '../format/dates';
import type { MessageKey, Say } from '../messages/catalogue';
import { htmlText } from '../report/html-text';
import { PAGE_STYLE } from '../report/page-style';
import { mediumWords } from './words';

/** Lines on which a person writes, and duties that they can tick off one by one. */
const FORM_STYLE = `
  .duties { margin: 0; padding-left: 6mm; list-style: decimal; }
  .duties li { padding: 1mm 0; }
  .duties li::before { content: none; }
  .sign { display: grid; grid-template-columns: 1fr 1fr; gap: 14mm 10mm; margin-top: 16mm; break-inside: avoid; }
  .sign div { border-top: 0.3mm solid #111; padding-top: 1mm; color: #333; font-size: 9pt; }
  .lead { margin: 4mm 0; }
`;

const DUTIES: readonly MessageKey[] = [
  'escrow.form.duty.alone',
  'escrow.form.duty.place',
  'escrow.form.duty.no-copy',
  'escrow.form.duty.check-in',
  'escrow.form.duty.tell',
  'escrow.form.duty.destroy',
];

/**
 * What a custodian signs on paper when they take a share over: a page without scripts that prints on A4 and Letter.
 * Nothing on it is secret.
 *
 * @param nonce for the page's style, which is served under a content security policy
 */
export function acknowledgementPage(say: Say, set: RegisteredSet, share: RegisteredShare, nonce: string): string {
  const { custodian, handedOver } = share;
  const rows: [string, string][] = [
    [say('escrow.form.custodian'), [custodian.name, custodian.role].filter((part) => part !== '').join(', ')],
    [say('escrow.form.contact'), custodian.contact],
    [
      say('escrow.form.share'),
      say('escrow.form.share-value', {
        share: share.index,
        count: set.count,
        set: setName(hexToBytes(set.set), set.generation),
      }),
    ],
    [say('escrow.form.opens'), set.secrets.map(({ label, fingerprint }) => `${label} (${fingerprint})`).join(', ')],
    [say('escrow.form.medium'), mediumWords(say, share.medium)],
    [say('escrow.form.place'), share.place],
    [
      say('escrow.form.handed-over'),
      say('escrow.form.handed-over-value', { day: formatShortDay(handedOver.when), by: handedOver.by }),
    ],
  ];
  const facts = rows
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `<div><dt>${htmlText(label)}</dt><dd>${htmlText(value)}</dd></div>`);
  const signs = [
    'escrow.form.sign.custodian',
    'escrow.form.sign.day',
    'escrow.form.sign.witness',
    'escrow.form.sign.day',
  ] as const;
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${htmlText(say('escrow.form.title'))}</title>`,
    `<style nonce="${htmlText(nonce)}">${PAGE_STYLE}${FORM_STYLE}</style></head><body>`,
    `<header><h1>${htmlText(say('escrow.form.title'))}</h1></header>`,
    `<p class="lead">${htmlText(say('escrow.form.lead', { threshold: set.threshold, count: set.count }))}</p>`,
    `<dl class="facts">${facts.join('')}</dl>`,
    `<section><h2>${htmlText(say('escrow.form.duties'))}</h2><ol class="duties">${DUTIES.map((duty) => `<li>${htmlText(say(duty, { days: set.checkEveryDays }))}</li>`).join('')}</ol></section>`,
    `<div class="sign">${signs.map((sign) => `<div>${htmlText(say(sign))}</div>`).join('')}</div>`,
    `<footer><p>${htmlText(say('escrow.form.keep'))}</p></footer></body></html>`,
  ].join('\n');
}
