import { describe, expect, test } from 'vitest';
import { keys } from '../../test-vectors/vectors.json';
import { holdsSecret, isApiKey, knownSecret } from './known-secret';

const API_KEY = 'tspb_aL9PBE5NFoymNvmo6rSPn4ygZU0BYcl57NMHqF-LeHs';

describe('what a pasted text is', () => {
  test.each([
    [keys.site.private, 'privateKey'],
    [`${keys.site.private}\n`, 'privateKey'],
    [keys.site.private.toUpperCase(), 'privateKey'],
    [`Private key: ${keys.site.private}`, 'privateKey'],
    [`"${keys.site.private}"`, 'privateKey'],
    [`${API_KEY}\n${keys.site.private}`, 'privateKey'],
    [`tsp\u200bsk_${keys.site.private.slice(6)}`, 'privateKey'],
    [`\ufeff${keys.site.private}`, 'privateKey'],
    [keys.site.private.split('').join(' '), 'privateKey'],
    [`tspb_${keys.site.private}`, 'privateKey'],
    [keys.site.public, 'publicKey'],
    [`AGE-SECRET-KEY-1${'QPZRY9X8'.repeat(6)}`, 'ageIdentity'],
    [`age-secret-key-pq-1${'qpzry9x8'.repeat(6)}`, 'ageIdentity'],
    [`age1${'qpzry9x8'.repeat(7)}`, 'ageRecipient'],
    ['SALVOR:Q9D9MF6CHZVSQQ02', 'share'],
    ['Q9D9 MF6C HZVS QQ02 GXCL SR6G WW09', 'share'],
    ['1  q9d9-mf6c-hzvs-qq02-gxcl-sr6g-ww09', 'share'],
    ['Q9D9MF6CHZVSQQ02GXCLSR6GWW09', 'share'],
    ['PROXP-7F3K2-M9QW4-ZL5TX-A1B2C', 'licenseKey'],
    ['0123456789abcdef'.repeat(4), 'masterKey'],
    [`DEV_MASTER_KEY=${'0123456789abcdef'.repeat(4)}`, 'masterKey'],
    ['https://backup.example.org/api/v1', 'address'],
    ['correct horse battery staple', 'words'],
    [API_KEY, 'apiKey'],
    ['hello', null],
    ['', null],
  ])('%j', (text, kind) => {
    expect(knownSecret(text)).toBe(kind);
  });
});

describe('an API key', () => {
  test.each([API_KEY, 'tspb_x', `tspb_${'-_'.repeat(20)}`])('is %s', (text) => {
    expect(isApiKey(text)).toBe(true);
  });

  test.each([
    '',
    'hello',
    `Bearer ${API_KEY}`,
    `${API_KEY} x`,
    `${API_KEY}\n`,
    `tspb_${'a'.repeat(300)}`,
    'tspb_a+b',
    keys.site.private,
    keys.site.public,
    `tspb_${keys.site.private}`,
  ])('is not %j', (text) => {
    expect(isApiKey(text)).toBe(false);
  });
});

test('is found in an address in any spelling', () => {
  expect(holdsSecret(`https://h/${encodeURIComponent(keys.site.private)}`)).toBe('privateKey');
  expect(holdsSecret('https://backup.example.org/api/v1')).toBeNull();
  expect(holdsSecret('17')).toBeNull();
});
