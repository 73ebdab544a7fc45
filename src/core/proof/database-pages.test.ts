import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/proof/failure';
import { CREDENTIAL_KEY_TEXT, databaseOf, storedCredential } from '../../../test-support/proof/portal-export';
import { openForeignDatabase } from '../contents/sqlite/open';
import { parseKeyText } from '../formats/fernet';
import { checkDatabase } from './database';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'salvor-pages-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function check(bytes: Buffer, log: Buffer | null = null) {
  const path = join(folder, 'tsp.db');
  const logPath = join(folder, 'log');
  writeFileSync(path, bytes);
  if (log !== null) writeFileSync(logPath, log);
  return await checkDatabase(path, log === null ? null : logPath);
}

const reasonOf = async (bytes: Buffer) => {
  const failure = await failureOf(() => check(bytes));
  return failure.code === 'database-unsound' ? failure.params.reason : failure.code;
};

/**
 * Databases that other programs made: in UTF-16, or with a sort order, function or log that this SQLite does not make.
 */
const made = (name: string) => readFileSync(join('test-vectors/databases', name));

const PAGE = 1024;
const FILL = `
  CREATE TABLE meeting (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
  CREATE TABLE big (x);
  INSERT INTO big WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40) SELECT hex(randomblob(600)) FROM n;
  INSERT INTO meeting (name) SELECT 'Meeting ' || rowid || x FROM big WHERE rowid < 20;
  DELETE FROM big WHERE rowid > 20;`;

/** With each of these SQLite's own check leaves out free pages and pages that nothing refers to. */
const FIRST_IN_SCHEMA = [
  '',
  'CREATE VIEW aaa AS SELECT 1;',
  'CREATE VIRTUAL TABLE aaa USING fts5 (body);',
  'CREATE VIEW v1 AS SELECT 1; CREATE VIEW v2 AS SELECT 2; CREATE VIEW v3 AS SELECT 3;',
];

const header = (bytes: Buffer) => ({
  trunk: bytes.readUInt32BE(32),
  free: bytes.readUInt32BE(36),
  pages: bytes.readUInt32BE(28),
});

describe.each(FIRST_IN_SCHEMA)('every page is accounted for, with a schema that begins with %j', (first) => {
  const whole = databaseOf(`PRAGMA page_size = ${PAGE}; ${first} ${FILL} ${first.replaceAll(/aaa|v(?=\d)/g, 'zzz')}`);
  const at = (page: number) => (page - 1) * PAGE;

  test('passes as it is', async () => {
    expect(header(whole).free).toBeGreaterThan(5);
    expect((await check(whole)).tables).toContainEqual({ name: 'meeting', rows: 19 });
  });

  test('finds a free page that is missing from the list', async () => {
    const bytes = Buffer.from(whole);
    bytes.writeUInt32BE(header(bytes).free - 1, 36);
    expect(await reasonOf(bytes)).toMatch(/list of free pages has \d+ pages, and its header counts/);
  });

  test('finds a page that is both free and in use', async () => {
    const bytes = Buffer.from(whole);
    // The first leaf of the list becomes the page after the schema, which a table or index has.
    bytes.writeUInt32BE(2, at(header(bytes).trunk) + 8);
    expect(await reasonOf(bytes)).toMatch(/page 2 is used twice/);
  });

  test('finds a page that is neither free nor in use', async () => {
    const bytes = Buffer.from(whole);
    const trunk = at(header(bytes).trunk);
    bytes.writeUInt32BE(bytes.readUInt32BE(trunk + 4) - 1, trunk + 4);
    bytes.writeUInt32BE(header(bytes).free - 1, 36);
    expect(await reasonOf(bytes)).toMatch(/belongs to no table or index and is not free/);
  });

  test('finds a list of free pages that leads out of the file', async () => {
    const bytes = Buffer.from(whole);
    bytes.writeUInt32BE(header(bytes).pages + 9, 32);
    expect(await reasonOf(bytes)).toMatch(/refers to page \d+, but there are/);
  });
});

describe('trees that are not as SQLite makes them', () => {
  const rows = (count: number, value: string) =>
    databaseOf(
      `PRAGMA page_size = 512; CREATE TABLE t (x); INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) SELECT ${value} FROM n`,
    );
  const root = 512;
  const rightChild = (bytes: Buffer, at: number) => bytes.readUInt32BE(at + 8);

  test('leaves of different depths', async () => {
    const bytes = rows(20_000, "'row ' || i");
    const inner = (rightChild(bytes, root) - 1) * 512;
    expect([bytes.readUInt8(root), bytes.readUInt8(inner)]).toEqual([5, 5]);
    let leaf = inner;
    while (bytes.readUInt8(leaf) === 5) leaf = (rightChild(bytes, leaf) - 1) * 512;
    bytes.writeUInt32BE(leaf / 512 + 1, root + 8);
    expect(await reasonOf(bytes)).toMatch(/leaves of different depths/);
  });

  test('a chain of overflow pages without an end', async () => {
    const bytes = rows(2, 'zeroblob(1200)');
    // The last page of the first chain leads on to the first page of the second.
    const first = bytes.readUInt32BE(root + 512 - 4);
    let last = first;
    while (bytes.readUInt32BE((last - 1) * 512) !== 0) last = bytes.readUInt32BE((last - 1) * 512);
    bytes.writeUInt32BE(first, (last - 1) * 512);
    expect(await reasonOf(bytes)).toMatch(/more overflow pages than its length needs/);
  });

  test('a tree as deep as no number of rows makes it', async () => {
    const bytes = rows(2000, "'row ' || i");
    // Each page leads to the next one alone, down to the last, an empty leaf.
    for (let page = 2; page * 512 <= bytes.length; page += 1) {
      const [at, last] = [(page - 1) * 512, page * 512 === bytes.length];
      bytes.fill(0, at, at + 512);
      bytes.writeUInt8(last ? 13 : 5, at);
      bytes.writeUInt16BE(512, at + 5);
      if (!last) bytes.writeUInt32BE(page + 1, at + 8);
    }
    expect(await reasonOf(bytes)).toMatch(/deeper than any that SQLite makes/);
  });

  test('two tables that begin on one page, and a schema that is none', async () => {
    const twice = databaseOf(
      'CREATE TABLE a (x); CREATE TABLE b (x); PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 2',
    );
    expect(await reasonOf(twice)).toMatch(/page 2 is used twice/);
    const none = databaseOf('CREATE TABLE a (x)');
    none.writeUInt8(10, 100);
    expect(await reasonOf(none)).toMatch(/does not hold the schema/);
  });

  test('an inner page with a cell whose key lies beyond its end', async () => {
    const bytes = rows(100, "'row ' || i");
    const pointer = root + 12;
    const child = bytes.readUInt32BE(root + bytes.readUInt16BE(pointer));
    expect(bytes.readUInt16BE(pointer)).toBe(507);
    bytes.writeUInt16BE(508, pointer);
    bytes.writeUInt32BE(child, root + 508);
    expect(await reasonOf(bytes)).toMatch(/a cell of page 2 reaches beyond its end/);
  });

  test('a line of the schema that reaches beyond its page, and one that is no text', async () => {
    const beyond = databaseOf('PRAGMA page_size = 512; CREATE TABLE a (x)');
    beyond.writeUInt16BE(508, 108);
    beyond.writeUInt16BE(0x3201, 508);
    expect(await reasonOf(beyond)).toMatch(/a cell of page 1 reaches beyond its end/);
    const number = databaseOf("CREATE TABLE a (x); PRAGMA writable_schema = ON; UPDATE sqlite_schema SET type = x'07'");
    expect(await reasonOf(number)).toMatch(/a line of its schema cannot be read/);
  });

  test('a row whose overflow pages are named beyond the end of its page', async () => {
    const bytes = rows(1, 'zeroblob(1200)');
    const from = bytes.readUInt16BE(root + 8);
    bytes.copyWithin(root + from + 2, root + from, root + 510);
    bytes.writeUInt16BE(from + 2, root + 8);
    expect(await reasonOf(bytes)).toMatch(/a cell of page 2 reaches beyond its end/);
  });

  test.each([
    ['no length of a page', (bytes: Buffer) => bytes.writeUInt16BE(0, 16), /length of a page/],
    ['a length of a page that is no power of two', (bytes: Buffer) => bytes.writeUInt16BE(768, 16), /length of a page/],
    ['pages that are too short', (bytes: Buffer) => bytes.writeUInt16BE(256, 16), /length of a page/],
    ['pages with too little in use', (bytes: Buffer) => bytes.writeUInt8(33, 20), /length of a page/],
    ['an encoding that is none', (bytes: Buffer) => bytes.writeUInt32BE(4, 56), /text encoding/],
  ])('a header that states %s', async (_what, change, reason) => {
    const bytes = rows(3, "'row ' || i");
    change(bytes);
    expect(await reasonOf(bytes)).toMatch(reason);
  });

  test('a list of free pages that names more than it can hold', async () => {
    const bytes = databaseOf(
      'PRAGMA page_size = 512; CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(9000)); DELETE FROM t',
    );
    bytes.writeUInt32BE(127, (bytes.readUInt32BE(32) - 1) * 512 + 4);
    expect(await reasonOf(bytes)).toMatch(/names more of them than it can hold/);
  });
});

test('takes databases of every page size, with auto-vacuum, deep trees and long rows', async () => {
  for (const size of [512, 4096, 65_536]) {
    for (const vacuum of ['NONE', 'FULL', 'INCREMENTAL']) {
      const bytes = databaseOf(`PRAGMA page_size = ${size}; PRAGMA auto_vacuum = ${vacuum};
        CREATE TABLE deep (id INTEGER PRIMARY KEY, x TEXT UNIQUE, long BLOB); CREATE TABLE keyed (k TEXT PRIMARY KEY, v) WITHOUT ROWID;
        INSERT INTO deep WITH RECURSIVE n(i) AS (SELECT -900 UNION ALL SELECT i + 1 FROM n WHERE i < 899) SELECT i * 4000000000, 'row ' || i, zeroblob(i % 7 * 300) FROM n;
        INSERT INTO keyed SELECT x || hex(zeroblob(50)), long FROM deep; INSERT INTO deep VALUES (9223372036854775807, 'last', zeroblob(200000));`);
      expect((await check(bytes)).tables).toEqual([
        { name: 'deep', rows: 1801 },
        { name: 'keyed', rows: 1800 },
      ]);
    }
  }
});

describe('databases that this SQLite cannot read whole', () => {
  test.each(['utf16le.db', 'utf16be.db'])('%s is walked page by page, and said to be', async (name) => {
    const { tables, warnings, credentials } = await check(made(name));
    expect(tables).toEqual([
      { name: 'meeting', rows: 60 },
      { name: 'site_setting', rows: 1 },
      { name: 'user', rows: 1 },
    ]);
    expect(warnings).toEqual([{ code: 'database-in-utf16', params: {} }]);
    const key = parseKeyText(Buffer.from(CREDENTIAL_KEY_TEXT));
    if (key === null) throw new Error('the key of the tests is a key');
    expect([credentials.count, credentials.openedBy(key)]).toEqual([1, { opened: 1, closedColumn: null }]);
  });

  const LEAF_OF_TABLE = 13;
  const LEAF_OF_INDEX = 10;
  test.each<[string, number, (bytes: Buffer, at: number) => unknown, RegExp]>([
    [
      'a page of another kind',
      LEAF_OF_TABLE,
      (bytes, at) => bytes.writeUInt8(LEAF_OF_INDEX, at),
      /not a page of the kind/,
    ],
    [
      'more cells than the page holds',
      LEAF_OF_TABLE,
      (bytes, at) => bytes.writeUInt16BE(5000, at + 3),
      /counts more cells/,
    ],
    ['a cell outside of its page', LEAF_OF_TABLE, (bytes, at) => bytes.writeUInt16BE(3, at + 8), /lies outside/],
    [
      'a cell that reaches beyond its page',
      LEAF_OF_TABLE,
      (bytes, at) => bytes.writeUInt8(0x7f, at + bytes.readUInt16BE(at + 8)) && bytes.writeUInt16BE(500, at + 8),
      /beyond its end|outside|overlap|out of order|more overflow/,
    ],
    ['two cells that are one', LEAF_OF_INDEX, (bytes, at) => bytes.copy(bytes, at + 10, at + 8, at + 10), /overlap/],
    [
      'rows in another order',
      LEAF_OF_TABLE,
      (bytes, at) =>
        bytes.writeUInt32BE(((bytes.readUInt32BE(at + 8) >>> 16) | (bytes.readUInt32BE(at + 8) << 16)) >>> 0, at + 8),
      /out of order/,
    ],
  ])('finds in UTF-16, too: %s', async (_what, kind, change, reason) => {
    const bytes = made('utf16le.db');
    // The first leaf with several entries behind the schema.
    let page = 2;
    while (!(bytes.readUInt8((page - 1) * 512) === kind && bytes.readUInt16BE((page - 1) * 512 + 3) > 3)) page += 1;
    change(bytes, (page - 1) * 512);
    expect(await reasonOf(bytes)).toMatch(reason);
  });

  test.each([
    ['own-collation.db', 'person'],
    ['own-function.db', 'meeting'],
  ])('%s is checked but for the table that needs what is the portal’s own', async (name, table) => {
    const { tables, warnings } = await check(made(name));
    expect(tables).toContainEqual({ name: 'meeting', rows: 60 });
    expect(warnings).toEqual([{ code: 'database-partly-checked', params: { tables: 1, example: table } }]);
  });

  test('still finds what is wrong with the other tables of such a database', async () => {
    const bytes = made('own-collation.db');
    bytes.write('gAAAX', bytes.indexOf('agnes') - 2, 'latin1');
    const torn = made('own-collation.db');
    torn.fill(0xff, 512 + 8, 512 + 12);
    expect(await failureOf(() => check(torn))).toMatchObject({ code: 'database-unsound' });
    // A row of a table with an index that this SQLite knows, changed behind the index's back.
    const indexed = databaseOf(
      "CREATE TABLE t (x TEXT UNIQUE); INSERT INTO t VALUES ('first'), ('second'); CREATE TABLE p (x TEXT); CREATE INDEX px ON p (x); PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX px ON p (x COLLATE own)' WHERE name = 'px'",
    );
    indexed.write('sicond', indexed.lastIndexOf('second'), 'latin1');
    expect(await reasonOf(indexed)).toMatch(/index/);
  });
});

describe('rows that break the rules of their own tables', () => {
  const broken = (rows: string) =>
    databaseOf(`CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT UNIQUE, n INT); INSERT INTO t ${rows}; PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = 'CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT UNIQUE NOT NULL, n INT CHECK (n < 5))' WHERE name = 't'`);

  test('are warned of, with their number and an example, and are no damage', async () => {
    const { warnings } = await check(broken("VALUES (1, NULL, 1), (2, 'a', 7), (3, NULL, 2)"));
    expect(warnings).toEqual([
      { code: 'database-rows-break-rules', params: { findings: 3, example: 'NULL value in t.x' } },
    ]);
  });

  test('differ from a file that SQLite cannot read, in its own words', async () => {
    const bytes = databaseOf('CREATE TABLE t (x)');
    bytes.writeUInt32BE(5, 44);
    expect(await reasonOf(bytes)).toBe('SQLite cannot read it, and says “unsupported file format”');
  });

  test('do not hide damage behind them', async () => {
    const bytes = broken(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT i, iif(i < 499, NULL, 'row ' || i), i FROM n",
    );
    bytes.write('rox', bytes.lastIndexOf('row 500'));
    expect(await reasonOf(bytes)).toMatch(/^SQLite’s own check of it says “row 500 missing from index [^“”]*”/);
  });
});

/** A write-ahead log with a change, and all its checksums made to fit again (fileformat2.html, 4.2). */
function resealed(log: Buffer, change: (bytes: Buffer) => unknown): Buffer {
  change(log);
  const frameBytes = 24 + made('with-log.db').readUInt16BE(16);
  const word = (at: number) => ((log.readUInt32BE(0) & 1) === 1 ? log.readUInt32BE(at) : log.readUInt32LE(at));
  let [first, second] = [0, 0];
  const add = (from: number, to: number) => {
    for (let at = from; at < to; at += 8) {
      first = (first + word(at) + second) >>> 0;
      second = (second + word(at + 4) + first) >>> 0;
    }
  };
  const seal = (at: number) => log.writeUInt32BE(second, log.writeUInt32BE(first, at));
  add(0, 24);
  seal(24);
  for (let at = 32; at + frameBytes <= log.length; at += frameBytes) {
    add(at, at + 8);
    add(at + 24, at + frameBytes);
    seal(at + 16);
  }
  return log;
}

describe('a log beside the database', () => {
  const [database, log] = [made('with-log.db'), made('with-log.wal')];

  test('is counted: its pages, and the rows that an import would lose', async () => {
    const { tables, warnings } = await check(database, log);
    expect(tables).toContainEqual({ name: 'meeting', rows: 60 });
    expect(warnings).toEqual([{ code: 'wal-left-behind', params: { pages: 1, rows: 2 } }]);
  });

  test.each([
    ['of no log', (bytes: Buffer) => bytes.writeUInt32BE(0x377f0600, 0)],
    ['of another version', (bytes: Buffer) => bytes.writeUInt32BE(3_007_001, 4)],
    ['for pages of another length', (bytes: Buffer) => bytes.writeUInt32BE(database.readUInt16BE(16) * 2, 8)],
  ])('says nothing where its header is that %s, though every checksum fits', async (_what, change) => {
    const other = resealed(Buffer.from(log), () => {});
    expect(other).toEqual(log);
    expect((await check(database, resealed(Buffer.from(log), change))).warnings).toEqual([]);
  });

  test('says nothing where it holds nothing more', async () => {
    const taken = Buffer.from(database);
    const page = log.readUInt32BE(32);
    log.copy(taken, (page - 1) * 512, 56);
    const salted = Buffer.from(log);
    salted.writeUInt8(salted.readUInt8(40) ^ 1, 40);
    const torn = Buffer.from(log);
    torn.writeUInt8(torn.readUInt8(60) ^ 1, 60);
    const open = Buffer.from(log);
    open.writeUInt32BE(0, 36);
    const headed = Buffer.from(log);
    headed.writeUInt8(headed.readUInt8(24) ^ 1, 24);
    for (const [bytes, beside] of [
      [taken, log],
      [database, headed],
      [database, salted],
      [database, torn],
      [database, open],
      [database, log.subarray(0, -1)],
      [database, Buffer.alloc(0)],
    ] as const) {
      expect((await check(bytes, beside)).warnings).toEqual([]);
    }
  });
});

describe('a hostile schema', () => {
  test('may call no function that does more than compute', () => {
    const path = join(folder, 'hostile.db');
    writeFileSync(
      path,
      databaseOf(
        "CREATE TABLE t (x); INSERT INTO t VALUES (1); CREATE VIEW v AS SELECT x FROM t; PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE VIEW v AS SELECT spy(x) FROM t' WHERE name = 'v'",
      ),
    );
    const database = openForeignDatabase(path);
    try {
      let called = 0;
      database.function('spy', (value) => {
        called += 1;
        return value;
      });
      expect(() => database.all('SELECT * FROM v')).toThrow(/unsafe use of spy/);
      expect(called).toBe(0);
      expect(database.get('SELECT spy(2) AS two')).toEqual({ two: 2 });
      expect(database.get('PRAGMA cell_size_check')).toEqual({ cell_size_check: 1 });
      expect(() => database.exec('CREATE TABLE other (x)')).toThrow(/readonly/);
    } finally {
      database.close();
    }
  });

  test('is not run to count rows: a virtual table whose content is a view that never ends', async () => {
    const bytes = databaseOf(`CREATE TABLE meeting (id INTEGER PRIMARY KEY, name TEXT);
      CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, 'x' AS body FROM n;
      CREATE VIRTUAL TABLE pages USING fts5 (body, content = 'endless', content_rowid = 'id')`);
    expect((await check(bytes)).tables).toContainEqual({ name: 'meeting', rows: 0 });
  });
});

test('samples stored credentials by the names of their columns', async () => {
  const token = storedCredential('secret');
  const bytes =
    databaseOf(`CREATE TABLE a (x_enc TEXT, plain TEXT, y_ENC BLOB); CREATE TABLE "b""c" ("z_enc" TEXT, made TEXT GENERATED ALWAYS AS ('gAAAA' || z_enc));
    INSERT INTO a VALUES ('${token}', 'gAAAAA', NULL), ('', NULL, CAST('${storedCredential('other', 'b3RoZXIga2V5IG9mIHRoZSB0ZXN0cyEhISEhISEhISE=')}' AS BLOB)); INSERT INTO "b""c" (z_enc) VALUES ('not a token')`);
  const { credentials } = await check(bytes);
  const key = parseKeyText(Buffer.from(CREDENTIAL_KEY_TEXT));
  if (key === null) throw new Error('the key of the tests is a key');
  expect(credentials.count).toBe(3);
  expect(credentials.openedBy(key)).toEqual({
    opened: 1,
    closedColumn: expect.stringMatching(/^(?:a\.y_ENC|b"c\.z_enc)$/) as unknown,
  });
});
