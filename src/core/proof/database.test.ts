import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/proof/failure';
import { databaseOf } from '../../../test-support/proof/portal-export';
import { checkDatabase } from './database';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'salvor-database-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function check(bytes: Buffer) {
  return (await facts(bytes)).tables;
}

async function facts(bytes: Buffer, log: Buffer | null = null) {
  const path = join(folder, 'tsp.db');
  writeFileSync(path, bytes);
  const logPath = join(folder, 'log');
  if (log !== null) writeFileSync(logPath, log);
  return await checkDatabase(path, log === null ? null : logPath);
}

const ROWS =
  "CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT UNIQUE); INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i, 'row ' || i FROM n";

test('counts the rows of tables whatever their names are', async () => {
  const bytes = databaseOf(`
    CREATE TABLE "a""b; DROP TABLE c" (x); INSERT INTO "a""b; DROP TABLE c" VALUES (1), (2);
    CREATE TABLE "select" (x); CREATE TABLE keyed (k PRIMARY KEY) WITHOUT ROWID; INSERT INTO keyed VALUES (1);
    CREATE TABLE numbered (id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE VIEW seen AS SELECT 1;
    CREATE VIRTUAL TABLE pages USING fts5 (body); INSERT INTO pages VALUES ('hello');
  `);
  expect(await check(bytes)).toEqual([
    { name: 'a"b; DROP TABLE c', rows: 2 },
    { name: 'keyed', rows: 1 },
    { name: 'numbered', rows: 0 },
    { name: 'pages', rows: 1 },
    { name: 'select', rows: 0 },
  ]);
});

test('tolerates a virtual table whose module only the portal has', async () => {
  const bytes = databaseOf(`
    CREATE TABLE t (x); PRAGMA writable_schema = ON;
    INSERT INTO sqlite_schema VALUES ('table', 'boxes', 'boxes', 0, 'CREATE VIRTUAL TABLE boxes USING no_such_module(id, a, b)');
  `);
  expect(await check(bytes)).toEqual([{ name: 't', rows: 0 }]);
});

test('opens a database in WAL mode that has no -wal file beside it', async () => {
  const bytes = databaseOf(ROWS);
  bytes.fill(2, 18, 20);
  expect(await check(bytes)).toEqual([{ name: 't', rows: 2000 }]);
});

test('leaves nothing beside the file', async () => {
  await check(databaseOf(ROWS));
  await failureOf(() => check(Buffer.from('SQLite format 3\0 and then nothing')));
  expect(readdirSync(folder)).toEqual(['tsp.db']);
});

test('says what the integrity check found', async () => {
  const bytes = databaseOf(ROWS);
  // A row that its index no longer finds.
  bytes.write('rox', bytes.lastIndexOf('row 1234'));
  expect(await failureOf(() => check(bytes))).toMatchObject({
    code: 'database-unsound',
    params: { reason: expect.stringMatching(/index/) },
  });
});

test.each<[string, (whole: Buffer) => Buffer, RegExp]>([
  ['an empty file', () => Buffer.alloc(0), /does not begin/],
  ['another kind of file', () => Buffer.from('PGDMP and more'), /does not begin/],
  ['one cut short', (whole) => whole.subarray(0, whole.length - 20_000), /cut short/],
  [
    'a page of noise',
    (whole) => Buffer.concat([whole.subarray(0, 8192), Buffer.alloc(4096, 0x5a), whole.subarray(12_288)]),
    /./,
  ],
  ['one without tables', () => databaseOf('CREATE TABLE t (x); DROP TABLE t'), /no tables/],
])('refuses %s', async (_, change, reason) => {
  expect(await failureOf(() => check(change(databaseOf(ROWS))))).toMatchObject({
    code: 'database-unsound',
    params: { reason: expect.stringMatching(reason) },
  });
});
