import { describe, expect, test } from 'vitest';
import { newestFirst } from '../survey';
import { readRow, readRows } from './rows';

const ROW = {
  id: 7,
  scope: 'full',
  name: 'a.zip.enc',
  size: 10,
  sha256: 'AB'.repeat(32),
  encrypted_at_rest: false,
  client_encrypted: true,
  e2ee_fingerprint: '25e4:effe:c971:cbf1',
  note: null,
  created_at: '2026-11-21T03:00:07.123456Z',
};

describe('a row of the list', () => {
  test('that is as the API says has nothing odd', () => {
    expect(readRow(ROW)).toEqual({
      id: '7',
      scope: 'full',
      name: 'a.zip.enc',
      bytes: 10,
      sha256: 'ab'.repeat(32),
      encryptedAtRest: false,
      encrypted: true,
      keyFingerprint: '25e4:effe:c971:cbf1',
      note: null,
      createdAt: '2026-11-21T03:00:07.123456Z',
      odd: [],
    });
  });

  test.each([
    ['2026-11-21T03:00:07', '2026-11-21T03:00:07Z'],
    ['2026-11-21 03:00:07Z', '2026-11-21T03:00:07Z'],
    ['2026-11-21T05:00:07+02:00', '2026-11-21T03:00:07.000Z'],
    ['2026-13-41T03:00:07Z', null],
    ['+010000-01-01T00:00:00Z', null],
    ['', null],
  ])('with the date %s is of %s', (written, read) => {
    expect(readRow({ ...ROW, created_at: written })).toMatchObject({ createdAt: read });
  });

  test.each([null, 1, 'x', [], [ROW]])('that is %j cannot be named', (row) => {
    expect(readRow(row)).toBe('not-an-entry');
  });

  test.each([null, undefined, '', -1, 1.5, {}, 'x'.repeat(200)])('with the id %j cannot be named', (id) => {
    expect(readRow({ ...ROW, id })).toBe('no-id');
  });
});

test('of two rows with one id only the first counts', () => {
  const { archives, unreadable } = readRows([ROW, { ...ROW, name: 'other' }]);
  expect(archives.map(({ name }) => name)).toEqual(['a.zip.enc']);
  expect(unreadable).toEqual([{ place: 2, problem: 'id-twice' }]);
});

test('an archive without a date comes last', () => {
  const { archives } = readRows([
    { ...ROW, id: 1, created_at: null },
    { ...ROW, id: 2, created_at: '2020-01-01T00:00:00Z' },
    { ...ROW, id: 3 },
  ]);
  expect(newestFirst(archives).map(({ id }) => id)).toEqual(['3', '2', '1']);
});
