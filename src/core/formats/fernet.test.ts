import { createCipheriv, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fernetKey, makeKeyText, openToken, parseKeyText, sealToken } from './fernet';

const key = fernetKey(new Uint8Array(32).fill(9));
const plain = Buffer.from('what the token holds');
const cipher = createCipheriv('aes-128-cbc', key.encryption, new Uint8Array(16));
const signed = Buffer.concat([
  Buffer.of(0x80),
  Buffer.alloc(8),
  Buffer.alloc(16),
  cipher.update(plain),
  cipher.final(),
]);
const bytes = Buffer.concat([signed, createHmac('sha256', key.signing).update(signed).digest()]);
const text = padded(bytes);

const open = (token: string) => openToken(Buffer.from(token), key);

describe('a Fernet token', () => {
  test('opens in the form that its specification gives it', () => {
    expect(text.endsWith('=')).toBe(true);
    expect(open(text)).toEqual(plain);
  });

  // The HMAC covers the bytes, and a decoder may read the same bytes from other texts.
  test.each([
    ['without its padding', text.replace(/=+$/, '')],
    ['with other padding', text.replace(/=$/, '-')],
    ['with a character that is passed over', `${text.slice(0, 40)}!${text.slice(40)}`],
    ['with such a character in place of padding', `!${text.slice(0, -1)}`],
    [
      'with unused bits set in its last character',
      text.replace(/.(=+)$/, (_end, padding: string) => `${nextOf(text.at(-1 - padding.length) ?? '')}${padding}`),
    ],
    ['in the other alphabet', text.replaceAll('-', '+').replaceAll('_', '/')],
  ])('is refused %s', (_what, other) => {
    expect(other).not.toBe(text);
    expect(open(other)).toBeNull();
  });
});

describe('the HMAC of a token', () => {
  test('is compared: a token that another key signed, or whose text was changed, does not open', () => {
    const otherSigner = { signing: new Uint8Array(16).fill(8), encryption: key.encryption };
    expect(openToken(sealToken(plain, otherSigner), key)).toBeNull();
    for (const at of [1, 9, 25, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(open(changed.toString('base64url').padEnd(text.length, '='))).toBeNull();
    }
  });
});

describe('a key as text', () => {
  const madeKey = makeKeyText();

  test('is read as it is made, with white space around it, and seals what it opens', () => {
    expect(madeKey).toMatch(/^[\w-]{43}=$/);
    const read = parseKeyText(Buffer.from(`  ${madeKey}\r\n`));
    expect(read).not.toBeNull();
    if (read !== null) expect(openToken(sealToken(plain, read), read)).toEqual(plain);
  });

  test.each([
    ['nothing', ''],
    ['no padding', madeKey.slice(0, -1)],
    ['a seed in hexadecimal digits', '7902699be42c8a8e46fbbb4501726517e86b22c56a189f7625a6da49081b2451'],
    ['31 bytes', Buffer.alloc(31).toString('base64')],
    ['33 bytes', Buffer.alloc(33).toString('base64')],
    ['a byte order mark', `\uFEFF${madeKey}`],
    ['quotes', `"${madeKey}"`],
    ['two of them', `${madeKey}\n${madeKey}`],
  ])('is none: %s', (_what, written) => {
    expect(parseKeyText(Buffer.from(written))).toBeNull();
  });
});

// What comes out would mostly be well formed: the HMAC alone tells.
describe('a Fernet token is authentic', () => {
  const opened = (bytes: Buffer, by = key) => openToken(Buffer.from(padded(bytes)), by);

  test.each([...bytes.keys()].filter((at) => at % 3 === 0))('in its byte %i', (at) => {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(opened(changed)).toBeNull();
  });

  test('where only what authenticates it could tell', () => {
    // The timestamp has no part in the plaintext, and the IV turns one bit of it.
    for (const at of [3, 9]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(opened(changed)).toBeNull();
    }
    // The same plaintext under the right encryption key, signed by another.
    const signing = new Uint8Array(16).fill(1);
    expect(opened(bytes, { ...key, signing })).toBeNull();
    expect(opened(bytes)).toEqual(plain);
  });

  test('and no shorter than its parts', () => {
    for (const length of [0, 1, 57, 72]) expect(opened(bytes.subarray(0, length))).toBeNull();
    const other = Buffer.concat([Buffer.of(0x81), bytes.subarray(1, -32)]);
    expect(opened(Buffer.concat([other, createHmac('sha256', key.signing).update(other).digest()]))).toBeNull();
    // Padding that no writer makes, under a right HMAC.
    const unpadded = Buffer.concat([bytes.subarray(0, 25), Buffer.alloc(16)]);
    expect(opened(Buffer.concat([unpadded, createHmac('sha256', key.signing).update(unpadded).digest()]))).toBeNull();
  });
});

function padded(bytes: Buffer): string {
  return bytes.toString('base64url').padEnd(Math.ceil(bytes.length / 3) * 4, '=');
}

/** The character whose number in base64url's alphabet differs in the lowest bit alone. */
function nextOf(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(character) ^ 1] ?? '';
}
