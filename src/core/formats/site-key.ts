import { createHash } from 'node:crypto';
import { x25519 } from '@noble/curves/ed25519.js';
import { failed } from '../errors';
import { knownSecret } from '../known-secret';

/** Prefixes of the portal's key texts; what follows is unpadded base64url of the 32 raw X25519 bytes. */
const PUBLIC_PREFIX = 'tsppk_';
const PRIVATE_PREFIX = 'tspsk_';
const KEY_BODY = /^[A-Za-z0-9_-]{43}$/;

export interface PublicKey {
  readonly raw: Uint8Array;
  readonly fingerprint: string;
}

/** A site's private key in use. The caller is to call `wipe` on `raw` when the job is over. */
export interface PrivateKey {
  readonly raw: Uint8Array;
  readonly publicRaw: Uint8Array;
  readonly fingerprint: string;
}

/**
 * Reads a private key as the console shows it (`tspsk_…`). White space around it is fine, as files end in a
 * line break; inside it is refused, since a key that was pasted in two pieces is often pasted wrong.
 *
 * @throws key-is-public, key-is-other, key-has-whitespace, key-malformed
 */
export function parsePrivateKey(text: string): PrivateKey {
  const trimmed = text.trim();
  if (trimmed.startsWith(PUBLIC_PREFIX)) {
    throw failed('key-is-public', { fingerprint: parsePublicKey(removeWhitespace(trimmed)).fingerprint });
  }
  if (/\s/.test(trimmed)) {
    throw looksLikeKey(removeWhitespace(trimmed)) ? failed('key-has-whitespace', {}) : notAKey(trimmed);
  }
  const raw = keyBytes(trimmed, PRIVATE_PREFIX);
  if (raw === null) throw notAKey(trimmed);
  const publicRaw = x25519.getPublicKey(raw);
  return { raw, publicRaw, fingerprint: fingerprintOf(publicRaw) };
}

/** Reads a public key (`tsppk_…`). @throws key-malformed */
export function parsePublicKey(text: string): PublicKey {
  const raw = keyBytes(text.trim(), PUBLIC_PREFIX);
  if (raw === null) throw failed('key-malformed', {});
  return { raw, fingerprint: fingerprintOf(raw) };
}

export function removeWhitespace(text: string): string {
  return text.replace(/\s+/g, '');
}

/** SHA-256 of the 32 raw bytes, first 16 hex digits, in groups of four: `25e4:effe:c971:cbf1`. */
export function fingerprintOf(publicRaw: Uint8Array): string {
  const digits = createHash('sha256').update(publicRaw).digest('hex').slice(0, 16);
  return `${digits.slice(0, 4)}:${digits.slice(4, 8)}:${digits.slice(8, 12)}:${digits.slice(12)}`;
}

/** A fingerprint as a person typed it, in any case and with any separators, in its one form; else null. */
export function normaliseFingerprint(text: string): string | null {
  const digits = text.replace(/[\s:\-.]/g, '').toLowerCase();
  if (!/^[0-9a-f]{16}$/.test(digits)) return null;
  return `${digits.slice(0, 4)}:${digits.slice(4, 8)}:${digits.slice(8, 12)}:${digits.slice(12)}`;
}

/** A fresh key pair in the portal's own text form. */
export function generateKeyPair(): { privateText: string; publicText: string; fingerprint: string } {
  const { secretKey, publicKey } = x25519.keygen();
  return {
    privateText: PRIVATE_PREFIX + Buffer.from(secretKey).toString('base64url'),
    publicText: PUBLIC_PREFIX + Buffer.from(publicKey).toString('base64url'),
    fingerprint: fingerprintOf(publicKey),
  };
}

/** Overwrites a key's bytes. JavaScript may have copied them before; this shortens their life, no more. */
export function wipe(key: PrivateKey): void {
  key.raw.fill(0);
}

/** Says what was given instead, where that is plain. */
function notAKey(text: string): Error {
  const given = knownSecret(text);
  return given === null || given === 'privateKey' || given === 'words'
    ? failed('key-malformed', {})
    : failed('key-is-other', { given });
}

function looksLikeKey(text: string): boolean {
  return text.startsWith(PRIVATE_PREFIX) && KEY_BODY.test(text.slice(PRIVATE_PREFIX.length));
}

function keyBytes(text: string, prefix: string): Uint8Array | null {
  if (!text.startsWith(prefix)) return null;
  const body = text.slice(prefix.length);
  if (!KEY_BODY.test(body)) return null;
  // A plain Uint8Array of its own: Buffer's pool would keep the bytes beside other data.
  return Uint8Array.from(Buffer.from(body, 'base64url'));
}
