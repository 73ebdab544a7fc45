import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readCard, recover, recoveryKey } from '../../../test-support/custody/by-the-document';
import { SalvorError } from '../errors';
import { recoverSecrets } from './escrow/recover';
import { secretKindSchema } from './model';
import { decodeCard, encodeCard } from './share/card-text';
import { setName, shareDigest, shareToBytes } from './share/share';
import { readTyping } from './share/typing';

/**
 * The examples of docs/escrow-format.md: written once, never made again. Whatever this version reads and writes must be
 * what is printed there, since cards lie in safes for years.
 */
const FOLDER = 'test-vectors/escrow';

const hex = z
  .string()
  .regex(/^(?:[0-9a-f]{2})+$/)
  .transform((digits) => Uint8Array.from(Buffer.from(digits, 'hex')));

const vectorSchema = z.object({
  what: z.string(),
  secrets: z.array(z.object({ kind: secretKindSchema, label: z.string(), fingerprint: z.string(), hex })),
  set: hex,
  setName: z.string(),
  generation: z.number(),
  made: z.string(),
  breakGlass: z.number().nullable(),
  recoveryKey: hex,
  sealed: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('carried'), hex }),
    z.object({ kind: z.literal('file'), sha256: hex }),
  ]),
  cards: z
    .array(z.object({ index: z.number(), share: hex, digest: z.string(), rows: z.array(z.string()), qr: z.string() }))
    .length(3),
  escrowFile: hex.nullable(),
});

const refusedSchema = z.array(z.object({ what: z.string(), code: z.string(), text: z.string() }));

const files = readdirSync(FOLDER).filter((name) => name !== 'refused.json');
const vectors = files.map((name) => ({
  name,
  ...vectorSchema.parse(JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8'))),
}));
const PAIRS = [
  [0, 1],
  [0, 2],
  [1, 2],
  [2, 0],
] as const;

describe.each(vectors)(
  '$name: $what',
  ({ secrets, set, generation, made, breakGlass, sealed, cards, escrowFile, ...vector }) => {
    test.each([0, 1, 2])('card %i is read and written as it is', (at) => {
      const { index, share, digest, rows, qr } = cards[at] ?? { index: 0, share: set, digest: '', rows: [], qr: '' };
      const card = decodeCard(qr);
      expect(decodeCard(rows.join('\n'))).toEqual(card);
      expect(card.share).toMatchObject({ threshold: 2, count: 3, index, set, generation });
      expect(shareToBytes(card.share)).toEqual(share);
      expect(shareDigest(card.share)).toBe(digest);
      expect(setName(set, generation)).toBe(vector.setName);
      expect(card.sealed).toEqual(sealed.kind === 'file' ? sealed : { kind: 'carried', bytes: sealed.hex });
      const text = encodeCard(card);
      expect(text.qr).toBe(qr);
      expect([...text.share, ...text.sealed].map(({ groups }) => groups.join(' '))).toEqual(rows);
    });

    test.each(PAIRS)('cards %i and %i give the secrets', async (one, two) => {
      const given = [one, two].map((at) => decodeCard(cards[at]?.qr ?? ''));
      const recovered = await recoverSecrets(given, escrowFile);
      expect(recovered).toMatchObject({ set, generation, made, breakGlass, bad: [] });
      expect(recovered.secrets.map(({ kind, fingerprint, bytes }) => ({ kind, fingerprint, bytes }))).toEqual(
        secrets.map(({ kind, fingerprint, hex: bytes }) => ({ kind, fingerprint, bytes })),
      );
    });

    test.each(PAIRS)(
      'cards %i and %i give them to anyone who has the document alone, from the rows and from the codes',
      (one, two) => {
        for (const form of [
          ({ rows }: { rows: string[] }) => rows.join('\n').toLowerCase(),
          ({ qr }: { qr: string }) => qr,
        ]) {
          const [first, second] = [one, two].map((at) => readCard(form(cards[at] ?? { rows: [], qr: '' })));
          if (first === undefined || second === undefined) throw new Error('a vector has three cards');
          expect(recoveryKey(first, second)).toEqual(vector.recoveryKey);
          const found = recover(first, second, escrowFile);
          expect(found.map(({ kind, fingerprint, bytes }) => ({ kind, fingerprint, bytes }))).toEqual(
            secrets.map(({ kind, fingerprint, hex: bytes }) => ({ kind, fingerprint, bytes })),
          );
          for (const [at, { label }] of found.entries()) expect(['', secrets[at]?.label]).toContain(label);
        }
      },
    );
  },
);

const refused = refusedSchema.parse(JSON.parse(readFileSync(`${FOLDER}/refused.json`, 'utf8')));

test.each(refused)('refused: $what', ({ code, text }) => {
  expect(() => readCard(text)).toThrow();
  let thrown: unknown;
  try {
    decodeCard(text);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(SalvorError);
  expect((thrown as SalvorError).failure.code).toBe(code);
  expect(readTyping(text).verdict).not.toBe('right');
});

test('every kind of refusal has an example', () => {
  expect([...new Set(refused.map(({ code }) => code))].sort()).toEqual(
    [
      'sealed-part-other-set',
      'share-cut-short',
      'share-too-long',
      'share-unreadable',
      'share-version-unknown',
      'share-wrong',
      'share-zero-x',
    ].sort(),
  );
});
