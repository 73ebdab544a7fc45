import { describe, expect, test } from 'vitest';
import type { Archive } from '../base/client';
import { byDay, type Filter, likeliest, narrow, searchText } from './timeline';

function archive(id: string, at: string, more: Partial<Archive> = {}): Archive {
  return {
    id,
    scope: 'full',
    name: `tsp-export-${id}.zip.enc`,
    bytes: 1000,
    sha256: '0'.repeat(64),
    note: null,
    odd: [],
    encryptedAtRest: false,
    encrypted: true,
    keyFingerprint: '25e4:effe:c971:cbf1',
    createdAt: at,
    tiers: [],
    ...more,
  };
}

const archives = [
  archive('1', '2026-11-19T03:00:00.000001Z', { bytes: 300 }),
  archive('2', '2026-11-21T03:00:00.000001Z', { bytes: 100, note: 'Before the Upgrade' }),
  archive('3', '2026-11-21T23:30:00.000001Z', { bytes: 200, scope: 'frontend', keyFingerprint: null }),
];
const texts = new Map(archives.map((one) => [one.id, searchText(one, 'UTC')]));
const everything: Filter = { text: '', scope: 'all', order: 'newest' };
const ids = (filter: Partial<Filter>) =>
  narrow(archives, { ...everything, ...filter }, texts).map((archive) => archive.id);

describe('narrowing the archives', () => {
  test('orders by time and by size, either way', () => {
    expect(ids({})).toEqual(['3', '2', '1']);
    expect(ids({ order: 'oldest' })).toEqual(['1', '2', '3']);
    expect(ids({ order: 'largest' })).toEqual(['1', '3', '2']);
    expect(ids({ order: 'smallest' })).toEqual(['2', '3', '1']);
  });

  test('keeps one scope', () => {
    expect(ids({ scope: 'frontend' })).toEqual(['3']);
  });

  test('finds notes, names, dates in words and figures, and keys', () => {
    expect(ids({ text: 'upgrade' })).toEqual(['2']);
    expect(ids({ text: 'export-1.zip' })).toEqual(['1']);
    expect(ids({ text: '21 november' })).toEqual(['3', '2']);
    expect(ids({ text: '2026-11-19' })).toEqual(['1']);
    expect(ids({ text: '25e4:effe' })).toEqual(['2', '1']);
  });

  test('wants every word, in any order', () => {
    expect(ids({ text: 'november upgrade' })).toEqual(['2']);
    expect(ids({ text: 'upgrade december' })).toEqual([]);
  });

  test('leaves the list that it was given as it was', () => {
    ids({ order: 'smallest' });
    expect(archives.map((archive) => archive.id)).toEqual(['1', '2', '3']);
  });
});

describe('grouping by day', () => {
  test('puts the archives of one day together, in the order given', () => {
    const days = byDay(narrow(archives, everything, texts), 'UTC');
    expect(days.map(({ key, archives: of }) => [key, of.map((archive) => archive.id)])).toEqual([
      ['2026-11-21', ['3', '2']],
      ['2026-11-19', ['1']],
    ]);
  });

  test('goes by the day of the zone, not of the server', () => {
    const days = byDay(narrow(archives, everything, texts), 'Europe/Berlin');
    expect(days.map(({ key }) => key)).toEqual(['2026-11-22', '2026-11-21', '2026-11-19']);
  });
});

describe('the likeliest archive', () => {
  test('is the newest of the whole site, though one of the frontend is newer', () => {
    expect(likeliest(archives)?.id).toBe('2');
  });

  test('is the newest there is where no whole site is', () => {
    expect(likeliest([archives[2] as Archive])?.id).toBe('3');
    expect(likeliest([])).toBeNull();
  });
});
