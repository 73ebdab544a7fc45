import { describe, expect, test } from 'vitest';
import type { Backup, Retention, Scope } from './model';
import { keptBy } from './retention';

const OFF: Retention = { daily: 0, weekly: 0, monthly: 0, yearly: 0 };

function backup(id: string, createdAt: string, scope: Scope = 'full'): Backup {
  return {
    id,
    scope,
    name: `${id}.zip.enc`,
    size: 1,
    sha256: '0'.repeat(64),
    note: null,
    odd: [],
    encrypted_at_rest: false,
    client_encrypted: true,
    e2ee_fingerprint: null,
    created_at: createdAt,
  };
}

/** The survivors' ids, in ascending order. */
function survivors(backups: Backup[], retention: Retention): string[] {
  return [...keptBy(backups, retention).keys()].sort();
}

describe('keptBy', () => {
  test('keeps the newest backup of each of the last days that have one, whatever order they come in', () => {
    const backups = [
      backup('a', '2026-11-18T03:00:00.000000Z'),
      backup('b', '2026-11-20T23:59:59.999999Z'),
      backup('c', '2026-11-20T03:00:00.000000Z'),
      backup('d', '2026-11-15T03:00:00.000000Z'),
      backup('e', '2026-11-14T03:00:00.000000Z'),
    ];
    // The days between 15 and 18 November hold nothing, so they do not count against the three.
    expect(keptBy(backups, { ...OFF, daily: 3 })).toEqual(
      new Map([
        ['b', ['daily']],
        ['a', ['daily']],
        ['d', ['daily']],
      ]),
    );
  });

  test('names every tier that one backup serves', () => {
    const backups = [
      backup('new', '2026-11-20T03:00:00.000000Z'),
      backup('day before', '2026-11-19T03:00:00.000000Z'),
      backup('last month', '2026-10-31T03:00:00.000000Z'),
      backup('last year', '2025-12-31T03:00:00.000000Z'),
    ];
    const kept = keptBy(backups, { daily: 2, weekly: 1, monthly: 2, yearly: 2 });
    expect(kept.get('new')).toEqual(['daily', 'weekly', 'monthly', 'yearly']);
    expect(kept.get('day before')).toEqual(['daily']);
    expect(kept.get('last month')).toEqual(['monthly']);
    expect(kept.get('last year')).toEqual(['yearly']);
  });

  test('counts ISO weeks over the end of a year', () => {
    // 2026 has a week 53, from Monday 28 December to Sunday 3 January 2027.
    const backups = [
      backup('monday', '2026-12-28T03:00:00.000000Z'),
      backup('new year', '2027-01-01T03:00:00.000000Z'),
      backup('sunday', '2027-01-03T03:00:00.000000Z'),
      backup('next monday', '2027-01-04T03:00:00.000000Z'),
      backup('sunday before', '2026-12-27T03:00:00.000000Z'),
    ];
    expect(survivors(backups, { ...OFF, weekly: 2 })).toEqual(['next monday', 'sunday']);
    expect(survivors(backups, { ...OFF, weekly: 3 })).toEqual(['next monday', 'sunday', 'sunday before']);
  });

  test('tells the first days of a year that still belong to the last week of the year before', () => {
    // Sunday 3 January 2021 is in week 53 of 2020; Monday 30 December 2019 is in week 1 of 2020.
    const backups = [
      backup('2021-01-03', '2021-01-03T12:00:00.000000Z'),
      backup('2020-12-28', '2020-12-28T12:00:00.000000Z'),
      backup('2020-01-05', '2020-01-05T12:00:00.000000Z'),
      backup('2019-12-30', '2019-12-30T12:00:00.000000Z'),
      backup('2019-12-29', '2019-12-29T12:00:00.000000Z'),
    ];
    expect(survivors(backups, { ...OFF, weekly: 9 })).toEqual(['2019-12-29', '2020-01-05', '2021-01-03']);
  });

  test('keeps the newest of each month and year', () => {
    const backups = [
      backup('1', '2026-03-01T00:00:00.000000Z'),
      backup('2', '2026-02-28T23:59:59.999999Z'),
      backup('3', '2026-02-01T00:00:00.000000Z'),
      backup('4', '2025-02-28T00:00:00.000000Z'),
      backup('5', '2024-02-29T00:00:00.000000Z'),
    ];
    expect(survivors(backups, { ...OFF, monthly: 2 })).toEqual(['1', '2']);
    expect(survivors(backups, { ...OFF, yearly: 2 })).toEqual(['1', '4']);
  });

  test('counts each scope by itself', () => {
    const backups = [
      backup('full', '2026-11-19T03:00:00.000000Z', 'full'),
      backup('older full', '2026-11-18T03:00:00.000000Z', 'full'),
      backup('frontend', '2026-11-20T03:00:00.000000Z', 'frontend'),
    ];
    expect(survivors(backups, { ...OFF, daily: 1 })).toEqual(['frontend', 'full']);
  });

  test('leaves a tier of 0 out, and keeps everything by no tier when all are 0', () => {
    const backups = [backup('1', '2026-11-20T03:00:00.000000Z'), backup('2', '2026-11-19T03:00:00.000000Z')];
    expect(keptBy(backups, { ...OFF, monthly: 1 })).toEqual(new Map([['1', ['monthly']]]));
    expect(keptBy(backups, OFF)).toEqual(
      new Map([
        ['1', []],
        ['2', []],
      ]),
    );
  });

  test('decides between backups of one second by microseconds, and of one instant by their number', () => {
    const sameSecond = [backup('1', '2026-11-20T03:00:00.000200Z'), backup('2', '2026-11-20T03:00:00.000100Z')];
    expect(survivors(sameSecond, { ...OFF, daily: 1 })).toEqual(['1']);
    const sameInstant = [backup('9', '2026-11-20T03:00:00.000000Z'), backup('10', '2026-11-20T03:00:00.000000Z')];
    expect(survivors(sameInstant, { ...OFF, daily: 1 })).toEqual(['10']);
  });

  test('puts a date that cannot be read into no period', () => {
    const backups = [backup('1', 'some day'), backup('2', '2026-11-20T03:00:00.000000Z')];
    expect(survivors(backups, { ...OFF, daily: 5, yearly: 5 })).toEqual(['2']);
    expect(survivors(backups, OFF)).toEqual(['1', '2']);
  });
});
