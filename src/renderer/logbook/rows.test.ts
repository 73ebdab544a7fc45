import { expect, test } from 'vitest';
import { type Entry, filterRows, logRows } from './rows';

const entry = (number: number, what: string, outcome = 'ok'): Entry => ({
  number,
  when: '2026-11-21T00:00:00.000Z',
  who: 'Ada',
  what,
  version: '1',
  outcome,
  facts: {},
  previous: '0'.repeat(64),
});
const view = {
  check: {
    lines: 3,
    torn: false,
    signer: null,
    head: null,
    findings: [
      { kind: 'altered' as const, line: 2, from: 2, to: 2 },
      { kind: 'removed' as const, line: 3, from: 9, to: 9 },
    ],
  },
  entries: [entry(1, 'restore'), entry(2, 'check-in', 'share-not-registered'), entry(3, 'reveal')].map(
    (one, index) => ({ line: index + 1, entry: one }),
  ),
};
const rows = logRows(view, ({ what, outcome }) => ({
  what,
  detail: 'Harbour',
  failure: outcome === 'ok' ? null : outcome,
}));
const lines = (found: typeof rows) => found.map(({ line }) => line);

test('shows the newest first, and marks the line that is not as written, but not the neighbour of one that is gone', () => {
  expect(rows.map(({ line, suspect }) => [line, suspect])).toEqual([
    [3, false],
    [2, true],
    [1, false],
  ]);
});

test('shows of all only what is asked for', () => {
  expect(lines(filterRows(rows, 'all', ''))).toEqual([3, 2, 1]);
  expect(lines(filterRows(rows, 'custody', ''))).toEqual([3, 2]);
  expect(lines(filterRows(rows, 'archives', ''))).toEqual([1]);
  expect(lines(filterRows(rows, 'failed', ''))).toEqual([2]);
  expect(lines(filterRows(rows, 'all', ' HARBOUR '))).toEqual([3, 2, 1]);
  expect(lines(filterRows(rows, 'custody', 'reveal'))).toEqual([3]);
  expect(lines(filterRows(rows, 'all', 'nothing'))).toEqual([]);
});
