import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SalvorError } from '../errors';
import {
  fingerprintOf,
  generateKeyPair,
  normaliseFingerprint,
  parsePrivateKey,
  parsePublicKey,
  removeWhitespace,
  wipe,
} from './site-key';

const { keys } = JSON.parse(readFileSync('test-vectors/vectors.json', 'utf8')) as {
  keys: Record<'site' | 'other', { public: string; private: string; fingerprint: string }>;
};

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof SalvorError) return error.failure.code;
    throw error;
  }
  return 'nothing thrown';
}

describe('a private key', () => {
  test.each(['site', 'other'] as const)('of the %s vector has the fingerprint that the console shows', (name) => {
    const key = parsePrivateKey(keys[name].private);
    expect(key.fingerprint).toBe(keys[name].fingerprint);
    expect(parsePublicKey(keys[name].public)).toEqual({ raw: key.publicRaw, fingerprint: key.fingerprint });
  });

  test('may be between line breaks, as in a file', () => {
    expect(parsePrivateKey(`\n${keys.site.private}\r\n`).fingerprint).toBe(keys.site.fingerprint);
  });

  test('with a space or a line break inside is recognised', () => {
    const broken = `${keys.site.private.slice(0, 20)}\n ${keys.site.private.slice(20)}`;
    expect(codeOf(() => parsePrivateKey(broken))).toBe('key-has-whitespace');
    expect(parsePrivateKey(removeWhitespace(broken)).fingerprint).toBe(keys.site.fingerprint);
  });

  test('that is a public key is recognised, with its fingerprint', () => {
    expect(() => parsePrivateKey(keys.site.public)).toThrow(
      expect.objectContaining({ failure: { code: 'key-is-public', params: { fingerprint: keys.site.fingerprint } } }),
    );
  });

  test.each([
    ['nothing', ''],
    ['another word', 'hello'],
    ['one character too few', keys.site.private.slice(0, -1)],
    ['one character too many', `${keys.site.private}A`],
    ['a letter outside base64url', keys.site.private.replace('9', '+')],
    ['words with spaces', 'this is no key'],
  ])('is refused when it is %s', (_what, text) => {
    expect(codeOf(() => parsePrivateKey(text))).toBe('key-malformed');
  });

  test.each([
    ['apiKey', 'tspb_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'],
    ['ageIdentity', `AGE-SECRET-KEY-1${'QPZRY9X8'.repeat(6)}`],
    ['ageRecipient', `age1${'qpzry9x8'.repeat(7)}`],
    ['share', 'Q9D9 MF6C HZVS QQ02 GXCL SR6G WW09\nTDU5 NTL2 4ZMH D2TD DYCU D8X9 TGXU'],
    ['licenseKey', 'PROXP-7F3K2-M9QW4-ZL5TX-A1B2C'],
    ['address', 'https://backup.example.org/api/v1'],
  ])('says what it is where it is of the kind %s', (given, text) => {
    expect(() => parsePrivateKey(text)).toThrow(
      expect.objectContaining({ failure: { code: 'key-is-other', params: { given } } }),
    );
  });

  test('is gone after it has been wiped', () => {
    const key = parsePrivateKey(keys.site.private);
    wipe(key);
    expect(key.raw.every((byte) => byte === 0)).toBe(true);
  });
});

test('makes key pairs that it can read again', () => {
  const pair = generateKeyPair();
  expect(parsePrivateKey(pair.privateText).fingerprint).toBe(pair.fingerprint);
  expect(fingerprintOf(parsePublicKey(pair.publicText).raw)).toBe(pair.fingerprint);
  expect(generateKeyPair().privateText).not.toBe(pair.privateText);
});

test.each([
  ['5E03 45ee 0A88 05a7', '5e03:45ee:0a88:05a7'],
  ['5e0345ee0a8805a7', '5e03:45ee:0a88:05a7'],
  ['5e03-45ee-0a88-05a7\n', '5e03:45ee:0a88:05a7'],
  ['5e03:45ee:0a88', null],
  ['5e03:45ee:0a88:05ag', null],
])('reads the fingerprint %j as %j', (typed, read) => {
  expect(normaliseFingerprint(typed)).toBe(read);
});
