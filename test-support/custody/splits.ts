import { randomBytes } from 'node:crypto';
import type { EscrowSecret } from '../../src/core/custody/escrow/secret';
import { type Split, type SplitOptions, splitSecrets } from '../../src/core/custody/escrow/split';
import type { SecretKind } from '../../src/core/custody/model';
import type { Card } from '../../src/core/custody/share/card-text';
import type { Share } from '../../src/core/custody/share/share';
import { SalvorError } from '../../src/core/errors';
import { generateKeyPair } from '../../src/core/formats/site-key';

export const NOW = new Date('2026-11-21T09:00:00Z');
/** Places of two of the three cards. */
export const PAIRS = [
  [0, 1],
  [0, 2],
  [1, 2],
] as const;

export function secretOf(bytes: Uint8Array | string, kind: SecretKind = 'text', label = 'a label'): EscrowSecret {
  const fingerprint = (randomBytes(8).toString('hex').match(/.{4}/g) ?? []).join(':');
  return { kind, label, fingerprint, bytes: typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes };
}

export function siteKey(label = 'Harbour Fellowship'): EscrowSecret {
  const { privateText, fingerprint } = generateKeyPair();
  return { kind: 'site-key', label, fingerprint, bytes: new TextEncoder().encode(privateText) };
}

export function split(secrets: readonly EscrowSecret[], options: Partial<SplitOptions> = {}): Promise<Split> {
  return splitSecrets(secrets, { generation: 1, now: NOW, ...options });
}

/** The card with some of its share's numbers changed. */
export function changed(card: Card, share: Partial<Share>): Card {
  return { ...card, share: { ...card.share, ...share } };
}

/** The point with one of its 33 bytes changed; the last is x. */
export function bent(point: Uint8Array, at: number, by = 1): Uint8Array {
  const copy = point.slice();
  copy[at] = (copy[at] ?? 0) ^ by;
  return copy;
}

/** The code with which a promise fails; fails itself where it does not. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof SalvorError) return error.failure.code;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Another point of the line through two points, as someone who has both shares can make it. */
export function pointAt(x: number, one: Uint8Array, other: Uint8Array): Uint8Array {
  const [x1 = 0, x2 = 0] = [one[32], other[32]];
  const scale = inverse(x1 ^ x2);
  return Uint8Array.from({ length: 33 }, (_, at) =>
    at === 32 ? x : times(scale, times(one[at] ?? 0, x ^ x2) ^ times(other[at] ?? 0, x ^ x1)),
  );
}

/** In GF(2^8) modulo 0x11b. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 8; bit++) if ((b >> bit) & 1) product ^= a << bit;
  for (let bit = 14; bit >= 8; bit--) if ((product >> bit) & 1) product ^= 0x11b << (bit - 8);
  return product;
}

function inverse(value: number): number {
  return Array.from({ length: 256 }, (_, each) => each).find((each) => times(value, each) === 1) ?? 0;
}
