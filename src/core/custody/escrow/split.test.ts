import { describe, expect, test } from 'vitest';
import { codeOf, NOW, PAIRS, secretOf, siteKey, split } from '../../../../test-support/custody/splits';
import { randomSource } from '../../../../test-support/random';
import { decodeCard, encodeCard } from '../share/card-text';
import { recoverSecrets } from './recover';
import type { EscrowSecret } from './secret';
import { MOST_ESCROW_BYTES, splitSecrets } from './split';

describe('any two cards give the secret back', () => {
  test('10,000 random secrets of 1 to 64 bytes, by every pair, carried by each card', async () => {
    const random = randomSource('split and every pair');
    for (let round = 0; round < 10_000; round += 1) {
      const secret = secretOf(random.bytes(1 + (round % 64)));
      const { cards, escrowFile } = await split([secret]);
      expect(escrowFile).toBeNull();
      for (const [a, b] of PAIRS) {
        const { secrets, good, bad } = await recoverSecrets([cards[b], cards[a]], null);
        // Of so many, the cheap comparison: Vitest's own of 30,000 arrays takes longer than the recovery.
        if (secrets.length !== 1 || Buffer.compare(secrets[0]?.bytes ?? new Uint8Array(), secret.bytes) !== 0)
          expect(secrets[0]?.bytes).toEqual(secret.bytes);
        if (good.length !== 2 || good[0] !== a + 1 || good[1] !== b + 1 || bad.length !== 0)
          expect({ good, bad }).toEqual({ good: [a + 1, b + 1], bad: [] });
      }
    }
  }, 300_000);

  test('through the text of the cards, when only one has its sealed part', async () => {
    const key = siteKey();
    const { cards } = await split([key]);
    const [first, second] = cards.map(encodeCard);
    const typed = first?.share.map(({ groups }) => groups.join(' ')).join('\n') ?? '';
    const { secrets } = await recoverSecrets([decodeCard(typed), decodeCard(second?.qr ?? '')], null);
    expect(secrets).toEqual([key]);
  });

  test('larger secrets by their escrow file, which every card names', async () => {
    const random = randomSource('larger secrets');
    for (const length of [65, 66, 1000, 100_000]) {
      const secret = secretOf(random.bytes(length), 'file', 'the whole .env of the panel');
      const { cards, escrowFile } = await split([secret]);
      expect(cards.map(({ sealed }) => sealed?.kind)).toEqual(['file', 'file', 'file']);
      for (const [a, b] of PAIRS)
        expect((await recoverSecrets([cards[a], cards[b]], escrowFile)).secrets).toEqual([secret]);
    }
  });
});

test.each(['1970-01-01T00:00:00Z', '2019-12-31T23:59:59Z', '2199-06-07T00:00:00Z', '9999-12-31T00:00:00Z'])(
  'a clock that says %s is refused before a card is made',
  async (now) => {
    expect(await codeOf(split([siteKey()], { now: new Date(now) }))).toBe('clock-implausible');
  },
);

test.each(['2020-01-01T00:00:00Z', '2199-06-06T23:59:59Z'])('%s is a day that a card can tell', async (now) => {
  const { made, cards } = await split([siteKey()], { now: new Date(now) });
  expect(made).toBe(now.slice(0, 10));
  expect((await recoverSecrets(cards, null)).made).toBe(made);
});

describe('what a card carries', () => {
  test('a site key and a master key as their 32 bytes, and as they were afterwards', async () => {
    const digits = randomSource('master key')
      .bytes(32)
      .reduce((text, byte) => text + byte.toString(16).padStart(2, '0'), '');
    for (const secret of [
      siteKey('x'),
      secretOf(digits, 'dev-master-key', 'x'),
      secretOf(digits.toUpperCase(), 'dev-master-key', 'x'),
    ]) {
      const { cards } = await split([secret]);
      // Header 17, commitment 32, form and length 2, key 32, label 2, tag 16.
      expect(cards[0].sealed).toMatchObject({ kind: 'carried', bytes: { length: 101 } });
      expect((await recoverSecrets([cards[0], cards[2]], null)).secrets).toEqual([secret]);
    }
  });

  test.each([
    ['a master key in mixed case', 'dev-master-key', 'aB'.repeat(32)],
    ['one that is no digits', 'dev-master-key', 'something else'],
    ['an odd number of digits', 'dev-master-key', 'abc'],
    ['a site key with spare bits set', 'site-key', `tspsk_${'A'.repeat(42)}B`],
    ['a site key that is none', 'site-key', 'tspsk_'],
  ] as const)('%s comes back with every character', async (_what, kind, text) => {
    const secret = secretOf(text, kind);
    const { cards } = await split([secret]);
    expect((await recoverSecrets([cards[1], cards[2]], null)).secrets[0]?.bytes).toEqual(secret.bytes);
  });

  test('two site keys and four small secrets, but not five', async () => {
    expect((await split([siteKey(), siteKey()])).escrowFile).toBeNull();
    const small = ['a', 'b', 'c', 'd'].map((text) => secretOf(text, 'passphrase', text));
    const { cards, escrowFile } = await split(small);
    expect(escrowFile).toBeNull();
    expect((await recoverSecrets([cards[0], cards[1]], null)).secrets).toEqual(small);
    expect((await split([...small, secretOf('e')])).escrowFile).not.toBeNull();
  });

  test('nothing of a passphrase’s length', async () => {
    const lengths = await Promise.all(
      ['a', 'twelve chars', 'sixteen characte'].map(
        async (text) => (await split([secretOf(text, 'passphrase', 'n')])).cards[0].sealed,
      ),
    );
    expect(lengths.map((sealed) => (sealed?.kind === 'carried' ? sealed.bytes.length : null))).toEqual([81, 81, 97]);
  });

  test('the label where there is space; without it the fingerprint names the secret', async () => {
    const long = { ...siteKey(), label: 'a label of 33 bytes, one too many' };
    const { cards, facts } = await split([long]);
    expect(facts).toEqual([{ kind: 'site-key', label: long.label, fingerprint: long.fingerprint }]);
    expect((await recoverSecrets([cards[0], cards[1]], null)).secrets).toEqual([{ ...long, label: long.fingerprint }]);
    const exact = { ...long, label: long.label.slice(1) };
    expect((await recoverSecrets((await split([exact])).cards, null)).secrets).toEqual([exact]);
  });

  test('the day, the set, the generation, and which share is the vendor’s', async () => {
    const set = Uint8Array.of(1, 2, 3, 4, 5);
    const { cards, made } = await split([siteKey()], { generation: 65_535, set, breakGlass: 3 });
    expect(made).toBe('2026-11-21');
    const used = await recoverSecrets([cards[2], cards[0]], null);
    expect(used).toMatchObject({ set, generation: 65_535, made, breakGlass: 3, good: [1, 3], bad: [], remarks: [] });
    expect(await recoverSecrets((await split([siteKey()])).cards, null)).toMatchObject({
      breakGlass: null,
      good: [1, 2, 3],
    });
  });
});

describe('splitting', () => {
  test('takes another recovery key each time, and overwrites it', async () => {
    // The library draws its own numbers elsewhere, so that only the recovery key is drawn here in 32 bytes.
    const key = siteKey();
    const drawn: Uint8Array[] = [];
    const copies: Uint8Array[] = [];
    const original = crypto.getRandomValues.bind(crypto);
    crypto.getRandomValues = <T extends ArrayBufferView | null>(array: T): T => {
      original(array as never);
      if (array instanceof Uint8Array && array.length === 32) {
        drawn.push(array);
        copies.push(array.slice());
      }
      return array;
    };
    const splits = [];
    try {
      for (let round = 0; round < 3; round += 1)
        splits.push(await split([key], { set: new Uint8Array(5), generation: 1 }));
    } finally {
      crypto.getRandomValues = original;
    }
    expect(new Set(copies.map(String)).size).toBe(3);
    expect(drawn.map((key) => key.every((byte) => byte === 0))).toEqual([true, true, true]);
    expect(new Set(splits.map(({ cards }) => JSON.stringify(cards[0].sealed))).size).toBe(3);
    // Neither is on a card.
    for (const [at, { cards }] of splits.entries()) {
      for (const card of cards)
        expect(Buffer.from(JSON.stringify(card)).includes(JSON.stringify([...(copies[at] ?? [])]).slice(1, -1))).toBe(
          false,
        );
    }
  });

  test('leaves the caller’s secret as it was', async () => {
    const secret = secretOf('precious');
    await split([secret]);
    expect(new TextDecoder().decode(secret.bytes)).toBe('precious');
  });

  test('takes a Buffer as well', async () => {
    const secret: EscrowSecret = { ...secretOf(''), bytes: Buffer.from('from a file') };
    expect(
      new TextDecoder().decode((await recoverSecrets((await split([secret])).cards, null)).secrets[0]?.bytes),
    ).toBe('from a file');
  });

  test('gives shares whose x differ and are never zero', async () => {
    const secret = secretOf('x');
    for (let round = 0; round < 200; round += 1) {
      const xs = (await split([secret])).cards.map(({ share }) => share.point[32]);
      expect(new Set(xs).size).toBe(3);
      expect(xs).not.toContain(0);
    }
  });

  test('refuses what is too large, and what no set can be', async () => {
    expect(await codeOf(split([secretOf(new Uint8Array(MOST_ESCROW_BYTES + 1))]))).toBe('escrow-too-large');
    for (const [secrets, options] of [
      [[], {}],
      [[secretOf('')], {}],
      [[secretOf('a')], { generation: 0 }],
      [[secretOf('a')], { generation: 65_536 }],
      [[secretOf('a')], { set: new Uint8Array(4) }],
      [[secretOf('a')], { breakGlass: 4 }],
    ] as const) {
      await expect(splitSecrets(secrets, { generation: 1, now: NOW, ...options })).rejects.toThrow(RangeError);
    }
  });
});
