import type { SecretFacts } from '../../core/custody/model';
import { type Card, cardFileText, encodeCard } from '../../core/custody/share/card-text';
import type { Row } from '../../core/custody/share/rows';
import { setName } from '../../core/custody/share/share';
import type { Say } from '../messages/catalogue';

const WIDTH = 76;

/** What a card tells beside the share itself. Nothing of it is a secret. */
export interface CardWords {
  readonly custodian: string;
  /** The day of the split in UTC, `2026-11-21`. */
  readonly made: string;
  readonly secrets: readonly SecretFacts[];
  readonly mode: 'customer-only' | 'managed';
  /** Whether this is the vendor's card, and under which conditions it is given out; null on every other card. */
  readonly release: { readonly conditions: string; readonly delayDays: number } | null;
  /** The escrow file that lies beside the cards; null where the card carries everything. */
  readonly escrowFile: { readonly name: string; readonly sha256: string } | null;
}

/**
 * A card as a small text file: what it is, what to do on the day, the rows to type, and the text of its QR code.
 * `decodeCard` reads it again.
 */
export function cardFile(say: Say, card: Card, words: CardWords): string {
  const { index, count, set, generation } = card.share;
  const { share, sealed } = encodeCard(card);
  const pairs: (readonly [string, string])[] = [
    [say('escrow.card-file.custodian'), words.custodian],
    [say('escrow.card-file.made'), words.made],
    ...words.secrets.map(
      ({ kind, label, fingerprint }, at) =>
        [
          at === 0 ? say('escrow.card-file.opens') : '',
          `${say(`escrow.kind.${kind}`)} “${oneLine(label)}” ${fingerprint}`,
        ] as const,
    ),
    [say('escrow.card-file.mode'), say(`escrow.card-file.mode.${words.mode}`)],
  ];
  if (words.escrowFile !== null)
    pairs.push(
      [say('escrow.card-file.escrow-file'), words.escrowFile.name],
      ['', `SHA-256 ${words.escrowFile.sha256}`],
    );
  return cardFileText(card, [
    say('escrow.card-file.title'),
    say('escrow.card-file.share', { index, count, set: setName(set, generation) }),
    '',
    ...columns(pairs),
    '',
    ...wrapped(say('escrow.card-file.alone')),
    ...(words.release === null
      ? []
      : [
          '',
          ...wrapped(
            say('escrow.card-file.release', {
              conditions: oneLine(words.release.conditions),
              days: words.release.delayDays,
            }),
          ),
        ]),
    '',
    ...wrapped(say('escrow.card-file.on-the-day', { file: words.escrowFile === null ? null : words.escrowFile.name })),
    '',
    say('escrow.card-file.type-share'),
    '',
    ...rowLines(share, 1),
    '',
    ...(sealed.length === 0
      ? []
      : [say('escrow.card-file.type-sealed'), '', ...rowLines(sealed, share.length + 1), '']),
    say('escrow.card-file.code'),
  ]);
}

function rowLines(rows: readonly Row[], firstNumber: number): string[] {
  return rows.map(({ groups }, at) => `${String(firstNumber + at).padStart(4)}  ${groups.join(' ')}`);
}

function columns(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([label]) => label.length)) + 2;
  return pairs.map(([label, value]) => `${label.padEnd(width)}${oneLine(value)}`);
}

/** A name from outside stays on its line, where it cannot pass for a row of the card. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
