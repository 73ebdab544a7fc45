import { describe, expect, test } from 'vitest';
import { randomCard, typedForm } from '../../../../test-support/custody/cards';
import { randomSource } from '../../../../test-support/random';
import { ALPHABET } from '../../card-alphabet';
import { type Card, decodeCard, encodeCard } from './card-text';
import { groupsOf } from './rows';
import { readTyping } from './typing';

const source = randomSource('typing');
const card = randomCard(source, 100);
const lines = typedForm(encodeCard(card)).split('\n');
const shareLines = lines.slice(0, 3);
const alone: Card = { share: card.share, sealed: null };

/** The text with another character of the alphabet in each of the places, which count without spaces and line ends. */
function withErrors(text: string, places: readonly number[], random = source): string {
  let place = -1;
  return [...text]
    .map((character) => {
      if (/\s/.test(character)) return character;
      place++;
      const value = ALPHABET.indexOf(character);
      return places.includes(place) ? ALPHABET.charAt((value + 1 + random.below(31)) % 32) : character;
    })
    .join('');
}

test('an empty field is empty', () => {
  for (const text of ['', '  \n - '])
    expect(readTyping(text)).toEqual({ rows: [], verdict: 'empty', card: null, failure: null, correction: null });
});

test('typed character by character, nothing is called wrong, each row is right as soon as it is whole, and so is the card', () => {
  for (const text of [lines.join('\n'), lines.join(''), lines.join('').replaceAll(' ', '')]) {
    for (let length = 1; length <= text.length; length++) {
      const state = readTyping(text.slice(0, length));
      expect(state.failure, `${length}`).toBeNull();
      expect(state.correction).toBeNull();
      expect(state.rows.flatMap(({ groups }) => groups.map(({ verdict }) => verdict))).not.toContain('wrong');
      for (const row of state.rows.slice(0, -1)) expect(row.verdict).toBe('right');
    }
  }
  expect(readTyping(shareLines.join('\n'))).toMatchObject({ verdict: 'right', card: alone });
  expect(readTyping(lines.join('\n'))).toMatchObject({ verdict: 'right', card });
  expect(readTyping(lines.slice(0, 5).join('\n'))).toMatchObject({ verdict: 'incomplete', card: alone });
});

test('each single wrong character shows at the end of its row', () => {
  const [first = ''] = lines;
  for (let place = 0; place < 28; place++) {
    const state = readTyping(withErrors(first, [place]));
    expect(state.rows[0]?.verdict, `${place}`).toBe('wrong');
    expect(state.verdict).toBe('wrong');
  }
});

test('a character of no alphabet, and the first group of no share, show in their group at once', () => {
  expect(readTyping('Q9#').rows[0]?.groups).toEqual([{ text: 'Q9#', verdict: 'wrong' }]);
  expect(readTyping('X').failure?.code).toBe('share-unreadable');
  expect(readTyping('X9').rows[0]?.groups[0]?.verdict).toBe('wrong');
});

test('thousands of times, up to four wrong characters lead to the right share as a proposal, and are never taken silently', () => {
  const random = randomSource('four wrong');
  for (let round = 0; round < 2000; round++) {
    const each = randomCard(random);
    const right = typedForm(encodeCard(each));
    const places = random.numbers(84, 1 + random.below(4));
    const state = readTyping(withErrors(right, places, random));
    expect(state.card, `${round}`).toBeNull();
    expect(state.verdict).toBe('wrong');
    expect(state.correction?.text).toBe(right);
    expect([...(state.correction?.changed ?? [])].sort((a, b) => a - b)).toEqual(
      [...new Set(places.map((place) => Math.floor(place / 4)))].sort((a, b) => a - b),
    );
    for (const index of state.correction?.changed ?? [])
      expect(state.rows[Math.floor(index / 7)]?.groups[index % 7]?.verdict).toBe('wrong');
  }
});

test('the same in a QR text', () => {
  const random = randomSource('four wrong in a QR text');
  for (let round = 0; round < 500; round++) {
    const each = randomCard(random, 60);
    const { qr } = encodeCard(each);
    const damaged = `SALVOR:${withErrors(qr.slice(7), random.numbers(81, 1 + random.below(4)), random)}`;
    const { card, rows, correction } = readTyping(damaged);
    expect(card).toBeNull();
    expect(correction?.text).toBe(qr);
    expect(`SALVOR:${correction?.rows.flat().join('')}`).toBe(qr);
    const differ = rows.flatMap(({ groups }, row) =>
      groups.flatMap(({ text }, group) => (text === correction?.rows[row]?.[group] ? [] : [row * 7 + group])),
    );
    expect(differ).toEqual([...(correction?.changed ?? [])].sort((a, b) => a - b));
  }
});

test('five to eight wrong characters never give a share without a confirmation', () => {
  const random = randomSource('more wrong');
  for (let round = 0; round < 500; round++) {
    const each = randomCard(random);
    const state = readTyping(withErrors(typedForm(encodeCard(each)), random.numbers(84, 5 + random.below(4)), random));
    expect(state.card).toBeNull();
    expect(state.verdict).toBe('wrong');
    if (state.correction !== null) expect(state.correction.changed.length).toBeGreaterThan(0);
  }
});

test('the checks of the rows count with the four: beside four wrong characters none of them may be wrong as well', () => {
  const random = randomSource('four and a check');
  for (let round = 0; round < 50; round++) {
    const right = typedForm(encodeCard(randomCard(random)));
    const places = [2, 9, 33, 60];
    expect(readTyping(withErrors(right, places, random)).correction?.text).toBe(right);
    expect(readTyping(withErrors(right, [...places, 27 + 28 * random.below(3)], random)).correction).toBeNull();
  }
});

test('up to eight unreadable characters are filled, and mixed with wrong ones within the limits of the code', () => {
  const random = randomSource('unreadable');
  for (let round = 0; round < 1000; round++) {
    const each = randomCard(random);
    const right = typedForm(encodeCard(each));
    const unreadable = random.below(9);
    const wrong = random.below(Math.floor((8 - unreadable) / 2) + 1);
    const places = random.numbers(84, unreadable + wrong);
    let at = -1;
    const marked = [...right].map((one) => {
      if (/\s/.test(one)) return one;
      at++;
      return places.slice(wrong).includes(at) ? '?' : one;
    });
    const text = [...withErrors(right, places.slice(0, wrong), random)]
      .map((one, index) => (marked[index] === '?' ? '?' : one))
      .join('');
    const state = readTyping(text);
    if (places.length === 0) expect(state.card).toEqual(each);
    else expect(state, `${round}`).toMatchObject({ card: null, correction: { text: right } });
  }
});

describe('what people do besides', () => {
  const right = lines.join('\n');

  test.each([0, 1, 2, 6, lines.length - 1])('one character left out of row %i, in lines and in one run', (row) => {
    const line = lines[row] ?? '';
    for (const place of [0, 5, line.length - 2]) {
      const short = lines.with(row, line.slice(0, place) + line.slice(place + 1).trimStart());
      // At the very end it only looks as if more were to come.
      if (row === lines.length - 1) continue;
      expect(readTyping(short.join('\n')), `${place}`).toMatchObject({ card: null, correction: { text: right } });
      if (row !== 2)
        expect(readTyping(short.join('').replaceAll(' ', '')), `${place} in one run`).toMatchObject({
          card: null,
          correction: { text: right },
        });
    }
  });

  test.each([0, 1, 6])('one character too many in row %i, in lines and in one run', (row) => {
    const line = lines[row] ?? '';
    const long = lines.with(row, `${line.slice(0, 6)}ZZ`.slice(0, 7) + line.slice(6));
    expect(readTyping(long.join('\n'))).toMatchObject({ card: null, correction: { text: right } });
    expect(readTyping(long.join('').replaceAll(' ', ''))).toMatchObject({ card: null, correction: { text: right } });
  });

  test('two groups that changed places', () => {
    const groups = groupsOf((lines[1] ?? '').replaceAll(' ', ''));
    const swapped = groups.with(2, groups[5] ?? '').with(5, groups[2] ?? '');
    expect(readTyping(lines.with(1, swapped.join(' ')).join('\n'))).toMatchObject({
      card: null,
      correction: { text: right, changed: [9, 12] },
    });
  });

  test('two rows that changed places', () => {
    const swapped = lines
      .with(0, lines[2] ?? '')
      .with(2, lines[0] ?? '')
      .join('\n');
    const state = readTyping(swapped);
    expect(state.correction?.text).toBe(right);
    expect(state.rows.slice(0, 3).map(({ claims }) => claims)).toEqual([3, null, 1]);
  });

  test('errors in the share and in the sealed rows at once', () => {
    const damaged = withErrors(right, [3, 40, 100, 101, 150, 175, 210]);
    expect(readTyping(damaged)).toMatchObject({ card: null, correction: { text: right } });
    expect(decodeCard(readTyping(damaged).correction?.text ?? '')).toEqual(card);
  });

  test('an error in the share while the sealed rows are not all typed', () => {
    const damaged = withErrors(lines.slice(0, 5).join('\n'), [3, 40]);
    expect(readTyping(damaged)).toMatchObject({
      card: null,
      verdict: 'wrong',
      correction: { text: lines.slice(0, 5).join('\n') },
    });
  });

  test('another program’s share is named', () => {
    expect(readTyping('MS12NAMEA320ZYXWVUTSRQPNMLKJHGFEDCAXRPP870HKKQRM').failure).toEqual({
      code: 'share-other-program',
      params: { program: 'codex32' },
    });
  });

  test('a row left out is named', () => {
    expect(readTyping(lines.toSpliced(1, 1).join('\n')).failure).toEqual({
      code: 'share-cut-short',
      params: { row: 2, have: 0, need: 28 },
    });
  });

  test('a book that was pasted by mistake is no share', () => {
    const book = 'It was the best of times, it was the worst of times. '.repeat(20_000);
    expect(readTyping(book)).toMatchObject({
      verdict: 'wrong',
      card: null,
      correction: null,
      failure: { code: 'share-unreadable' },
    });
  });

  test('any text is read without an exception', () => {
    const random = randomSource('any text');
    for (let round = 0; round < 200; round++) {
      const text = Array.from({ length: random.below(400) }, () =>
        random.below(5) === 0 ? String.fromCharCode(random.below(0x3000)) : ALPHABET.charAt(random.below(32)),
      ).join('');
      const state = readTyping(text);
      expect(state.card).toBeNull();
    }
  });
});
