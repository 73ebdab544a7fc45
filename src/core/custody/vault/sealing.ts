import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { failed } from '../../errors';
import type { KeystoreWrap, PassphraseWrap } from './file-format';

/** Seals a few bytes with a key that the operating system keeps for this user. */
export interface Sealer {
  seal(bytes: Uint8Array): Promise<Uint8Array>;
  /** The bytes again; null where another machine, user or keystore sealed them. */
  open(sealed: Uint8Array): Promise<Uint8Array | null>;
}

/** The shortest passphrase that a vault is sealed with, in characters. */
export const SHORTEST_PASSPHRASE = 10;

/** 128 MiB and about half a second: what each guess costs an attacker. */
const SCRYPT = { n: 2 ** 17, r: 8, p: 1 };
/** What a file may ask of us: enough to be made stronger some day, too little to freeze or exhaust a machine. */
const BOUNDS = { n: [2 ** 14, 2 ** 20], r: [1, 16], p: [1, 4], bytes: 1024 ** 3 } as const;

const KEY_BYTES = 32;
const NONCE_BYTES = 24;

/**
 * Poly1305 fits more than one key; the commitment fits one. Both come from the same secret, and neither tells the
 * other.
 */
interface Committed {
  readonly key: Uint8Array;
  readonly commitment: Uint8Array;
}

export function committedKeys(secret: Uint8Array, salt: Uint8Array, purpose: string): Committed {
  const both = hkdf(sha256, secret, salt, new TextEncoder().encode(`salvor-vault-v1 ${purpose}`), 2 * KEY_BYTES);
  return { key: both.slice(0, KEY_BYTES), commitment: both.slice(KEY_BYTES) };
}

export function isCommitted(commitment: Uint8Array, written: string): boolean {
  const expected = Buffer.from(written, 'base64url');
  return expected.length === commitment.length && timingSafeEqual(expected, commitment);
}

/** Wraps the data key with a passphrase. @throws vault-passphrase-short */
export async function wrapWithPassphrase(
  dataKey: Uint8Array,
  passphrase: string,
  vault: string,
): Promise<PassphraseWrap> {
  if ([...passphrase].length < SHORTEST_PASSPHRASE)
    throw failed('vault-passphrase-short', { least: SHORTEST_PASSPHRASE });
  const salt = Uint8Array.from(randomBytes(KEY_BYTES));
  const nonce = Uint8Array.from(randomBytes(NONCE_BYTES));
  const { key, commitment } = await passphraseKeys(passphrase, salt, SCRYPT);
  const parameters = {
    kind: 'passphrase' as const,
    ...SCRYPT,
    salt: base64url(salt),
    commitment: base64url(commitment),
    nonce: base64url(nonce),
  };
  const sealed = xchacha20poly1305(key, nonce, wrapContext(vault, parameters)).encrypt(dataKey);
  key.fill(0);
  return { ...parameters, sealed: base64url(sealed) };
}

/** The data key, or null where the passphrase is another one. @throws vault-parameters-refused */
export async function unwrapWithPassphrase(
  wrap: PassphraseWrap,
  passphrase: string,
  vault: string,
): Promise<Uint8Array | null> {
  const { sealed, ...parameters } = wrap;
  requireBounds(parameters);
  const { key, commitment } = await passphraseKeys(passphrase, raw(wrap.salt), parameters);
  if (!isCommitted(commitment, wrap.commitment)) return null;
  try {
    return xchacha20poly1305(key, raw(wrap.nonce), wrapContext(vault, parameters)).decrypt(raw(sealed));
  } catch {
    return null;
  } finally {
    key.fill(0);
  }
}

export async function wrapWithKeystore(dataKey: Uint8Array, sealer: Sealer): Promise<KeystoreWrap> {
  return { kind: 'keystore', sealed: base64url(await sealer.seal(dataKey)) };
}

/** The data key, or null where another keystore sealed it. */
export async function unwrapWithKeystore(wrap: KeystoreWrap, sealer: Sealer): Promise<Uint8Array | null> {
  const opened = await sealer.open(raw(wrap.sealed));
  return opened?.length === KEY_BYTES ? opened : null;
}

/** Everything of the wrap but what it seals: other parameters and other vaults' wraps cannot pass for it. */
function wrapContext(
  vault: string,
  { kind, n, r, p, salt, commitment, nonce }: Omit<PassphraseWrap, 'sealed'>,
): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify(['salvor-vault-v1 wrap', vault, kind, n, r, p, salt, commitment, nonce]),
  );
}

function requireBounds({ n, r, p }: Pick<PassphraseWrap, 'n' | 'r' | 'p'>): void {
  const within = (value: number, [least, most]: readonly [number, number]) => value >= least && value <= most;
  const isPowerOfTwo = Number.isInteger(Math.log2(n));
  if (isPowerOfTwo && within(n, BOUNDS.n) && within(r, BOUNDS.r) && within(p, BOUNDS.p) && 128 * n * r <= BOUNDS.bytes)
    return;
  throw failed('vault-parameters-refused', { n, r, p });
}

/** @param passphrase in any Unicode form: keyboards of different systems compose the same letters differently */
async function passphraseKeys(
  passphrase: string,
  salt: Uint8Array,
  { n, r, p }: { n: number; r: number; p: number },
): Promise<Committed> {
  const password = Buffer.from(passphrase.normalize('NFC'), 'utf8');
  const stretched = await new Promise<Buffer>((resolve, reject) => {
    // Node counts a little more than 128·N·r against this limit.
    scrypt(password, salt, KEY_BYTES, { N: n, r, p, maxmem: 128 * r * (n + p + 2) + 1024 }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
  const keys = committedKeys(stretched, salt, 'passphrase');
  stretched.fill(0);
  password.fill(0);
  return keys;
}

export function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

/** Bytes of their own rather than in Node's shared pool, so that they can be wiped. */
export function raw(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64url'));
}
