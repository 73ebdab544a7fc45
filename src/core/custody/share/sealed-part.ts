import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/**
 * What the recovery key opens: on every card itself where it is small, else by the SHA-256 of the escrow file that
 * lies beside the cards.
 */
export type SealedPart = { kind: 'carried'; bytes: Uint8Array } | { kind: 'file'; sha256: Uint8Array };

/** The most bytes that a card carries, by the one byte of its length. */
export const CARRIED_LIMIT = 255;

const CARRIED = 1;
const FILE = 2;
const HASH_LENGTH = 32;

/**
 * Kind (1 carried, 2 a file's SHA-256), length, bytes.
 *
 * @throws RangeError for an empty part, one above {@link CARRIED_LIMIT}, or a hash that is not 32 bytes
 */
export function sealedToBytes(sealed: SealedPart): Uint8Array {
  const body = sealed.kind === 'carried' ? sealed.bytes : sealed.sha256;
  if (body.length === 0 || body.length > CARRIED_LIMIT) throw new RangeError('a card carries 1 to 255 sealed bytes');
  if (sealed.kind === 'file' && body.length !== HASH_LENGTH) throw new RangeError('a SHA-256 has 32 bytes');
  return Uint8Array.of(sealed.kind === 'carried' ? CARRIED : FILE, body.length, ...body);
}

/**
 * What the register keeps of a sealed part: SHA-256 over its kind and its bytes, in hexadecimal. @throws as {@link
 * sealedToBytes}
 */
export function sealedDigest(sealed: SealedPart): string {
  const [kind = 0, , ...body] = sealedToBytes(sealed);
  return bytesToHex(sha256(Uint8Array.of(kind, ...body)));
}

/** Reads what {@link sealedToBytes} wrote, or null for anything else. */
export function sealedFromBytes(bytes: Uint8Array): SealedPart | null {
  const [kind, length] = bytes;
  const body = bytes.slice(2);
  if (length === 0 || body.length !== length) return null;
  if (kind === CARRIED) return { kind: 'carried', bytes: body };
  if (kind === FILE && length === HASH_LENGTH) return { kind: 'file', sha256: body };
  return null;
}
