import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Fernet tokens, by the public specification: base64url of
 *
 *     0x80 ‖ timestamp (8) ‖ IV (16) ‖ AES-128-CBC, PKCS #7 ‖ HMAC-SHA256 (32) of all before it
 */
const VERSION = 0x80;
const IV_AT = 9;
const BODY_AT = 25;
const MAC_BYTES = 32;
const BLOCK = 16;

export interface FernetKey {
  readonly signing: Uint8Array;
  readonly encryption: Uint8Array;
}

/** The first 16 bytes sign, the last 16 encrypt. */
export function fernetKey(key: Uint8Array): FernetKey {
  return { signing: key.subarray(0, 16), encryption: key.subarray(16, 32) };
}

/** A new key as text: url-safe base64 of 32 bytes with its padding, 44 characters. */
export function makeKeyText(): string {
  return paddedText(randomBytes(32));
}

/**
 * The key that this text holds, as Fernet's own library reads it; null where it is none. White space around it, such as
 * an editor's line break, does not count.
 */
export function parseKeyText(text: Uint8Array): FernetKey | null {
  const trimmed = asText(text).replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  // Both alphabets: Fernet's own library reads them alike.
  return /^[A-Za-z0-9_+/-]{43}=$/.test(trimmed) ? fernetKey(Buffer.from(trimmed, 'base64url')) : null;
}

/** A token that `openToken` opens under the same key, made at `now`. */
export function sealToken(plain: Uint8Array, { signing, encryption }: FernetKey, now = new Date()): Buffer {
  const iv = randomBytes(BODY_AT - IV_AT);
  const head = Buffer.alloc(IV_AT, VERSION);
  head.writeBigUInt64BE(BigInt(Math.floor(now.getTime() / 1000)), 1);
  const cipher = createCipheriv('aes-128-cbc', encryption, iv);
  const signed = Buffer.concat([head, iv, cipher.update(plain), cipher.final()]);
  return Buffer.from(paddedText(Buffer.concat([signed, createHmac('sha256', signing).update(signed).digest()])));
}

/** The plaintext of a token; null where it is not authentic under this key, to its last character. */
export function openToken(token: Uint8Array, { signing, encryption }: FernetKey): Uint8Array | null {
  const bytes = decodeStrictly(token);
  if (bytes === null || bytes.length < BODY_AT + BLOCK + MAC_BYTES || bytes[0] !== VERSION) return null;
  const signed = bytes.subarray(0, bytes.length - MAC_BYTES);
  const mac = createHmac('sha256', signing).update(signed).digest();
  if (!timingSafeEqual(mac, bytes.subarray(signed.length))) return null;
  const decipher = createDecipheriv('aes-128-cbc', encryption, signed.subarray(IV_AT, BODY_AT));
  const plain = decipher.update(signed.subarray(BODY_AT));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    // The padding is under the HMAC: this can only be a token that was never sealed by Fernet's rules.
    return null;
  }
}

/** The first plaintext of a token whose first characters are given, without authentication. */
export function peekToken(tokenHead: Uint8Array, { encryption }: FernetKey): Uint8Array {
  const bytes = decode(tokenHead.subarray(0, tokenHead.length - (tokenHead.length % 4)));
  const whole = Math.floor((bytes.length - BODY_AT) / BLOCK) * BLOCK;
  if (whole < BLOCK) return new Uint8Array(0);
  const decipher = createDecipheriv('aes-128-cbc', encryption, bytes.subarray(IV_AT, BODY_AT));
  decipher.setAutoPadding(false);
  return decipher.update(bytes.subarray(BODY_AT, BODY_AT + whole));
}

/** Whether these bytes can be the beginning of a token: the version byte, and the first bytes of a timestamp. */
export function looksLikeToken(head: Uint8Array): boolean {
  return head.length >= 5 && Buffer.from(head.subarray(0, 5)).toString('latin1').startsWith('gAAAA');
}

function decode(token: Uint8Array): Buffer {
  return Buffer.from(asText(token), 'base64url');
}

/**
 * The bytes of a token in the one form that base64url has for them, padded as the specification says; else null. The
 * HMAC covers the bytes and not their text, since Node would read several forms of that: with other characters among
 * it, without its padding, or with the last character's unused bits set.
 */
function decodeStrictly(token: Uint8Array): Buffer | null {
  const text = asText(token);
  if (text.length % 4 !== 0 || text.includes('+') || text.includes('/')) return null;
  const bytes = Buffer.from(text, 'base64url');
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  // Characters that are skipped give fewer bytes.
  if (bytes.length !== (text.length / 4) * 3 - padding) return null;
  const last = bytes.subarray(bytes.length - (3 - padding)).toString('base64url');
  return text.endsWith(last + '='.repeat(padding)) ? bytes : null;
}

function paddedText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

function asText(token: Uint8Array): string {
  return Buffer.from(token.buffer, token.byteOffset, token.length).toString('latin1');
}
