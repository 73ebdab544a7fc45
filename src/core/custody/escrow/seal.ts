import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { equalBytes } from '@noble/ciphers/utils.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import type { Share } from '../share/share';
import { decodeHeader, encodeHeader, type SealedHeader } from './sealed-header';

/**
 * A sealed part:
 *
 *     header (see sealed-header.ts) ‖ key commitment (32) ‖ XChaCha20-Poly1305 of the bundle (n) ‖ its tag (16)
 *
 * Everything comes from the recovery key by HKDF-SHA256 (RFC 5869):
 *
 *     context    = set (5) ‖ generation (2, big-endian) ‖ threshold (1) ‖ count (1)
 *     prk        = HKDF-Extract(salt = "salvor-escrow-v1", ikm = recovery key)
 *     key        = HKDF-Expand(prk, "key" ‖ context, 32)
 *     nonce      = HKDF-Expand(prk, "nonce" ‖ context, 24)
 *     commitment = HKDF-Expand(prk, "commitment" ‖ context, 32)
 *
 * Associated data is context ‖ header. A recovery key seals exactly once, so that its nonce may come from it and
 * needs no space on a card. Poly1305 alone does not commit to its key; the commitment does.
 */

const SALT = ascii('salvor-escrow-v1');
const RECOVERY_KEY_LENGTH = 32;
const COMMITMENT_LENGTH = 32;
const NONCE_LENGTH = 24;
const TAG_LENGTH = 16;

/** To which set a sealed part belongs, as every share of it says. */
export type SetContext = Pick<Share, 'set' | 'generation' | 'threshold' | 'count'>;

/** A fresh recovery key. The caller is to overwrite it; it is never to seal or be split twice. */
export function newRecoveryKey(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(RECOVERY_KEY_LENGTH));
}

export function seal(
  recoveryKey: Uint8Array,
  context: SetContext,
  header: SealedHeader,
  bundle: Uint8Array,
): Uint8Array {
  const keys = derive(recoveryKey, context);
  const clear = encodeHeader(header);
  try {
    const cipher = xchacha20poly1305(keys.key, keys.nonce, concatBytes(contextBytes(context), clear));
    return concatBytes(clear, keys.commitment, cipher.encrypt(bundle));
  } finally {
    wipe(keys);
  }
}

/**
 * How a try to open ended. `wrong-key`: the shares do not give the key of this part. `altered`: they do, and the part
 * is not what was sealed.
 */
export type Opening =
  | { outcome: 'opened'; header: SealedHeader; bundle: Uint8Array }
  | { outcome: 'wrong-key' }
  | { outcome: 'altered' };

/** Looks at the commitment first, in constant time, then at the tag; nothing comes out unless both are right. */
export function openSealed(recoveryKey: Uint8Array, context: SetContext, sealed: Uint8Array): Opening {
  const read = decodeHeader(sealed);
  const body = read === null ? null : sealed.subarray(read.bytes.length);
  if (read === null || body === null || body.length < COMMITMENT_LENGTH + TAG_LENGTH) return { outcome: 'altered' };
  const keys = derive(recoveryKey, context);
  try {
    const committed = equalBytes(body.subarray(0, COMMITMENT_LENGTH), keys.commitment);
    const associated = concatBytes(contextBytes(context), read.bytes);
    const bundle = decrypt(keys, associated, body.subarray(COMMITMENT_LENGTH));
    if (committed && bundle !== null) return { outcome: 'opened', header: read.header, bundle };
    // A tag that is right under this key says that the key is right too, and the commitment was changed.
    bundle?.fill(0);
    return { outcome: committed || bundle !== null ? 'altered' : 'wrong-key' };
  } finally {
    wipe(keys);
  }
}

interface DerivedKeys {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly commitment: Uint8Array;
}

function derive(recoveryKey: Uint8Array, context: SetContext): DerivedKeys {
  const prk = extract(sha256, recoveryKey, SALT);
  const bytes = contextBytes(context);
  const output = (purpose: string, length: number) => expand(sha256, prk, concatBytes(ascii(purpose), bytes), length);
  const keys = {
    key: output('key', 32),
    nonce: output('nonce', NONCE_LENGTH),
    commitment: output('commitment', COMMITMENT_LENGTH),
  };
  prk.fill(0);
  return keys;
}

function wipe({ key, nonce, commitment }: DerivedKeys): void {
  for (const bytes of [key, nonce, commitment]) bytes.fill(0);
}

function decrypt({ key, nonce }: DerivedKeys, associated: Uint8Array, ciphertext: Uint8Array): Uint8Array | null {
  try {
    return xchacha20poly1305(key, nonce, associated).decrypt(ciphertext);
  } catch {
    return null;
  }
}

function contextBytes({ set, generation, threshold, count }: SetContext): Uint8Array {
  return Uint8Array.of(...set, generation >> 8, generation & 0xff, threshold, count);
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
