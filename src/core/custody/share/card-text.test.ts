import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomCard, typedForm } from '../../../../test-support/custody/cards';
import { randomSource } from '../../../../test-support/random';
import { ALPHABET } from '../../card-alphabet';
import { type FailureCode, SalvorError } from '../../errors';
import { OTHER_PROGRAMS } from '../../other-programs';
import { SHARE_CHECKSUM, shareBlock } from './blocks';
import { type Card, cardFileText, decodeCard, encodeCard } from './card-text';
import { residueOf, withChecksum } from './checksum';
import { rowsOf } from './rows';
import { setName, shareDigest, shareFromBytes, shareToBytes } from './share';
import { bytesToSymbols } from './symbols';

const carried = fc.uint8Array({ minLength: 1, maxLength: 255 }).map((bytes) => ({ kind: 'carried' as const, bytes }));
const file = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((sha256) => ({ kind: 'file' as const, sha256 }));
const cards: fc.Arbitrary<Card> = fc.record({
  share: fc.record({
    threshold: fc.constant(2),
    count: fc.constant(3),
    index: fc.integer({ min: 1, max: 3 }),
    set: fc.uint8Array({ minLength: 5, maxLength: 5 }),
    generation: fc.integer({ min: 1, max: 0xffff }),
    point: fc.uint8Array({ minLength: 33, maxLength: 33 }).filter((point) => point[32] !== 0),
  }),
  sealed: fc.oneof(carried, file, fc.constant(null)),
});

function codeOf(run: () => unknown): FailureCode | 'none' {
  try {
    run();
    return 'none';
  } catch (error) {
    if (error instanceof SalvorError) return error.failure.code;
    throw error;
  }
}

test('every card comes back from its typed form, its QR text and its file', () => {
  fc.assert(
    fc.property(cards, (card) => {
      const text = encodeCard(card);
      for (const form of [
        typedForm(text),
        typedForm(text).replaceAll(/\s/g, ''),
        text.qr,
        cardFileText(card, ['Share 2 of 3', 'Keep it.']),
      ]) {
        expect(decodeCard(form)).toEqual(card);
      }
    }),
    { numRuns: 300 },
  );
});

test('ten thousand random shares come back', () => {
  const source = randomSource('ten thousand shares');
  for (let round = 0; round < 10_000; round++) {
    const card = randomCard(source);
    const text = encodeCard(card);
    expect(decodeCard(round % 2 === 0 ? text.qr : typedForm(text))).toEqual(card);
  }
});

test('a typed row is seven groups of four upper-case characters of the alphabet, and a QR text is alphanumeric', () => {
  const text = encodeCard(randomCard(randomSource('shape'), 145));
  for (const { groups } of [...text.share, ...text.sealed]) {
    expect(groups).toHaveLength(7);
    for (const group of groups) expect(group).toMatch(new RegExp(`^[${ALPHABET}]{4}$`));
  }
  expect([text.share.length, text.sealed.length]).toEqual([3, 12]);
  expect(text.qr).toMatch(/^SALVOR:[0-9A-Z]+$/);
});

test('each single wrong character of a share is found, in the typed form and in the QR text', () => {
  const text = encodeCard(randomCard(randomSource('each single error')));
  for (const form of [typedForm(text).replaceAll(/\s/g, ''), text.qr]) {
    for (let place = form.lastIndexOf(':') + 1; place < form.length; place++) {
      for (const other of ALPHABET.replace(form.charAt(place), '')) {
        expect(
          codeOf(() => decodeCard(form.slice(0, place) + other + form.slice(place + 1))),
          `${place} ${other}`,
        ).not.toBe('none');
      }
    }
  }
});

test('a hundred thousand random errors of two to eight characters in a share are all found', () => {
  const random = randomSource('a hundred thousand errors');
  const { below, numbers, damage } = random;
  const block = shareBlock(randomCard(random).share);
  for (let round = 0; round < 100_000; round++) {
    const damaged = damage(block, numbers(block.length, 2 + below(7)));
    if (residueOf(damaged, SHARE_CHECKSUM).every((symbol) => symbol === 0))
      throw new Error(`round ${round} was not found`);
  }
});

test('random errors of two to eight characters in the typed form are never taken for a share', () => {
  const source = randomSource('typed errors');
  for (let round = 0; round < 3000; round++) {
    const form = typedForm(encodeCard(randomCard(source, round % 3 === 0 ? 100 : null))).replaceAll(/\s/g, '');
    const symbols = Uint8Array.from(form, (character) => ALPHABET.indexOf(character));
    const damaged = source.damage(symbols, source.numbers(symbols.length, 2 + source.below(7)));
    const text = Array.from(damaged, (symbol) => ALPHABET.charAt(symbol)).join('');
    expect(
      codeOf(() => decodeCard(text)),
      `${round}`,
    ).not.toBe('none');
  }
});

test('within one row any wrong character and any two that changed places show by the row’s own check', () => {
  const [row] = rowsOf([shareBlock(randomCard(randomSource('one row')).share)], 1);
  const form = (row?.groups ?? []).join('');
  for (let place = 0; place < form.length; place++) {
    for (let other = place + 1; other < form.length; other++) {
      if (form[place] === form[other]) continue;
      const characters = [...form];
      [characters[place], characters[other]] = [characters[other] ?? '', characters[place] ?? ''];
      // A row alone is cut short in the next one when it is right itself.
      expect(failureOf(characters.join(''))).not.toMatchObject({ params: { row: 2 } });
    }
  }
  expect(failureOf(form)).toEqual({ code: 'share-cut-short', params: { row: 2, have: 0, need: 28 } });
});

function failureOf(text: string): unknown {
  try {
    return decodeCard(text);
  } catch (error) {
    return error instanceof SalvorError ? error.failure : error;
  }
}

describe('what does not matter', () => {
  const card = randomCard(randomSource('what does not matter'), 60);
  const typed = typedForm(encodeCard(card));
  const lookAlikes = typed.replaceAll('L', '1').replaceAll('0', 'O').replaceAll('8', 'B');

  test.each([
    ['lower case', typed.toLowerCase()],
    ['no spaces', typed.replaceAll(' ', '')],
    ['one line', typed.replaceAll('\n', ' ')],
    ['hyphens', typed.replaceAll(' ', '-')],
    ['dashes and no-break spaces', typed.replaceAll(' ', '\u00a0\u2013\u202f')],
    ['dots and Windows line ends', typed.replaceAll(' ', '. ').replaceAll('\n', '\r\n')],
    ['zero-width spaces and a byte-order mark', `\ufeff${typed.replaceAll(' ', '\u200b')}`],
    [
      'full-width characters',
      Array.from(typed, (one) =>
        /[0-9A-Z]/.test(one) ? String.fromCharCode((one.codePointAt(0) ?? 0) + 0xfee0) : one,
      ).join(''),
    ],
    ['1 for L, O for 0, B for 8', lookAlikes],
    ['i for L, o for 0, b for 8', lookAlikes.replaceAll('1', 'i').toLowerCase()],
    [
      'the rows’ numbers',
      typed
        .split('\n')
        .map((row, at) => `${at + 1}  ${row}`)
        .join('\n'),
    ],
    [
      'the rows’ numbers with a dot',
      typed
        .split('\n')
        .map((row, at) => ` ${at + 1}. ${row}`)
        .join('\n'),
    ],
    ['empty lines', typed.replaceAll('\n', '\n\n  \n')],
  ])('%s', (_, text) => {
    expect(decodeCard(text)).toEqual(card);
  });

  test.each([
    ['lower case', encodeCard(card).qr.toLowerCase()],
    ['lines', encodeCard(card).qr.replaceAll(/(.{40})/g, '$1\n')],
    ['words above it', `Salvor: share 2 of 3\n\n${encodeCard(card).qr}\n\nthe end`],
    ['no prefix', encodeCard(card).qr.slice(7)],
    ['the prefix before the typed form', `SALVOR: ${typed}`],
  ])('in a QR text: %s', (_, text) => {
    expect(decodeCard(text)).toEqual(card);
  });
});

/** The typed form of 42 bytes as they are, with a checksum and row checks that are right. */
function textOfBytes(bytes: Uint8Array): string {
  return typedForm({ share: rowsOf([withChecksum(bytesToSymbols(bytes), SHARE_CHECKSUM)], 1), sealed: [], qr: '' });
}

test('digits at the beginning of a row are only a row’s number where they are that', () => {
  const source = randomSource('digits');
  let seen = 0;
  while (seen < 20) {
    const card = randomCard(source, 100);
    const rows = typedForm(encodeCard(card)).split('\n');
    const at = rows.findIndex((row, index) => /^\d\d/.test(row) && Number(row.slice(0, 2)) !== index + 1);
    if (at < 0) continue;
    seen++;
    const spaced = rows.with(at, (rows[at] ?? '').replace(/^(\d\d)/, '$1 '));
    expect(decodeCard(spaced.join('\n'))).toEqual(card);
  }
});

describe('what is refused', () => {
  const source = randomSource('refused');
  const card = randomCard(source, 100);
  const typed = typedForm(encodeCard(card));
  const rows = typed.split('\n');

  test.each([
    ['nothing', '', { code: 'share-unreadable', params: {} }],
    ['prose', 'Dear colleague, I have put the card into the safe.', { code: 'share-unreadable', params: {} }],
    [
      'a row that is not all there',
      typed.slice(0, 20),
      { code: 'share-cut-short', params: { row: 1, have: 16, need: 28 } },
    ],
    ['two rows', rows.slice(0, 2).join('\n'), { code: 'share-cut-short', params: { row: 3, have: 0, need: 28 } }],
    [
      'a sealed part without its end',
      rows.slice(0, 8).join('\n'),
      { code: 'share-cut-short', params: { row: 9, have: 0, need: 28 } },
    ],
    ['one sealed row', rows.slice(0, 4).join('\n'), { code: 'share-cut-short', params: { row: 5, have: 0, need: 28 } }],
    [
      'a row left out',
      rows.toSpliced(1, 1).join('\n'),
      { code: 'share-cut-short', params: { row: 2, have: 0, need: 28 } },
    ],
    [
      'a sealed row left out',
      rows.toSpliced(5, 1).join('\n'),
      { code: 'share-cut-short', params: { row: 6, have: 0, need: 28 } },
    ],
    [
      'a character left out of a line',
      rows.with(1, rows[1]?.slice(1) ?? '').join('\n'),
      { code: 'share-cut-short', params: { row: 2, have: 27, need: 28 } },
    ],
    [
      'a character too many in a line',
      rows.with(2, `${rows[2]}Q`).join('\n'),
      { code: 'share-too-long', params: { row: 3 } },
    ],
    [
      'a row too many',
      [...rows, rows.at(-1)].join('\n'),
      { code: 'share-wrong', params: { rows: `${rows.length + 1}` } },
    ],
    [
      'two rows that changed places',
      [rows[1], rows[0], ...rows.slice(2)].join('\n'),
      { code: 'share-wrong', params: { rows: '1, 2' } },
    ],
    [
      'a character of no alphabet',
      typed.replace(/.$/, '#'),
      { code: 'share-wrong', params: { rows: `${rows.length}` } },
    ],
    [
      'an unreadable character',
      rows.with(4, `?${rows[4]?.slice(1)}`).join('\n'),
      { code: 'share-wrong', params: { rows: '5' } },
    ],
  ])('%s', (_, text, failure) => {
    expect(failureOf(text)).toEqual(failure);
  });

  test('the sealed part of another set, or of another generation', () => {
    const other = randomCard(source, 100);
    const newer = { share: { ...card.share, generation: (card.share.generation % 0xffff) + 1 }, sealed: card.sealed };
    for (const foreign of [other, newer]) {
      const mixed = typedForm({ ...encodeCard(foreign), share: encodeCard(card).share });
      expect(codeOf(() => decodeCard(mixed))).toBe('sealed-part-other-set');
    }
  });

  test('sealed blocks in another order, with their rows’ checks made right for it', () => {
    const qr = encodeCard(randomCard(source, 130)).qr;
    const at = 7 + 81;
    const swapped = qr.slice(0, at) + qr.slice(at + 81, at + 162) + qr.slice(at, at + 81) + qr.slice(at + 162);
    expect(codeOf(() => decodeCard(swapped))).toBe('share-wrong');
  });

  test('the second and third sealed blocks in each other’s place', () => {
    const blocks =
      encodeCard(randomCard(source, 130))
        .qr.slice(7)
        .match(/.{1,81}/g) ?? [];
    const [share = '', first = '', second = '', third = '', ...rest] = blocks;
    expect(rest).toHaveLength(1);
    expect(codeOf(() => decodeCard(`SALVOR:${[share, first, third, second, ...rest].join('')}`))).toBe('share-wrong');
  });

  test('a share in the place of a sealed block, and a sealed block in the place of a share', () => {
    const qr = encodeCard(card).qr;
    expect(codeOf(() => decodeCard(qr + qr.slice(7, 7 + 81)))).not.toBe('none');
    expect(codeOf(() => decodeCard(`SALVOR:${qr.slice(7 + 81)}`))).toBe('share-wrong');
  });

  test('an x of zero, though its checksum is right', () => {
    const forged = shareToBytes(card.share);
    forged[41] = 0;
    expect(codeOf(() => shareFromBytes(forged))).toBe('share-zero-x');
    expect(codeOf(() => decodeCard(textOfBytes(forged)))).toBe('share-zero-x');
  });

  test.each([
    ['a later version', 0, 2],
    ['three of three', 1, 0b10_011_001],
    ['two of five', 1, 0b01_101_001],
  ])('%s', (_, at, value) => {
    const bytes = shareToBytes(card.share);
    bytes[at] = value;
    expect(codeOf(() => shareFromBytes(bytes))).toBe('share-version-unknown');
    expect(codeOf(() => decodeCard(textOfBytes(bytes)))).toBe('share-version-unknown');
  });

  test.each([
    ['share 0', 1, 0b01_011_000],
    ['share 4 of 3', 1, 0b01_011_100],
  ])('%s', (_, at, value) => {
    const bytes = shareToBytes(card.share);
    bytes[at] = value;
    expect(codeOf(() => shareFromBytes(bytes))).toBe('share-unreadable');
  });

  test('a generation of zero', () => {
    const bytes = shareToBytes(card.share);
    bytes.fill(0, 7, 9);
    expect(codeOf(() => shareFromBytes(bytes))).toBe('share-unreadable');
  });
});

describe('another program is named', () => {
  const words = (count: number) =>
    Array.from({ length: count }, (_, at) => (at % 2 === 0 ? 'academic' : 'duckling')).join(' ');

  test.each([
    ['age', 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'],
    ['age', 'AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQSXN4GT'],
    ['age', 'age-encryption.org/v1\n-> X25519 abc'],
    ['bech32', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
    ['bip39', 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about'],
    ['codex32', 'MS12NAMEA320ZYXWVUTSRQPNMLKJHGFEDCAXRPP870HKKQRM'],
    ['codex32', 'ms10testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw'],
    ['json', '{"share": 1}'],
    ['link', 'otpauth://totp/x?secret=ABC'],
    ['pem', '-----BEGIN AGE ENCRYPTED FILE-----\nYWdl'],
    ['slip39', words(20)],
    ['slip39', words(33)],
    ['ssss', '1-1c41ef496eccfbeba439714085df8437236298da8dd824fbc99a03e5b3ab1fb7'],
    ['ssss', 'vault-2-1c41ef496eccfbeba439714085df8437'],
    ['tspsk', 'tspsk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ] as const)('%s: %s', (program, text) => {
    expect(failureOf(`  ${text}\n`)).toEqual({ code: 'share-other-program', params: { program } });
    expect(OTHER_PROGRAMS).toContain(program);
  });

  test('and no share of Salvor’s is ever taken for one', () => {
    const source = randomSource('not another program');
    for (let round = 0; round < 500; round++) {
      const card = randomCard(source);
      const text = encodeCard(card);
      for (const form of [text.qr, typedForm(text), typedForm(text).toLowerCase(), text.qr.slice(7).toLowerCase()])
        expect(decodeCard(form)).toEqual(card);
    }
  });
});

test('a set has a short name, and a share a digest of its own', () => {
  const source = randomSource('names');
  expect(setName(Uint8Array.of(0, 0, 0, 0, 1), 3)).toBe('QQQQ-QQQP · 3');
  const { share } = randomCard(source);
  const digests = [1, 2, 3].map((index) => shareDigest({ ...share, index }));
  expect(new Set(digests).size).toBe(3);
  for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{64}$/);
});

test('what is no share of version 1 is not written', () => {
  const { share } = randomCard(randomSource('not written'));
  const point = share.point.with(32, 0);
  for (const wrong of [
    { threshold: 3 },
    { count: 5 },
    { index: 0 },
    { index: 4 },
    { generation: 0 },
    { generation: 0x10000 },
    { set: new Uint8Array(4) },
    { point },
  ]) {
    expect(() => encodeCard({ share: { ...share, ...wrong }, sealed: null })).toThrow(RangeError);
  }
  expect(() => encodeCard({ share, sealed: { kind: 'carried', bytes: new Uint8Array(256) } })).toThrow(RangeError);
  expect(() => encodeCard({ share, sealed: { kind: 'file', sha256: new Uint8Array(31) } })).toThrow(RangeError);
});
