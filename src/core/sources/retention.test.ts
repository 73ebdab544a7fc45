import { describe, expect, test } from 'vitest';
import type { Archive, Retention, Scope } from './model';
import { keptBy } from './retention';

const OFF: Retention = { daily: 0, weekly: 0, monthly: 0, yearly: 0 };

function archive(id: string, createdAt: string, scope: Scope = 'full'): Archive {
  return {
    id,
    scope,
    name: `${id}.zip.enc`,
    bytes: 1,
    sha256: '0'.repeat(64),
    note: null,
    odd: [],
    encryptedAtRest: false,
    encrypted: true,
    keyFingerprint: null,
    createdAt,
  };
}

/** The survivors' ids, in ascending order. */
function survivors(archives: Archive[], retention: Retention): string[] {
  return [...keptBy(archives, retention).keys()].sort();
}

describe('keptBy', () => {
  test('keeps the newest archive of each of the last days that have one, whatever order they come in', () => {
    const archives = [
      archive('a', '2026-11-18T03:00:00.000000Z'),
      archive('b', '2026-11-20T23:59:59.999999Z'),
      archive('c', '2026-11-20T03:00:00.000000Z'),
      archive('d', '2026-11-15T03:00:00.000000Z'),
      archive('e', '2026-11-14T03:00:00.000000Z'),
    ];
    // The days between 15 and 18 November hold nothing, so they do not count against the three.
    expect(keptBy(archives, { ...OFF, daily: 3 })).toEqual(
      new Map([
        ['b', ['daily']],
        ['a', ['daily']],
        ['d', ['daily']],
      ]),
    );
  });

  test('names every tier that one archive serves', () => {
    const archives = [
      archive('new', '2026-11-20T03:00:00.000000Z'),
      archive('day before', '2026-11-19T03:00:00.000000Z'),
      archive('last month', '2026-10-31T03:00:00.000000Z'),
      archive('last year', '2025-12-31T03:00:00.000000Z'),
    ];
    const kept = keptBy(archives, { daily: 2, weekly: 1, monthly: 2, yearly: 2 });
    expect(kept.get('new')).toEqual(['daily', 'weekly', 'monthly', 'yearly']);
    expect(kept.get('day before')).toEqual(['daily']);
    expect(kept.get('last month')).toEqual(['monthly']);
    expect(kept.get('last year')).toEqual(['yearly']);
  });

  test('counts ISO weeks over the end of a year', () => {
    // 2026 has a week 53, from Monday 28 December to Sunday 3 January 2027.
    const archives = [
      archive('monday', '2026-12-28T03:00:00.000000Z'),
      archive('new year', '2027-01-01T03:00:00.000000Z'),
      archive('sunday', '2027-01-03T03:00:00.000000Z'),
      archive('next monday', '2027-01-04T03:00:00.000000Z'),
      archive('sunday before', '2026-12-27T03:00:00.000000Z'),
    ];
    expect(survivors(archives, { ...OFF, weekly: 2 })).toEqual(['next monday', 'sunday']);
    expect(survivors(archives, { ...OFF, weekly: 3 })).toEqual(['next monday', 'sunday', 'sunday before']);
  });

  test('tells the first days of a year that still belong to the last week of the year before', () => {
    // Sunday 3 January 2021 is in week 53 of 2020; Monday 30 December 2019 is in week 1 of 2020.
    const archives = [
      archive('2021-01-03', '2021-01-03T12:00:00.000000Z'),
      archive('2020-12-28', '2020-12-28T12:00:00.000000Z'),
      archive('2020-01-05', '2020-01-05T12:00:00.000000Z'),
      archive('2019-12-30', '2019-12-30T12:00:00.000000Z'),
      archive('2019-12-29', '2019-12-29T12:00:00.000000Z'),
    ];
    expect(survivors(archives, { ...OFF, weekly: 9 })).toEqual(['2019-12-29', '2020-01-05', '2021-01-03']);
  });

  test('keeps the newest of each month and year', () => {
    const archives = [
      archive('1', '2026-03-01T00:00:00.000000Z'),
      archive('2', '2026-02-28T23:59:59.999999Z'),
      archive('3', '2026-02-01T00:00:00.000000Z'),
      archive('4', '2025-02-28T00:00:00.000000Z'),
      archive('5', '2024-02-29T00:00:00.000000Z'),
    ];
    expect(survivors(archives, { ...OFF, monthly: 2 })).toEqual(['1', '2']);
    expect(survivors(archives, { ...OFF, yearly: 2 })).toEqual(['1', '4']);
  });

  test('counts each scope by itself', () => {
    const archives = [
      archive('full', '2026-11-19T03:00:00.000000Z', 'full'),
      archive('older full', '2026-11-18T03:00:00.000000Z', 'full'),
      archive('frontend', '2026-11-20T03:00:00.000000Z', 'frontend'),
    ];
    expect(survivors(archives, { ...OFF, daily: 1 })).toEqual(['frontend', 'full']);
  });

  test('leaves a tier of 0 out, and keeps everything by no tier when all are 0', () => {
    const archives = [archive('1', '2026-11-20T03:00:00.000000Z'), archive('2', '2026-11-19T03:00:00.000000Z')];
    expect(keptBy(archives, { ...OFF, monthly: 1 })).toEqual(new Map([['1', ['monthly']]]));
    expect(keptBy(archives, OFF)).toEqual(
      new Map([
        ['1', []],
        ['2', []],
      ]),
    );
  });

  test('decides between archives of one second by microseconds, and of one instant by their number', () => {
    const sameSecond = [archive('1', '2026-11-20T03:00:00.000200Z'), archive('2', '2026-11-20T03:00:00.000100Z')];
    expect(survivors(sameSecond, { ...OFF, daily: 1 })).toEqual(['1']);
    const sameInstant = [archive('9', '2026-11-20T03:00:00.000000Z'), archive('10', '2026-11-20T03:00:00.000000Z')];
    expect(survivors(sameInstant, { ...OFF, daily: 1 })).toEqual(['10']);
  });

  test('puts a date that cannot be read into no period', () => {
    const archives = [archive('1', 'some day'), archive('2', '2026-11-20T03:00:00.000000Z')];
    expect(survivors(archives, { ...OFF, daily: 5, yearly: 5 })).toEqual(['2']);
    expect(survivors(archives, OFF)).toEqual(['1', '2']);
  });
});
