import * as fc from 'fast-check';
import { combine } from 'shamir-secret-sharing';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  bent,
  changed,
  codeOf,
  PAIRS,
  pointAt,
  secretOf,
  siteKey,
  split,
} from '../../../../test-support/custody/splits';
import { randomSource } from '../../../../test-support/random';
import type { Card } from '../share/card-text';
import { recoverSecrets } from './recover';
import { newRecoveryKey, seal } from './seal';
import type { EscrowSecret } from './secret';
import type { Split } from './split';

const SET = Uint8Array.of(10, 20, 30, 40, 50);
const key: EscrowSecret = siteKey();
const other: EscrowSecret = siteKey('Another');
let cards: Split['cards'];
/** Another secret under the same set id and generation: what an attacker may try to put in its place. */
let twin: Split['cards'];
let older: Split['cards'];
let foreign: Split['cards'];

beforeAll(async () => {
  cards = (await split([key], { set: SET, generation: 2 })).cards;
  twin = (await split([other], { set: SET, generation: 2 })).cards;
  older = (await split([key], { set: SET, generation: 1 })).cards;
  foreign = (await split([other])).cards;
});

/** What comes of it: the code of the failure, or the true secret. Anything else is what must never be. */
async function outcome(given: readonly Card[], escrowFile: Uint8Array | null = null): Promise<string> {
  return codeOf(
    recoverSecrets(given, escrowFile).then(({ secrets }) => {
      expect(secrets).toEqual([key]);
      throw Object.assign(new Error('opened'), { opened: true });
    }),
  ).catch((error: unknown) => {
    if ((error as { opened?: boolean }).opened === true) return 'the secret';
    throw error;
  });
}

const sealedOf = (card: Card): Uint8Array => (card.sealed?.kind === 'carried' ? card.sealed.bytes : new Uint8Array());
const withSealed = (card: Card, bytes: Uint8Array): Card => ({ ...card, sealed: { kind: 'carried', bytes } });

describe('of two cards, each trouble has its own name', () => {
  test.each<[string, () => readonly Card[], string]>([
    ['one card', () => [cards[0]], 'too-few-shares'],
    ['no card', () => [], 'too-few-shares'],
    ['the same twice', () => [cards[1], cards[1]], 'share-given-twice'],
    ['the same with another number on it', () => [cards[1], changed(cards[1], { index: 3 })], 'share-given-twice'],
    ['cards of two sets', () => [cards[0], foreign[1]], 'shares-of-two-sets'],
    ['cards of two generations', () => [cards[0], older[1]], 'shares-of-two-generations'],
    [
      'a foreign card with this set’s id',
      () => [cards[0], changed(foreign[1], { set: SET, generation: 2 })],
      'share-altered',
    ],
    ['an older card with this generation', () => [cards[0], changed(older[1], { generation: 2 })], 'share-altered'],
    ['a card of another split with the same id', () => [cards[0], twin[1]], 'share-altered'],
    [
      'both with another set id',
      () => [changed(cards[0], { set: new Uint8Array(5) }), changed(cards[1], { set: new Uint8Array(5) })],
      'share-altered',
    ],
    [
      'both with another generation',
      () => [changed(cards[0], { generation: 9 }), changed(cards[1], { generation: 9 })],
      'share-altered',
    ],
    [
      'an x of zero',
      () => [cards[0], changed(cards[1], { point: bent(cards[1].share.point, 32, cards[1].share.point[32]) })],
      'share-zero-x',
    ],
    [
      'the other’s x',
      () => [
        cards[0],
        changed(cards[1], {
          point: bent(cards[1].share.point, 32, (cards[1].share.point[32] ?? 0) ^ (cards[0].share.point[32] ?? 0)),
        }),
      ],
      'share-altered',
    ],
    [
      'another threshold',
      () => [changed(cards[0], { threshold: 3 }), changed(cards[1], { threshold: 3 })],
      'share-unreadable',
    ],
    ['another count', () => [changed(cards[0], { count: 5 }), changed(cards[1], { count: 5 })], 'share-unreadable'],
    ['a number that no share has', () => [cards[0], changed(cards[1], { index: 4 })], 'share-unreadable'],
    [
      'no sealed part',
      () => [
        { ...cards[0], sealed: null },
        { ...cards[1], sealed: null },
      ],
      'sealed-part-missing',
    ],
  ])('%s', async (_what, given, code) => {
    expect(await outcome(given())).toBe(code);
  });

  test('a sealed part that was changed in any byte, on both cards', async () => {
    const sealed = sealedOf(cards[0]);
    for (const at of sealed.keys()) {
      const spoiled = bent(sealed, at);
      const code = await outcome([withSealed(cards[0], spoiled), withSealed(cards[1], spoiled)]);
      // Its first byte is the version: 1 became 0. Header, commitment and ciphertext show that the shares are right.
      expect([at, code]).toEqual([at, 'sealed-part-altered']);
    }
    const newer = bent(sealed, 0, 3);
    expect(await outcome([withSealed(cards[0], newer), withSealed(cards[1], newer)])).toBe('escrow-version-unknown');
  });

  test('a sealed part that was changed, cut or swapped on one card does no harm, and is reported', async () => {
    for (const swapped of [
      sealedOf(twin[0]),
      sealedOf(older[0]),
      bent(sealedOf(cards[0]), 60),
      sealedOf(cards[0]).slice(0, 40),
      Uint8Array.of(1),
    ]) {
      const found = await recoverSecrets([cards[0], withSealed(cards[2], swapped)], null);
      expect(found.secrets).toEqual([key]);
      expect(found).toMatchObject({
        good: [1, 3],
        bad: [3],
        remarks: [{ place: 1, index: 3, remark: 'sealed-part-differs' }],
      });
    }
    expect(await outcome([withSealed(cards[0], sealedOf(twin[0])), withSealed(cards[1], sealedOf(older[0]))])).toBe(
      'share-altered',
    );
  });

  test('a card with another number on it gives the secret, and is reported', async () => {
    const found = await recoverSecrets([cards[0], changed(cards[1], { index: 3 })], null);
    expect(found.secrets).toEqual([key]);
    expect(found).toMatchObject({ good: [1, 2], bad: [3], remarks: [{ place: 1, index: 3, remark: 'renumbered' }] });
    expect(await outcome([cards[0], changed(cards[1], { index: 1 })])).toBe('the secret');
  });

  test('a card that was made later from two shares gives the secret, and is reported as none of those that were made', async () => {
    const made = cards.map(({ share: { point } }) => point);
    const x = [7, 8, 9, 10].find((each) => made.every((point) => point[32] !== each)) ?? 0;
    const later = changed(cards[1], {
      point: pointAt(x, made[0] ?? cards[0].share.point, made[1] ?? cards[0].share.point),
    });
    const found = await recoverSecrets([cards[0], later], null);
    expect(found).toMatchObject({
      secrets: [key],
      good: [1],
      bad: [2],
      remarks: [{ place: 1, index: 2, remark: 'made-later' }],
    });
  });
});

describe('of three cards, Salvor says which is bad', () => {
  test.each<[string, (card: Card, at: number) => Card, string]>([
    ['a changed point', (card) => changed(card, { point: bent(card.share.point, 7) }), 'altered'],
    ['a changed x', (card) => changed(card, { point: bent(card.share.point, 32, 1) }), 'altered'],
    ['an x of zero', (card) => changed(card, { point: bent(card.share.point, 32, card.share.point[32]) }), 'altered'],
    ['another threshold', (card) => changed(card, { threshold: 3 }), 'altered'],
    ['the card of another split under this id', (_card, at) => twin[at] ?? cards[0], 'altered'],
    ['the card of another set', (_card, at) => foreign[at] ?? cards[0], 'other-set'],
    ['the card of an older generation', (_card, at) => older[at] ?? cards[0], 'other-generation'],
  ])('%s', async (_what, spoil, remark) => {
    for (const bad of [0, 1, 2]) {
      const given = cards.map((card, at) => (at === bad ? spoil(card, at) : card));
      const found = await recoverSecrets(given, null);
      expect(found.secrets).toEqual([key]);
      expect(found.good).toEqual([1, 2, 3].filter((index) => index !== bad + 1));
      expect(found.bad).toEqual([bad + 1]);
      expect(found.remarks).toEqual([{ place: bad, index: bad + 1, remark }]);
    }
  });

  test('one that was given twice is no bad one', async () => {
    const found = await recoverSecrets([cards[2], cards[2], cards[0]], null);
    expect(found).toMatchObject({ good: [1, 3], bad: [], remarks: [{ place: 1, index: 3, remark: 'given-twice' }] });
  });

  test('which may have brought its sealed part only the second time', async () => {
    const bare = cards.map((card): Card => ({ ...card, sealed: null }));
    const found = await recoverSecrets([bare[0] ?? cards[0], cards[0], bare[1] ?? cards[1]], null);
    expect(found).toMatchObject({
      secrets: [key],
      good: [1, 2],
      bad: [],
      remarks: [{ place: 1, remark: 'given-twice' }],
    });
  });

  test('two bad ones, and three of three sets, are refused', async () => {
    const spoiled = (card: Card) => changed(card, { point: bent(card.share.point, 3) });
    expect(await outcome([cards[0], spoiled(cards[1]), spoiled(cards[2])])).toBe('share-altered');
    expect(await outcome([cards[0], foreign[1], older[2]])).toBe('shares-of-two-sets');
    expect(await outcome([cards[0], cards[1], foreign[0], foreign[1]])).toBe('shares-of-two-sets');
    expect(await outcome([cards[0], cards[0], cards[0]])).toBe('share-given-twice');
  });
});

describe('no one with one share can put another secret in its place', () => {
  /** A sealed part of this set that opens to another secret under `recoveryKey`. */
  const forged = (recoveryKey: Uint8Array): Uint8Array =>
    seal(
      recoveryKey,
      { set: SET, generation: 2, threshold: 2, count: 3 },
      {
        breakGlass: null,
        xs: cards.map(({ share }) => share.point[32] ?? 0),
        made: '2026-11-21',
        facts: [{ kind: 'text', fingerprint: other.fingerprint }],
      },
      Uint8Array.of(0, 5, ...new TextEncoder().encode('WRONG'), 0),
    );

  test('by an x of zero, whose y would be the key', async () => {
    const chosen = newRecoveryKey();
    const point = Uint8Array.of(...chosen, 0);
    // The trap is real: the library takes such a point, and the honest share has no say.
    expect(await combine([Uint8Array.from(cards[0].share.point), point])).toEqual(chosen);
    const evil = withSealed(changed(cards[1], { point }), forged(chosen));
    expect(await outcome([cards[0], evil])).toBe('share-zero-x');
    expect(await outcome([withSealed(cards[0], forged(chosen)), evil])).toBe('share-zero-x');
    expect(await outcome([cards[0], evil, cards[2]])).toBe('the secret');
  });

  test('by any point and any sealed part of their making', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 33, maxLength: 33 }),
        fc.constantFrom(0, 2),
        async (point, honest) => {
          const chosen = point.slice(0, 32);
          const evil = withSealed(changed(cards[1], { point }), forged(chosen));
          const code = await outcome([cards[honest], evil]);
          expect(['share-altered', 'share-zero-x']).toContain(code);
          expect(await outcome([cards[0], evil, cards[2]])).toBe('the secret');
        },
      ),
      { numRuns: 300 },
    );
  });

  test('by any change of any field of one card, or of the same field of two', async () => {
    const change = fc.oneof(
      fc.record({ at: fc.nat(32), by: fc.integer({ min: 1, max: 255 }) }).map(
        ({ at, by }) =>
          (card: Card) =>
            changed(card, { point: bent(card.share.point, at, by) }),
      ),
      fc.uint8Array({ minLength: 5, maxLength: 5 }).map((set) => (card: Card) => changed(card, { set })),
      fc.integer({ min: 0, max: 70_000 }).map((generation) => (card: Card) => changed(card, { generation })),
      fc.integer({ min: 0, max: 8 }).map((index) => (card: Card) => changed(card, { index })),
      fc.integer({ min: 0, max: 8 }).map((threshold) => (card: Card) => changed(card, { threshold })),
      fc.integer({ min: 0, max: 8 }).map((count) => (card: Card) => changed(card, { count })),
      fc.record({ at: fc.nat(100), by: fc.integer({ min: 1, max: 255 }) }).map(
        ({ at, by }) =>
          (card: Card) =>
            withSealed(card, bent(sealedOf(card), at, by)),
      ),
      fc.constantFrom(0, 1, 2).map((at) => (card: Card) => withSealed(card, sealedOf(twin[at] ?? card))),
    );
    // Of one card alone: two whole cards of another split are that split, and open it.
    const swap = fc.constantFrom(0, 1, 2).map((at) => (card: Card) => ({ ...(twin[at] ?? card), sealed: card.sealed }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.tuple(fc.nat(2), change), fc.tuple(fc.constant(0), swap)), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...PAIRS, [0, 1, 2] as const),
        async (changes, chosen) => {
          const given: Card[] = [...cards];
          for (const [at, apply] of changes) given[at] = apply(given[at] ?? cards[0]);
          // `outcome` fails by itself where any other secret than the true one comes out.
          await outcome(chosen.map((at) => given[at] ?? cards[0]));
        },
      ),
      { numRuns: 1500 },
    );
  });

  test('and two who make a second line through the third are found to contradict', async () => {
    // With a share of their own and the true ones both known, two custodians can aim at another key.
    const [, ours, theirs] = cards;
    const chosen = newRecoveryKey();
    const evilPoint = aimedAt(chosen, ours.share.point, theirs.share.point[32] ?? 0);
    expect(await combine([Uint8Array.from(ours.share.point), evilPoint])).toEqual(chosen);
    const evil = withSealed(changed(theirs, { point: evilPoint }), forged(chosen));
    expect(await outcome([cards[0], ours, evil])).toBe('shares-contradict');
  });
});

describe('the escrow file', () => {
  const secret = secretOf(randomSource('escrow file').bytes(500), 'file', 'panel.env');
  let large: Split;
  let otherFile: Uint8Array | null;
  beforeAll(async () => {
    large = await split([secret], { set: SET, generation: 3 });
    otherFile = (await split([secret], { set: SET, generation: 4 })).escrowFile;
  });
  const recover = (file: Uint8Array | null) => recoverSecrets([large.cards[0], large.cards[1]], file);
  const file = () => large.escrowFile ?? new Uint8Array();

  test('is asked for, and told from another’s', async () => {
    expect(await codeOf(recover(null))).toBe('escrow-file-needed');
    expect(await codeOf(recover(otherFile))).toBe('escrow-file-other');
    expect(await codeOf(recover(new TextEncoder().encode('PK not this')))).toBe('escrow-file-unreadable');
    expect(await codeOf(recover(new Uint8Array()))).toBe('escrow-file-unreadable');
  });

  test('cut anywhere, it gives nothing', async () => {
    for (let length = 1; length < file().length; length += 7)
      expect([length, await codeOf(recover(file().slice(0, length)))]).toEqual([length, 'escrow-file-cut-short']);
    expect(await codeOf(recover(Uint8Array.of(...file(), 0)))).toBe('escrow-file-altered');
  });

  test('altered in any byte, it never gives another secret', async () => {
    const codes = new Set<string>();
    for (const at of file().keys()) codes.add(await codeOf(recover(bent(file(), at))));
    expect([...codes].sort()).toEqual([
      'escrow-file-altered',
      'escrow-file-cut-short',
      'escrow-file-other',
      'escrow-file-unreadable',
      'escrow-version-unknown',
    ]);
  });

  test('is known by the shares alone where the cards’ second part was not typed', async () => {
    const bare = large.cards.map((card): Card => ({ ...card, sealed: null }));
    expect((await recoverSecrets(bare.slice(0, 2), file())).secrets).toEqual([secret]);
  });

  test('is good where a card names another hash, which is reported', async () => {
    const lying: Card = { ...large.cards[1], sealed: { kind: 'file', sha256: new Uint8Array(32) } };
    expect(await recoverSecrets([large.cards[0], lying], file())).toMatchObject({
      good: [1, 2],
      bad: [2],
      remarks: [{ place: 1, remark: 'sealed-part-differs' }],
    });
  });

  test('is not looked at where the cards carry the secret themselves', async () => {
    expect(await outcome([cards[0], cards[1]], new TextEncoder().encode('anything'))).toBe('the secret');
  });
});

/** The point at `x` on the line through `known` that meets zero at `key`, byte by byte, by trying. */
function aimedAt(key: Uint8Array, known: Uint8Array, x: number): Uint8Array {
  const knownX = known[32] ?? 0;
  const y = key.map((byte, at) => multiply(multiply((known[at] ?? 0) ^ byte, inverse(knownX)), x) ^ byte);
  return Uint8Array.of(...y, x);
}

/** Multiplication in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 0, power = a; bit < 8; bit += 1) {
    if (((b >> bit) & 1) === 1) product ^= power;
    power = (power << 1) ^ (power >= 0x80 ? 0x11b : 0);
  }
  return product;
}

function inverse(a: number): number {
  for (let candidate = 1; candidate < 256; candidate += 1) if (multiply(a, candidate) === 1) return candidate;
  throw new RangeError('zero has no inverse');
}
