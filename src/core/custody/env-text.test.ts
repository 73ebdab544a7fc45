import { parse } from 'dotenv';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignmentsOf, placeOf, valueOf } from './env-text';

const NAME = 'DEV_MASTER_KEY';

/** What a text sets, by dotenv's own rule and by ours: names in the order in which they were first set. */
const read = (text: string) => Object.fromEntries(assignmentsOf(text).map((one) => [one.name, valueOf(one)]));

const PIECES = [
  NAME,
  'A',
  'export',
  'abc',
  '=',
  ':',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\r',
  '#',
  '"',
  "'",
  '`',
  '\\',
  '\\n',
  '\\"',
  "\\'",
  '\uFEFF',
  '\u00a0',
  'ü',
  `${NAME}=0123`,
  '\nexport A = "x" # y\n',
  "B='1\n2'\n",
];
const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join(''));

describe('the text of an .env', () => {
  test('is read as dotenv reads it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(read(text)).toEqual(parse(text));
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ['A=1', { A: '1' }],
    ['\uFEFFA=1\r\n', { A: '1' }],
    ['A=`x y`', { A: 'x y' }],
    ['A: 1', { A: '1' }],
    ['A=x#y', { A: 'x' }],
    ['export A="x#y" # z', { A: 'x#y' }],
    ['A=1\nA=2', { A: '2' }],
    ["A='1\n2'\nB=3", { A: '1\n2', B: '3' }],
    ['A="1\\n2"', { A: '1\n2' }],
  ])('%j', (text, values) => {
    expect([read(text), parse(text)]).toEqual([values, values]);
  });

  test('is taken apart where the last assignment of a name lies', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const place = placeOf(text, NAME);
        const set = assignmentsOf(text).some(({ name }) => name === NAME);
        expect(place !== null).toBe(set);
        if (place !== null) expect(text.slice(place.start, place.end).startsWith(NAME)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    [`A=1\r\n${NAME}=x # y\r\nB=2`, `${NAME}=x # y`],
    [`export ${NAME}: 'x\r\ny' # z\nB=2`, `${NAME}: 'x\r\ny' # z`],
    [`${NAME}=\nB=2`, `${NAME}=`],
    [`${NAME}=1\n${NAME}=2`, `${NAME}=2`],
  ])('the line of a name is found in %j', (text, line) => {
    const { start, end } = placeOf(text, NAME) ?? { start: 0, end: 0 };
    expect(text.slice(start, end)).toBe(line);
  });

  test.each(['\n', ' ', '\r', 'A\n', 'A=\n', "A='", 'A="\\"', 'export\n', 'A=`\n\'"', '#\n', "A='\\'\n"])(
    'of a quarter of a million characters is read in the time of its length: %j',
    (piece) => {
      const text = piece.repeat(262_144 / piece.length);
      expect(assignmentsOf(text).every(({ name }) => name === 'A' || name === 'export')).toBe(true);
    },
  );
});
