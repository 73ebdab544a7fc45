import { expect, test } from 'vitest';
import { randomSource } from '../../../../test-support/random';
import { ALPHABET, valueOf } from '../../card-alphabet';
import { type Checksum, checksumOf, isRight, residueOf, withChecksum } from './checksum';
import { correctBlock } from './correct';
import { evaluate, inverse, multiply } from './gf1024';

const OURS = checksumOf('SALV0RSHARE23');

/** BIP-93's own use: what `ms` leaves in front of the block, and its target, 0x10ce0795c2fd1e62a. */
const BIP93: Checksum = { start: [1, 3, 3, 0, 13, 19], target: symbols('SECRETSHARE32') };

function symbols(text: string): number[] {
  return Array.from(text.toUpperCase(), (character) => valueOf(character) ?? Number.NaN);
}

test('the target and the start are the numbers that BIP-93 gives', () => {
  expect(asNumber(BIP93.target)).toBe(0x10ce0795c2fd1e62an);
  expect(asNumber(BIP93.start)).toBe(0x23181b3n);
});

function asNumber(values: readonly number[]): bigint {
  return values.reduce((sum, value) => (sum << 5n) | BigInt(value), 0n);
}

test.each([1, 2, 4, 8, 16])('the generator times %i is the constant that BIP-93 gives', (factor) => {
  // The first symbol leaves the residue as the factor and comes back as that many generators.
  const block = Uint8Array.from([factor, ...Array.from({ length: 13 }, () => 0)]);
  const residue = residueOf(block, { start: [], target: [] });
  const given = new Map([
    [1, 0x19dc500ce73fde210n],
    [2, 0x1bfae00def77fe529n],
    [4, 0x1fbd920fffe7bee52n],
    [8, 0x1739640bdeee3fdadn],
    [16, 0x07729a039cfc75f5an],
  ]);
  expect(asNumber([...residue])).toBe(given.get(factor));
});

// The public vectors of BIP-93 that have the short checksum.
const RIGHT = [
  'ms10testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw',
  'MS12NAMEA320ZYXWVUTSRQPNMLKJHGFEDCAXRPP870HKKQRM',
  'MS12NAMECACDEFGHJKLMNPQRSTUVWXYZ023FTR2GDZMPY6PN',
  'MS12NAMEDLL4F8JLH4E5VDVULDLFXU2JHDNLSM97XVENRXEG',
  'MS12NAMES6XQGUZTTXKEQNJSJZV4JV3NZ5K3KWGSPHUH6EVW',
  'ms13cashsllhdmn9m42vcsamx24zrxgs3qqjzqud4m0d6nln',
  'ms13casha320zyxwvutsrqpnmlkjhgfedca2a8d0zehn8a0t',
  'ms13cashcacdefghjklmnpqrstuvwxyz023949xq35my48dr',
  'ms13cashd0wsedstcdcts64cd7wvy4m90lm28w4ffupqs7rm',
  'ms13casheekgpemxzshcrmqhaydlp6yhms3ws7320xyxsar9',
  'ms13cashf8jh6sdrkpyrsp5ut94pj8ktehhw2hfvyrj48704',
  'ms13cashsllhdmn9m42vcsamx24zrxgs3qpte35dvzkjpt0r',
  'ms13cashsllhdmn9m42vcsamx24zrxgs3qzfatvdwq5692k6',
  'ms13cashsllhdmn9m42vcsamx24zrxgs3qrsx6ydhed97jx2',
  'ms10leetsllhdmn9m42vcsamx24zrxgs3qrl7ahwvhw4fnzrhve25gvezzyqqtum9pgv99ycma',
  'ms10leetsllhdmn9m42vcsamx24zrxgs3qrl7ahwvhw4fnzrhve25gvezzyqpj82dp34u6lqtd',
];
const WRONG = [
  'ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxve740yyge2ghq',
  'ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxve740yyge2ghp',
  'ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxxxlk3yepcstwr',
  'ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxxx0cpvr7n4geq',
  'ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxxxm5252y7d3lr',
];

test.each(RIGHT)('BIP-93 calls %s right', (text) => {
  expect(isRight(Uint8Array.from(symbols(text.slice(3))), BIP93)).toBe(true);
  expect(isRight(Uint8Array.from(symbols(text.slice(3))), OURS)).toBe(false);
});

test.each(WRONG)('BIP-93 calls %s wrong', (text) => {
  expect(isRight(Uint8Array.from(symbols(text.slice(3))), BIP93)).toBe(false);
});

test.each(RIGHT)('four wrong characters of %s are put right again', (text) => {
  const { numbers, damage } = randomSource(text);
  const block = Uint8Array.from(symbols(text.slice(3)));
  expect(correctBlock(damage(block, numbers(block.length, 4)), [], BIP93)).toEqual(block);
});

test('in the larger field every element but zero has its inverse', () => {
  for (let value = 1; value < 1024; value++) expect(multiply(value, inverse(value))).toBe(1);
  expect(evaluate([1, 0, 1], 32)).toBe(1 ^ multiply(32, 32));
});

test('every mix of wrong and unreadable characters within the code’s reach is put right, at every length', () => {
  const { below, bytes, numbers, damage } = randomSource('within reach');
  for (let round = 0; round < 4000; round++) {
    const block = withChecksum(
      bytes(1 + below(80)).map((byte) => byte & 31),
      OURS,
    );
    const unreadable = below(9);
    const wrong = below(Math.floor((8 - unreadable) / 2) + 1);
    const places = numbers(block.length, unreadable + wrong);
    const damaged = damage(block, places);
    expect(correctBlock(damaged, places.slice(wrong), OURS), `${round}`).toEqual(block);
  }
});

test('beyond its reach the code says nothing, or names another right block, and never keeps a wrong one', () => {
  const { bytes, below, numbers, damage } = randomSource('beyond reach');
  for (let round = 0; round < 4000; round++) {
    const block = withChecksum(
      bytes(68).map((byte) => byte & 31),
      OURS,
    );
    const damaged = damage(block, numbers(block.length, 5 + below(4)));
    expect(isRight(damaged, OURS)).toBe(false);
    const corrected = correctBlock(damaged, [], OURS);
    if (corrected !== null) expect(isRight(corrected, OURS)).toBe(true);
  }
  expect(
    correctBlock(
      withChecksum(
        bytes(68).map((byte) => byte & 31),
        OURS,
      ),
      [0, 1, 2, 3, 4, 5, 6, 7, 8],
      OURS,
    ),
  ).toBeNull();
});

test('a target has thirteen characters of the alphabet', () => {
  expect(() => checksumOf('SALVORSHARE23')).toThrow(RangeError);
  expect(() => checksumOf(ALPHABET)).toThrow(RangeError);
  expect(() => withChecksum(new Uint8Array(81), OURS)).toThrow(RangeError);
});
