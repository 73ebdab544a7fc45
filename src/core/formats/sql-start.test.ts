import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recognisePayload } from './payload';
import { beginsAsSql } from './sql-start';

const sql = (text: string) => beginsAsSql(Buffer.from(text));

describe('plain SQL is recognised', () => {
  test.each([
    [
      'a dump of pg_dump',
      '--\n-- PostgreSQL database dump\n--\n\n\\restrict abc\n\n-- Dumped from database version 15.6\n\nSET statement_timeout = 0;\n',
    ],
    ['a dump behind a byte order mark', '\uFEFF--\n-- PostgreSQL database dump\n--\n\nSET lock_timeout = 0;\n'],
    ['a dump with only its first comment', '--\n-- PostgreSQL database dump\n'],
    ['a dump with Windows line ends', '--\r\n-- PostgreSQL database dump\r\n--\r\n\r\nSET lock_timeout = 0;\r\n'],
    ['pg_dumpall', '--\n-- PostgreSQL database cluster dump\n--\n\nSET default_transaction_read_only = off;\n'],
    ['a statement behind a long comment', `/* ${'licence '.repeat(300)}*/\nCREATE TABLE a (b int);`],
    ['a comment longer than what is looked at', `-- ${'x'.repeat(5000)}`],
    ['one without a comment', 'SET search_path TO tenant_a;\nCREATE TABLE a (b int);'],
    ['a query that sets the search path', "SELECT pg_catalog.set_config('search_path', '', false);"],
    ['rows alone', 'insert into a.b values (1);\n'],
    ['a COPY', 'COPY public.users (id, name) FROM stdin;\n1\ta\n\\.\n'],
    ['a transaction', 'BEGIN;\nDROP TABLE IF EXISTS a;'],
    ['a function', 'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELECT 1$$;'],
    ['a unique index', 'CREATE UNIQUE INDEX a ON b (c);'],
    ['a connection and a table', '\\connect tenants\nCREATE TABLE a (b int);'],
    ['a right', 'GRANT SELECT ON TABLE a TO b;'],
  ])('as %s', (_what, text) => expect(sql(text)).toBe(true));

  test('in the vectors', () =>
    expect(recognisePayload(readFileSync('test-vectors/tenant_acme.sql').subarray(0, 512))).toBe('postgresql-sql'));
});

describe('what is no SQL for PostgreSQL is not recognised', () => {
  test.each([
    ['nothing', ''],
    ['a message', 'pg_dump: error: connection to server failed'],
    ['an English sentence that begins as a statement', 'Select a file and try again'],
    ['another one', 'Copy failed: no space left on device'],
    ['another one', 'Set up your account first'],
    ['another one', 'Drop the file here'],
    ['another one', 'Comment: none'],
    ['a sealed text', '-----BEGIN PGP MESSAGE-----\n\nhQEMA\n'],
    ['one part of a mail', '--boundary\r\nContent-Type: text/html\r\n\r\n<p>no</p>'],
    ['notes with a head', '---\ntitle: notes\n---\n'],
    ['a dump of MySQL', '-- MySQL dump 10.13  Distrib 8.0.36\n--\nDROP TABLE IF EXISTS `a`;\n'],
    ['a dump of SQLite', 'PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n'],
    ['comments alone', '-- nothing\n-- more of it\n'],
    ['a control character before the first statement', '-- a\u0001\nSET a = 1;'],
    ['commands of psql without an end', '\\conn\n'.repeat(42)],
  ])('as %s', (_what, text) => expect(sql(text)).toBe(false));
});

// Each would take a backtracking expression more than a lifetime: a walk looks at every byte once.
describe('bytes that were chosen to take long', () => {
  const long = 1024 * 1024;
  test.each([
    ['commands of psql', '\\conn\n'],
    ['line breaks', '\n'],
    ['comments', '-- \n'],
    ['blocks', '/**/'],
    ['unended blocks', '/* '],
    ['spaces and commands', ' \\a \n'],
    ['a word without an end', 'CREATE '],
    ['words of a statement', 'create or replace '],
    ['names', 'set a.a.a.a.'],
    ['byte order marks', '\uFEFF'],
  ])('are answered at once: %s', (_what, part) => {
    const bytes = Buffer.from(part.repeat(Math.ceil(long / part.length)).slice(0, long) + '\u0001');
    const begun = process.cpuUsage();
    for (const length of [256, 512, 4096, long]) recognisePayload(bytes.subarray(0, length));
    expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(1);
  });
});
