import { describe, expect, test } from 'vitest';
import type { Destination } from '../../shared/ipc/destination-calls';
import type { HeldKey } from '../../shared/ipc/key-calls';
import type { Archive } from '../base/client';
import { isOtherKey, missingPlace, missingSecret } from './missing';

const archive: Archive = {
  tiers: [],
  id: '1',
  scope: 'full',
  name: 'tsp-export.zip.enc',
  bytes: 1000,
  sha256: '0'.repeat(64),
  note: null,
  odd: [],
  encryptedAtRest: false,
  encrypted: true,
  keyFingerprint: '25e4:effe:c971:cbf1',
  createdAt: '2026-11-21T03:00:00Z',
};
const destination: Destination = {
  token: 'place',
  path: '/home/a/tsp-export.zip',
  folder: '/home/a',
  name: 'tsp-export.zip',
  exists: false,
  needed: 1000,
  free: 100_000,
  longestFile: null,
  verdict: 'fits',
};
const key: HeldKey = { token: 'key', fingerprint: '25e4:effe:c971:cbf1', source: 'pasted' };
const passphrase = { token: 'passphrase', source: null };

describe('what a restore still lacks', () => {
  test('is the place and the key at first, and nothing in the end', () => {
    expect(missingPlace(null, false)).toEqual(['place']);
    expect(missingSecret(archive, null, null)).toEqual(['key']);
    expect(missingPlace(destination, false)).toEqual([]);
    expect(missingSecret(archive, key, null)).toEqual([]);
  });

  test('is another place where the archive does not fit', () => {
    expect(missingPlace({ ...destination, verdict: 'disk-full' }, true)).toEqual(['otherPlace']);
  });

  test('is the word to replace where a file is', () => {
    const taken = { ...destination, exists: true };
    expect(missingPlace(taken, false)).toEqual(['overwrite']);
    expect(missingPlace(taken, true)).toEqual([]);
  });

  test('is another key where the given one does not open it', () => {
    expect(missingSecret(archive, { ...key, fingerprint: 'aaaa:bbbb:cccc:dddd' }, null)).toEqual(['otherKey']);
  });

  test('is no key for an archive that is not encrypted', () => {
    const plain: Archive = { ...archive, encrypted: false, keyFingerprint: null };
    expect(missingSecret(plain, null, null)).toEqual([]);
  });

  test('is no key where a passphrase may open it, and a key where the listing names one', () => {
    const unnamed: Archive = { ...archive, keyFingerprint: null };
    expect(missingSecret(unnamed, null, passphrase)).toEqual([]);
    expect(missingSecret(archive, null, passphrase)).toEqual(['key']);
  });

  test('cannot call a key wrong where the listing names none', () => {
    const unnamed: Archive = { ...archive, keyFingerprint: null };
    expect(isOtherKey(unnamed, key)).toBe(false);
  });
});
