import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { checkDatabase } from '../src/core/proof/database';
import { readManifest } from '../src/core/proof/manifest';
import { proveCustomDump } from '../src/core/proof/prove-custom-dump';
import { firstStatements, provePlainDump } from '../src/core/proof/prove-plain-dump';
import { handMadeDump, ITEMS } from '../test-support/proof/hand-made-dump';
import { databaseOf, inMemory, MANIFEST_TEXT } from '../test-support/proof/portal-export';
import { editedBytes, type Sample } from './support/byte-edits';
import { Figures } from './support/figures';
import { testParser } from './support/fuzz';
import { editedJson, jsonText } from './support/json-edits';
import { smallArchives } from './support/sealed';

/** What lies in archives: databases, their dumps, and the manifest. */

const figures = new Figures('fuzz');
const folder = await mkdtemp(join(tmpdir(), 'salvor-fuzz-'));
afterAll(async () => {
  figures.write();
  await rm(folder, { recursive: true });
});
const asIs = { bytesOf: (bytes: Buffer) => bytes, fromBytes: (bytes: Buffer) => bytes };
const bytesOf = (samples: readonly Sample[]) => samples.map(({ bytes }) => bytes);
const options = { signal: new AbortController().signal, report: () => {} };

const dumps: Sample[] = [
  ...([12, 14, 15, 16] as const).map((minor) => handMadeDump({ minor, objects: ITEMS })),
  handMadeDump({ compression: 'none', objects: ITEMS, chunkBytes: 50 }),
  handMadeDump({ minor: 15, compression: 'zstd', objects: ITEMS }),
  handMadeDump({ intBytes: 8, objects: ITEMS }),
].map((bytes) => ({ bytes, fields: [0, 5, 11, 40, 60, 100, 200, 300, bytes.length - 200, bytes.length - 60] }));
testParser(figures, {
  ...asIs,
  name: 'postgresql-custom',
  inputs: editedBytes(dumps, ['PGDMP', 'TABLE DATA', 'BLOBS', '\0\0\0\0\0', '\u0001\u0001\0\0\0', '\0ÿÿÿ\u007f']),
  originals: bytesOf(dumps),
  give: async (bytes) => void (await proveCustomDump(inMemory(bytes), options)),
});

const plain = (await smallArchives()).filter(({ format }) => format === 'postgresql-sql');
const tenant = (await readFile(join('test-vectors', 'tenant_acme.sql'))).subarray(0, 6000);
const sqls: Sample[] = [...plain.map(({ bytes }) => bytes), tenant].map((bytes) => ({ bytes, fields: wordsIn(bytes) }));
const sqlWords = [
  "'",
  '"',
  '$$',
  '$tag$',
  '/*',
  '*/',
  '--',
  '\\.',
  '\n\\.\n',
  'COPY x FROM stdin;\n',
  ';',
  "E'",
  '\\',
  '\0',
  'BEGIN ATOMIC ',
  'END;',
  'CASE ',
  '(',
  ')',
  '\\! rm\n',
  '\\restrict a\n',
  'INSERT INTO a VALUES (',
  "U&'",
  '$1',
  '\r\n',
  '\ufeff',
  ' ',
  '\n',
];
for (const [name, give] of [
  ['postgresql-sql', async (bytes: Buffer) => void (await provePlainDump(inMemory(bytes), options))],
  ['first-statements', async (bytes: Buffer) => void (await firstStatements(inMemory(bytes), 20))],
] as const) {
  testParser(figures, { ...asIs, name, inputs: editedBytes(sqls, sqlWords), originals: bytesOf(sqls), give });
}

const databases: Sample[] = [
  databaseOf("CREATE TABLE meeting (name TEXT); INSERT INTO meeting VALUES ('Monday'), ('Friday')"),
  databaseOf(
    'PRAGMA page_size = 512; CREATE TABLE a (b INTEGER PRIMARY KEY, c TEXT); CREATE INDEX d ON a (c); CREATE VIEW e AS SELECT * FROM a; WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90) INSERT INTO a SELECT i, hex(zeroblob(i)) FROM n',
  ),
].map((bytes) => ({ bytes, fields: [0, 16, 18, 20, 28, 32, 36, 52, 56, 60, 96, 100, ...pagesOf(bytes)] }));
testParser(figures, {
  ...asIs,
  name: 'sqlite',
  inputs: editedBytes(databases, [
    'CREATE TABLE ',
    'CREATE VIRTUAL TABLE v USING fts5(a)',
    'CREATE VIEW v AS SELECT * FROM v',
    "load_extension('x')",
    '\u0002\u0002',
  ]),
  originals: bytesOf(databases),
  async give(bytes) {
    const path = join(folder, 'fuzzed.db');
    await writeFile(path, bytes);
    await checkDatabase(path);
  },
});

const manifest = Buffer.from(MANIFEST_TEXT);
testParser(figures, {
  ...asIs,
  name: 'manifest',
  inputs: fc.oneof(
    editedBytes([{ bytes: manifest }], ['{', '"', 'null', '\\u0000', '\ufeff', '[[[[']),
    editedJson(fc.constant(JSON.parse(MANIFEST_TEXT) as unknown)).map((value) => Buffer.from(jsonText(value))),
  ),
  originals: [manifest],
  give: (bytes) => void readManifest(bytes),
});

test('leaves nothing on the disk after all that', async () => {
  expect((await readdir(folder)).filter((name) => name !== 'fuzzed.db')).toEqual([]);
});

test('starts from samples that the proofs accept as they are', async () => {
  for (const { bytes } of dumps)
    expect((await proveCustomDump(inMemory(bytes), options)).facts.kind).toBe('postgresql-dump');
  for (const { bytes } of databases) {
    const path = join(folder, 'fuzzed.db');
    await writeFile(path, bytes);
    expect((await checkDatabase(path)).tables.length).toBe(1);
  }
});

function wordsIn(bytes: Buffer): number[] {
  return [...bytes.toString('latin1').matchAll(/[\s;'"$(\\]/g)].map(({ index }) => index);
}

function pagesOf(bytes: Buffer): number[] {
  const size = bytes.readUInt16BE(16);
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, index) => index * size);
}
