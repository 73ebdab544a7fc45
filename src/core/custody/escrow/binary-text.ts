/**
 * Hexadecimal digits and base64 between bytes and ASCII, without a string in between: a string cannot be overwritten,
 * and these are secrets.
 */

const HEX_LOWER = ascii('0123456789abcdef');
const HEX_UPPER = ascii('0123456789ABCDEF');
const BASE64_URL = ascii('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

/** One way to write bytes as ASCII. */
export interface BinaryText {
  encode(bytes: Uint8Array): Uint8Array;
  /** The bytes that `encode` would write exactly so; null where there are none. */
  decode(text: Uint8Array): Uint8Array | null;
}

export const hexLower = radix(HEX_LOWER, 4);
export const hexUpper = radix(HEX_UPPER, 4);
/** RFC 4648, section 5, without padding, as the portal writes its keys. */
export const base64Url = radix(BASE64_URL, 6);

function radix(alphabet: Uint8Array, bits: 4 | 6): BinaryText {
  const values = new Int16Array(256).fill(-1);
  for (const [value, character] of alphabet.entries()) values[character] = value;
  const mask = (1 << bits) - 1;

  const encode = (bytes: Uint8Array): Uint8Array => {
    const text = new Uint8Array(Math.ceil((bytes.length * 8) / bits));
    let held = 0;
    let waiting = 0;
    let at = 0;
    for (const byte of bytes) {
      held = ((held << 8) | byte) & 0xffff;
      waiting += 8;
      while (waiting >= bits) {
        waiting -= bits;
        text[at++] = alphabet[(held >> waiting) & mask] ?? 0;
      }
    }
    if (waiting > 0) text[at] = alphabet[(held << (bits - waiting)) & mask] ?? 0;
    return text;
  };

  const decode = (text: Uint8Array): Uint8Array | null => {
    const bytes = new Uint8Array(Math.floor((text.length * bits) / 8));
    let held = 0;
    let waiting = 0;
    let at = 0;
    for (const character of text) {
      const value = values[character] ?? -1;
      if (value === -1) {
        bytes.fill(0);
        return null;
      }
      held = ((held << bits) | value) & 0xffff;
      waiting += bits;
      if (waiting >= 8) {
        waiting -= 8;
        bytes[at++] = (held >> waiting) & 0xff;
      }
    }
    // Spare bits at the end can be spelled in several ways; only the one that comes back again counts.
    const again = encode(bytes);
    const exact = again.length === text.length && again.every((character, index) => character === text[index]);
    again.fill(0);
    if (exact) return bytes;
    bytes.fill(0);
    return null;
  };

  return { encode, decode };
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
