import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SqlScanner } from './sql-scanner';

interface Heard {
  statements: string[];
  commands: string[];
  comments: string[];
  copied: number[];
  inserted: (number | null)[];
  runs: boolean[];
  end: string;
}

/** All that a scanner tells of a text which comes in pieces of at most `size` bytes. */
function scan(sql: string, size = 1 << 20): Heard {
  const heard: Heard = { statements: [], commands: [], comments: [], copied: [], inserted: [], runs: [], end: '' };
  const scanner = new SqlScanner({
    statement: ({ head, inserted, runsCommand }) => {
      heard.statements.push(head);
      heard.inserted.push(inserted);
      heard.runs.push(runsCommand);
    },
    command: (text) => heard.commands.push(text),
    comment: (text) => heard.comments.push(text),
    copied: (_, rows) => heard.copied.push(rows),
  });
  const bytes = Buffer.from(sql);
  for (let at = 0; at < bytes.length; at += size) scanner.push(Buffer.from(bytes.subarray(at, at + size)));
  return { ...heard, end: scanner.end() };
}

describe('statements end where psql ends them', () => {
  test.each([
    ['SELECT 1; SELECT 2;', ['SELECT 1;', 'SELECT 2;']],
    ["SELECT 'a;b', 'it''s; so'; SELECT 2;", ["SELECT 'a;b', 'it''s; so';", 'SELECT 2;']],
    ["SELECT 'C:\\'; SELECT 2;", ["SELECT 'C:\\';", 'SELECT 2;']],
    ["SELECT E'\\';', E'a''b\\'c;', e'\\\\'; SELECT 2;", ["SELECT E'\\';', E'a''b\\'c;', e'\\\\';", 'SELECT 2;']],
    ['SELECT "a;""b"; SELECT 2;', ['SELECT "a;""b";', 'SELECT 2;']],
    [
      'SELECT $$a;$b$;$$; SELECT $1, a$b; SELECT $x$ $y$ ; $$ $x$x$;',
      ['SELECT $$a;$b$;$$;', 'SELECT $1, a$b;', 'SELECT $x$ $y$ ; $$ $x$x$;'],
    ],
    ['SELECT $a$ $$a$; SELECT $ä$;$ä$;', ['SELECT $a$ $$a$;', 'SELECT $ä$;$ä$;']],
    ['-- a;b\nSELECT 1 -- c;\n; /* d; /* e; */ ; */ SELECT 4/2*3-1;', ['SELECT 1 -- c;\n;', 'SELECT 4/2*3-1;']],
    [
      'CREATE RULE r AS ON DELETE TO t DO INSTEAD (SELECT 1; SELECT 2); SELECT 3;',
      ['CREATE RULE r AS ON DELETE TO t DO INSTEAD (SELECT 1; SELECT 2);', 'SELECT 3;'],
    ],
    [
      'CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3;',
      [
        'CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;',
        'SELECT 3;',
      ],
    ],
    ['BEGIN; COMMIT;', ['BEGIN;', 'COMMIT;']],
    [';;', []],
  ])('%s', (sql, statements) => {
    const heard = scan(sql);
    expect(heard).toMatchObject({ statements, end: 'whole' });
  });

  test.each([
    ['SELECT 1', 'within-statement'],
    ["SELECT 'a;", 'within-statement'],
    ['SELECT $$a;', 'within-statement'],
    ['/* a;', 'within-statement'],
    ['COPY t FROM stdin;\n1\n', 'within-data'],
    ['COPY t FROM stdin;', 'within-data'],
    ['COPY t FROM stdin;\n1\n\\.', 'within-data'],
    ['-- a', 'whole'],
    ['\\q', 'whole'],
  ])('%j stops %s', (sql, end) => {
    expect(scan(sql).end).toBe(end);
  });
});

describe('rows', () => {
  test.each([
    ['COPY s.t (a, "FROM") FROM stdin;\n1\t2\n\\\\.\n;\n\\.\nSELECT 1;', [3]],
    ['COPY t FROM stdin;\n\\.\nCOPY t FROM stdin;\n\n\\.\n', [0, 1]],
    ["copy t from STDIN with delimiter ',';\r\n1\r\n\\.\r\n", [1]],
    ['COPY t FROM stdin; SELECT 1;\n\\! a row of data\n\\.\n', [1]],
  ])('of COPY: %j', (sql, copied) => {
    expect(scan(sql)).toMatchObject({ copied, commands: [], end: 'whole' });
  });

  test.each([
    ['INSERT INTO t VALUES (1);', 1],
    ["INSERT INTO t (a, b) VALUES (1, '),('), (f(2), 3),\n(4, (5)) ON CONFLICT (a) DO NOTHING;", 3],
    ['INSERT INTO s."VALUES" (a) OVERRIDING SYSTEM VALUE VALUES (-1), (2);', 2],
    ['INSERT INTO t DEFAULT VALUES;', 1],
    ['INSERT INTO t SELECT 1;', null],
    ['INSERT INTO t VALUES (1) RETURNING (a);', 1],
    ['SELECT (1), (2);', null],
  ])('of %s', (sql, rows) => {
    expect(scan(sql).inserted).toEqual([rows]);
  });
});

describe('what would run on the machine that restores', () => {
  test.each([
    ["COPY t FROM PROGRAM 'id';", true],
    ["COPY t TO '/etc/x';", true],
    ['COPY t FROM $$/etc/passwd$$;', true],
    ['COPY t FROM stdin;', false],
    ["COPY (SELECT a FROM b) TO stdout WITH (DELIMITER ',');", false],
    ["SELECT * FROM 'x';", false],
  ])('%s', (sql, runs) => {
    expect(scan(sql).runs).toEqual([runs]);
  });

  test.each([
    ['\\! rm -rf /\nSELECT 1;', ['\\! rm -rf /']],
    ['SELECT 1 \\g |sh\n;', ['\\g |sh']],
    ['-- Name: evil\n\\! id\n', ['\\! id']],
    ["SELECT '\\! no', $$\n\\! no\n$$; -- \\! no\n/*\n\\! no */", []],
    ['  \\connect "a b"\n', ['\\connect "a b"']],
  ])('commands of psql in %j', (sql, commands) => {
    expect(scan(sql).commands).toEqual(commands);
  });
});

test('keeps the beginning of a long statement alone', () => {
  const heard = scan(`SELECT '${'x'.repeat(100_000)}';`, 1000);
  expect(heard.statements).toEqual([`SELECT '${'x'.repeat(4096 - 8)}`]);
});

test('tells the same wherever the pieces are cut', () => {
  const parts = [
    "'",
    '"',
    '$',
    '$$',
    '$a$',
    '--',
    '/*',
    '*/',
    '\\',
    '\\.',
    '\n',
    ';',
    '(',
    ')',
    'E',
    "E'",
    'a',
    ' ',
    'COPY t FROM stdin;\n',
    '\n\\.\n',
    'INSERT INTO t VALUES (1)',
    '-',
    '/',
    '*',
    'ä',
    '\\!',
  ];
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...parts), { maxLength: 30 }),
      fc.integer({ min: 1, max: 7 }),
      (texts, size) => {
        const sql = texts.join('');
        // A letter cut in two is read as two old ones in a comment or command, which then say the same otherwise.
        fc.pre(!/(--|\\)[^\n]*ä/.test(sql));
        expect(scan(sql, size)).toEqual(scan(sql));
      },
    ),
    { numRuns: 3000 },
  );
});
