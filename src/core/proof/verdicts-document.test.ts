import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkSchema, warningParams } from './model';

const document = readFileSync('docs/verdicts.md', 'utf8');
const rows = document.split('\n').filter((line) => line.startsWith('|'));
/** What the first cell of a row names. */
const named = new Set(rows.flatMap((row) => /^\| `([a-z0-9-]+)` \|/.exec(row)?.[1] ?? []));
const tests = [...document.matchAll(/`([\w./-]+\.(?:test|spec)\.ts)` › `([^`]+)`/g)].map(
  ([, file = '', title = '']) => ({ file, title }),
);

test('explains every check and every warning, and none that is not there', () => {
  const real = [...checkSchema.shape.id.options, ...Object.keys(warningParams)];
  expect([...named].sort()).toEqual(real.sort());
});

test('names a test for each of them', () => {
  const without = rows.filter((row) => /^\| `[a-z0-9-]+` \|/.test(row) && !/\.(?:test|spec)\.ts` › `/.test(row));
  expect(without).toEqual([]);
});

test.each(tests)('$file has a test of that name: $title', ({ file, title }) => {
  // In the source an apostrophe within a title is escaped.
  expect(readFileSync(file, 'utf8').replaceAll("\\'", "'")).toContain(title);
});
