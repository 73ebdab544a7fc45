import { describe, expect, test } from 'vitest';
import type { Destination } from '../../shared/ipc/destination-calls';
import { missingForFile, NOTHING_GIVEN, needOf, needsOf, tokensOf } from './given';

const destination: Destination = {
  token: 'place',
  path: '/home/a/x.zip',
  folder: '/home/a',
  name: 'x.zip',
  exists: false,
  needed: 1,
  free: 2,
  longestFile: null,
  verdict: 'fits',
};
const base = {
  needs: ['passphrase'] as const,
  given: NOTHING_GIVEN,
  destination: null,
  overwrite: false,
  operator: '',
};
const passphrase = { ...NOTHING_GIVEN, passphrase: { token: 'p', source: null } };

describe('what a file still lacks', () => {
  test('is a place and a secret to open it, and a secret and a name to prove it', () => {
    expect(missingForFile({ ...base, purpose: 'open' })).toEqual(['place', 'passphrase']);
    expect(missingForFile({ ...base, purpose: 'drill' })).toEqual(['passphrase', 'operator']);
  });

  test('is nothing once all of it is given', () => {
    expect(missingForFile({ ...base, given: passphrase, destination, purpose: 'open' })).toEqual([]);
    expect(missingForFile({ ...base, given: passphrase, operator: 'Ada', purpose: 'drill' })).toEqual([]);
  });

  test('is the word to replace where a file is, and a name that is not blank', () => {
    const taken = { ...destination, exists: true };
    expect(missingForFile({ ...base, given: passphrase, destination: taken, purpose: 'open' })).toEqual(['overwrite']);
    expect(missingForFile({ ...base, needs: ['nothing'], operator: '  ', purpose: 'drill' })).toEqual(['operator']);
  });
});

describe('where a password or a license key may open it', () => {
  const needs = ['database-password-or-license-key'] as const;
  test.each([
    ['neither', NOTHING_GIVEN, ['passwordOrLicense']],
    ['a license key', { ...NOTHING_GIVEN, licenseKey: { token: 'l', source: null } }, []],
    ['a password', { ...NOTHING_GIVEN, databasePasswords: [{ token: 'd', source: null }] }, []],
  ])('%s is given', (_what, given, lacks) => {
    expect(missingForFile({ ...base, needs, given, destination, purpose: 'open' })).toEqual(lacks);
  });
});

describe('what a file needs', () => {
  test('is what its header says and what turned out to lie within, once each', () => {
    expect(needsOf({ needs: 'nothing' }, [])).toEqual(['nothing']);
    expect(needsOf({ needs: 'nothing' }, ['private-key'])).toEqual(['private-key']);
    expect(needsOf({ needs: 'passphrase' }, ['passphrase', 'private-key'])).toEqual(['passphrase', 'private-key']);
  });

  test('is learnt from the failure that a missing secret causes, and from no other', () => {
    expect(needOf({ code: 'database-password-needed', params: {} })).toBe('database-password');
    expect(needOf({ code: 'password-or-license-needed', params: {} })).toBe('database-password-or-license-key');
    expect(needOf({ code: 'altered', params: {} })).toBeNull();
  });
});

test('gives secrets away by their tokens, and no tenant id that is empty', () => {
  const given = {
    ...passphrase,
    databasePasswords: [
      { token: 'a', source: null },
      { token: 'b', source: 'pw.txt' },
    ],
    tenantId: ' ',
  };
  expect(tokensOf(given)).toEqual({
    key: null,
    passphrase: 'p',
    databasePasswords: ['a', 'b'],
    licenseKey: null,
    tenantId: null,
  });
});
