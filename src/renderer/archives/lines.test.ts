import { describe, expect, test } from 'vitest';
import type { Archive } from '../base/client';
import { linesBetween, placeLines } from './lines';

const archive = (id: number, at: string): Archive =>
  ({ id: String(id), createdAt: at, tiers: [] }) as unknown as Archive;
const three = [
  archive(1, '2026-11-21T12:00:00Z'),
  archive(2, '2026-11-21T11:00:00Z'),
  archive(3, '2026-11-18T12:00:00Z'),
];

describe('the lines of the list', () => {
  test('lie one below the other, each day above its archives', () => {
    const { lines, rows, height } = placeLines(three, true);
    expect(lines.map(({ kind, top, height: own }) => [kind, top, own])).toEqual([
      ['day', 0, 40],
      ['archive', 40, 56],
      ['archive', 96, 56],
      ['day', 152, 40],
      ['archive', 192, 56],
    ]);
    expect(rows.map(({ archive, line }) => [archive.id, line])).toEqual([
      ['1', 1],
      ['2', 2],
      ['3', 4],
    ]);
    expect(height).toBe(248);
  });

  test('have no days where they are not ordered by time', () => {
    const { lines, height } = placeLines(three, false);
    expect(lines.map(({ kind, top }) => [kind, top])).toEqual([
      ['archive', 0],
      ['archive', 56],
      ['archive', 112],
    ]);
    expect(height).toBe(168);
  });

  test('are found by what is in sight, also those that are partly in sight', () => {
    const { lines } = placeLines(three, true);
    expect(linesBetween(lines, 0, 1000)).toEqual([0, 5]);
    expect(linesBetween(lines, 39, 41)).toEqual([0, 2]);
    expect(linesBetween(lines, 40, 96)).toEqual([1, 2]);
    expect(linesBetween(lines, 200, 210)).toEqual([4, 5]);
    expect(linesBetween(lines, 500, 600)).toEqual([5, 5]);
    expect(linesBetween([], 0, 100)).toEqual([0, 0]);
  });
});
