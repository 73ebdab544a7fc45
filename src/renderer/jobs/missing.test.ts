import { describe, expect, test } from 'vitest';
import type { Destination, HeldKey } from '../../shared/ipc/contract';
import type { Archive } from '../base/client';
import { isOtherKey, missing } from './missing';

const backup: Archive['backup'] = {
  id: '1',
  scope: 'full',
  name: 'tsp-export.zip.enc',
  size: 1000,
  sha256: '0'.repeat(64),
  note: null,
  odd: [],
  encrypted_at_rest: false,
  client_encrypted: true,
  e2ee_fingerprint: '25e4:effe:c971:cbf1',
  created_at: '2026-11-21T03:00:00Z',
};
const archive: Archive = { backup, tiers: [] };
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

describe('what a restore still lacks', () => {
  test('is the place and the key at first, and nothing in the end', () => {
    expect(missing({ passphrase: null, archive, destination: null, overwrite: false, key: null })).toEqual([
      'place',
      'key',
    ]);
    expect(missing({ passphrase: null, archive, destination, overwrite: false, key })).toEqual([]);
  });

  test('is another place where the archive does not fit', () => {
    const full: Destination = { ...destination, verdict: 'disk-full' };
    expect(missing({ passphrase: null, archive, destination: full, overwrite: true, key })).toEqual(['otherPlace']);
  });

  test('is the word to replace where a file stands', () => {
    const taken = { ...destination, exists: true };
    expect(missing({ passphrase: null, archive, destination: taken, overwrite: false, key })).toEqual(['overwrite']);
    expect(missing({ passphrase: null, archive, destination: taken, overwrite: true, key })).toEqual([]);
  });

  test('is another key where the given one does not open it', () => {
    const older = { ...key, fingerprint: 'aaaa:bbbb:cccc:dddd' };
    expect(missing({ passphrase: null, archive, destination, overwrite: false, key: older })).toEqual(['otherKey']);
  });

  test('asks no key for an archive that is not encrypted', () => {
    const plain: Archive = { backup: { ...backup, client_encrypted: false, e2ee_fingerprint: null }, tiers: [] };
    expect(missing({ passphrase: null, archive: plain, destination, overwrite: false, key: null })).toEqual([]);
  });

  test('cannot call a key wrong where the listing names none', () => {
    const unnamed: Archive = { backup: { ...backup, e2ee_fingerprint: null }, tiers: [] };
    expect(isOtherKey(unnamed, key)).toBe(false);
  });
});
