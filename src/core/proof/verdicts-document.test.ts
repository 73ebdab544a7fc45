import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkSchema, warningParams } from './model';

const document = readFileSync('docs/verdicts.md', 'utf8');
const rows = document.split('\n').filter((line) => line.startsWith('|'));
/** What the first cell of a row names. */
const named = new Set(rows.flatMap((row) => /^\| `([a-z0-9-]+)` \|/.exec(row)?.[1] ?? []));

test('explains every check and every warning, and none that is not there', () => {
  const real = [...checkSchema.shape.id.options, ...Object.keys(warningParams)];
  expect([...named].sort()).toEqual(real.sort());
});

test('names a test for each of them', () => {
  const without = rows.filter((row) => /^\| `[a-z0-9-]+` \|/.test(row) && !/\.(?:test|spec)\.ts` › `/.test(row));
  expect(without).toEqual([]);
});
