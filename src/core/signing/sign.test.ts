import { ed25519 } from '@noble/curves/ed25519.js';
import { expect, test } from 'vitest';
import type { Signature } from './model';
import { isSigned, signValue } from './sign';

const VALUE = { any: 'value' };
const key = new Uint8Array(32).fill(7);
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

test('a signature holds for its value, its purpose and its key alone', () => {
  const signature = signValue('one purpose', VALUE, key);
  expect(isSigned('one purpose', VALUE, signature)).toBe(true);
  expect(isSigned('one purpose', { any: 'other' }, signature)).toBe(false);
  expect(isSigned('another purpose', VALUE, signature)).toBe(false);
  expect(
    isSigned('one purpose', VALUE, {
      ...signature,
      publicKey: base64url(ed25519.getPublicKey(new Uint8Array(32).fill(8))),
    }),
  ).toBe(false);
});

test('a key of low order, for which one signature holds for everything, is none', () => {
  const identity = Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 1 : 0));
  const forged: Signature = {
    algorithm: 'Ed25519',
    publicKey: base64url(identity),
    value: base64url(Uint8Array.from([...identity, ...new Uint8Array(32)])),
  };
  // Verification that is not strict takes it.
  expect(
    ed25519.verify(Uint8Array.from([...identity, ...new Uint8Array(32)]), new Uint8Array(1), identity, {
      zip215: true,
    }),
  ).toBe(true);
  expect(isSigned('one purpose', VALUE, forged)).toBe(false);
});

test('a signature has no second form', () => {
  const signature = signValue('one purpose', VALUE, key);
  const bytes = Buffer.from(signature.value, 'base64url');
  // S plus the order of the group signs the same.
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  let s = order;
  for (let at = 31; at >= 0; at -= 1) s += BigInt(bytes[32 + at] ?? 0) << BigInt(8 * at);
  for (let at = 0; at < 32; at += 1) bytes[32 + at] = Number((s >> BigInt(8 * at)) & 255n);
  expect(isSigned('one purpose', VALUE, { ...signature, value: base64url(bytes) })).toBe(false);
});
