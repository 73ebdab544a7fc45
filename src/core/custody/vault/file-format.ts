import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseStrictJson } from '../../signing/strict-json';

/**
 * The outside of `vault.salvor`; docs/vault-format.md is its description. All integers are big-endian.
 *
 *     "SALVORV1" (8) ‖ header length (4) ‖ body length (4) ‖ header (JSON) ‖ body ‖ SHA-256 of all before (32)
 *
 * The checksum protects against accidents only. It is what tells a damaged file from a wrong passphrase.
 */
const MAGIC = 'SALVORV1';
const FIXED_BYTES = 16;
const CHECKSUM_BYTES = 32;
const LONGEST_HEADER = 64 * 1024;
/** The longest file that is read at all. */
export const LONGEST_VAULT = 64 * 1024 * 1024;

const base64 = z.base64url();
/** Of 24 and 32 raw bytes. */
const nonce = base64.length(32);
const bytes32 = base64.length(43);

export const passphraseWrapSchema = z.strictObject({
  kind: z.literal('passphrase'),
  /** Of scrypt (RFC 7914). */
  n: z.int(),
  r: z.int(),
  p: z.int(),
  salt: bytes32,
  commitment: bytes32,
  nonce,
  /** The data key, sealed: 48 bytes. */
  sealed: base64.length(64),
});
export type PassphraseWrap = z.output<typeof passphraseWrapSchema>;

export const keystoreWrapSchema = z.strictObject({ kind: z.literal('keystore'), sealed: base64.min(1).max(16_384) });
export type KeystoreWrap = z.output<typeof keystoreWrapSchema>;

const headerSchema = z.strictObject({
  /** 16 random bytes, for as long as the vault lives: no wrap and no body of another vault fits. */
  vault: base64.length(22),
  /** The data key, wrapped in each way that opens it. */
  wraps: z
    .array(z.discriminatedUnion('kind', [passphraseWrapSchema, keystoreWrapSchema]))
    .min(1)
    .max(2),
  /** Of the body. */
  commitment: bytes32,
  nonce,
});
export type VaultHeader = z.output<typeof headerSchema>;

export interface VaultFile {
  readonly header: VaultHeader;
  /** All bytes before the body: they are authenticated with it. */
  readonly associated: Uint8Array;
  readonly body: Uint8Array;
}

/** `damaged`: cut or altered. `unknown`: whole, but not of a version that this program reads. */
export type ReadVault =
  | { readonly state: 'whole'; readonly file: VaultFile }
  | { readonly state: 'damaged' }
  | { readonly state: 'unknown' };

/** Everything before the body, given the body's length: it must be known before the body can be sealed. */
export function headOf(header: VaultHeader, bodyBytes: number): Uint8Array {
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  const fixed = Buffer.alloc(FIXED_BYTES);
  fixed.write(MAGIC, 'latin1');
  fixed.writeUInt32BE(json.length, 8);
  fixed.writeUInt32BE(bodyBytes, 12);
  return Uint8Array.from(Buffer.concat([fixed, json]));
}

/** The whole file from its two parts. */
export function encodeVault(associated: Uint8Array, body: Uint8Array): Uint8Array {
  return Uint8Array.from(Buffer.concat([associated, body, checksum(associated, body)]));
}

/** Reads what `encodeVault` wrote. Every file that was cut, lengthened or altered in one bit is `damaged`. */
export function decodeVault(bytes: Uint8Array): ReadVault {
  const end = bytes.length - CHECKSUM_BYTES;
  if (end < FIXED_BYTES || !checksum(bytes.subarray(0, end)).equals(bytes.subarray(end))) return { state: 'damaged' };
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, end);
  if (view.toString('latin1', 0, 8) !== MAGIC) return { state: 'unknown' };
  const headerBytes = view.readUInt32BE(8);
  const bodyAt = FIXED_BYTES + headerBytes;
  if (headerBytes > LONGEST_HEADER || bodyAt + view.readUInt32BE(12) !== end) return { state: 'damaged' };
  const header = headerSchema.safeParse(parse(view.toString('utf8', FIXED_BYTES, bodyAt)));
  if (!header.success) return { state: 'unknown' };
  return {
    state: 'whole',
    file: { header: header.data, associated: bytes.slice(0, bodyAt), body: bytes.slice(bodyAt, end) },
  };
}

/** A file's identity: two with the same digest are the same bytes. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function checksum(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function parse(text: string): unknown {
  try {
    return parseStrictJson(text);
  } catch {
    return null;
  }
}
