import { describe, expect, test } from 'vitest';
import { randomCard } from '../../../../test-support/custody/cards';
import { randomSource } from '../../../../test-support/random';
import { looseText } from '../../plain-text';
import { type Card, cardFileText, decodeCard, encodeCard } from './card-text';
import { readTyping } from './typing';

/** Cards as they come out of mail programs, chats and word processors. */

const card: Card = randomCard(randomSource('a pasted card'));
const text = encodeCard(card);
const rows = [...text.share, ...text.sealed].map(
  ({ groups }, at) => `${String(at + 1).padStart(4)}  ${groups.join(' ')}`,
);
const typed = rows.join('\n');
const file = cardFileText(card, ['Salvor share card', '', 'For  Ada']);
const FORMS = { 'its rows': typed, 'its file': file };

const DASHES = [
  0x2d, 0xad, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2027, 0x2043, 0x207b, 0x2212, 0x02d7, 0x2053, 0x223c,
  0x23af, 0x2500, 0x2501, 0x2796, 0x2e3a, 0x30fc, 0xfe58, 0xfe63, 0xff0d, 0xff5e, 0x7e,
];

test.each(DASHES.map((dash) => [dash.toString(16), String.fromCodePoint(dash)]))(
  'groups joined by U+%s',
  (_code, dash) => {
    const joined = rows.map((row) => row.replaceAll(/(?<=\S) (?=\S)/g, dash)).join('\n');
    expect(decodeCard(joined)).toEqual(card);
    expect(readTyping(joined)).toMatchObject({ verdict: 'right', card });
  },
);

const WAYS: Record<string, (text: string) => string> = {
  'quoted in an answer': (each) => each.replaceAll(/^/gm, '> '),
  'quoted without a space': (each) => each.replaceAll(/^/gm, '>'),
  'quoted twice': (each) => each.replaceAll(/^/gm, '> > '),
  'quoted by a bar': (each) => each.replaceAll(/^/gm, '| '),
  'isolated by a chat': (each) => `\u{2068}${each}\u{2069}`,
  'isolated line by line': (each) => each.replaceAll(/^(.*)$/gm, '\u{2068}$1\u{2069}'),
  'with characters of no width': (each) => each.replaceAll(/(.)/g, '$1\u{200b}').replaceAll(/^/gm, '\u{feff}\u{2060}'),
  'with spaces that do not break': (each) => each.replaceAll(' ', '\u{a0}'),
  'with narrow spaces': (each) => each.replaceAll(' ', '\u{202f}'),
  'in quotation marks': (each) => `“${each}”`,
  'each line in quotation marks': (each) => each.replaceAll(/^(.+)$/gm, '„$1“'),
  'each line in straight ones': (each) => each.replaceAll(/^(.+)$/gm, '"$1"'),
  'as code': (each) => `\`\`\`\n${each}\n\`\`\``,
  'with line ends of Windows': (each) => each.replaceAll('\n', '\r\n'),
  'with line ends of an old Mac': (each) => each.replaceAll('\n', '\r'),
  'with line separators': (each) => each.replaceAll('\n', '\u{2028}'),
  'with a page break': (each) => each.replace('\n', '\n\f'),
  'in small letters': (each) => each.toLowerCase(),
  'in full width': (each) =>
    each.replaceAll(/[0-9A-Z]/g, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0)),
};

describe.each(Object.entries(FORMS))('%s', (_form, original) => {
  test.each(Object.entries(WAYS))('%s', (_way, change) => {
    expect(decodeCard(change(original))).toEqual(card);
    expect(readTyping(change(original))).toMatchObject({ verdict: 'right', card });
  });

  test.each<[string, (text: string) => Buffer]>([
    ['UTF-16', (each) => Buffer.from(each, 'utf16le')],
    ['UTF-16 with its mark', (each) => Buffer.from(`\u{feff}${each}`, 'utf16le')],
    ['UTF-16, big end first', (each) => Buffer.from(each, 'utf16le').swap16()],
    ['UTF-16, big end first, with its mark', (each) => Buffer.from(`\u{feff}${each}`, 'utf16le').swap16()],
    ['UTF-8 with its mark', (each) => Buffer.from(`\u{feff}${each}`)],
    [
      'Windows-1252 with its own dashes, quotation marks and spaces',
      (each) =>
        Buffer.concat([
          Buffer.of(0x93),
          Buffer.from(each.replaceAll(/(?<=\S) (?=\S)/g, '\u{96}').replaceAll(' ', '\u{a0}'), 'latin1'),
          Buffer.of(0x94),
        ]),
    ],
  ])('in a file in %s', (_encoding, bytes) => {
    expect(decodeCard(looseText(bytes(original)))).toEqual(card);
  });
});

test.each(['1. ', '1) ', '1] ', '1: ', '- 1  ', '• 1. ', '| 1 | '])('rows that are numbered as in “%s”', (start) => {
  const numbered = rows.map((row, at) => row.replace(/^\s*\d+\s*/, start.replace('1', String(at + 1)))).join('\n');
  expect(decodeCard(numbered)).toEqual(card);
});

test('a chat’s mark of time before a card does not make it another program’s text', () => {
  expect(decodeCard(`[30.11.26, 10:32:01] Ada: ${text.qr}`)).toEqual(card);
});

test('a long text is no card, although a row of it may be right by chance', () => {
  const random = randomSource('long texts');
  for (let turn = 0; turn < 50; turn += 1) {
    const text = Array.from(
      { length: 40 },
      () => encodeCard(randomCard(random)).share[0]?.groups.join('').split('').toReversed().join('') ?? '',
    ).join('\n');
    expect(() => decodeCard(text)).toThrow('share-unreadable');
  }
});
