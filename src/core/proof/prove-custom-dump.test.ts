import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/proof/failure';
import { type HandMadeDump, handMadeDump, ITEMS } from '../../../test-support/proof/hand-made-dump';
import { inMemory } from '../../../test-support/proof/portal-export';
import { postgresqlProgram, sayMissing } from '../../../test-support/proof/postgresql';
import { readDumpToc, readSpan } from '../contents/postgresql/toc';
import { formatTocLine, listedEntries } from '../contents/postgresql/toc-line';
import { proveCustomDump } from './prove-custom-dump';

const hasRestore = postgresqlProgram('pg_restore') !== null;
if (!hasRestore) sayMissing('pg_restore');

const folder = mkdtempSync(join(tmpdir(), 'salvor-dump-'));
afterAll(() => rmSync(folder, { recursive: true }));

const options = { signal: new AbortController().signal, report: () => undefined };
const prove = (bytes: Uint8Array) => proveCustomDump(inMemory(bytes), options);
const made = (changes: Partial<HandMadeDump> = {}) => handMadeDump({ objects: ITEMS, ...changes });
const vector = readFileSync('test-vectors/tenant_acme.dump');

describe('archives of every version', () => {
  test.each([12, 13, 14, 15, 16])('1.%d', async (minor) => {
    const report = await prove(made({ minor }));
    expect(report.facts).toMatchObject({
      format: 'custom',
      database: 'shop',
      serverVersion: '15.4',
      createdAt: '2026-11-21T03:44:54',
      tables: [{ schema: 'public', name: 'item', rows: 3 }],
    });
    const toc = await readDumpToc(inMemory(made({ minor })));
    expect(toc.archiveVersion).toBe(`1.${minor}`);
    expect(toc.entries[1]?.relkind).toBe(minor === 16 ? 'r' : null);
    expect(toc.entries[2]).toMatchObject({ dependencies: [7], hadDumper: true, defn: null });
  });

  test.skipIf(!hasRestore).each([12, 13, 14])('1.%d as pg_restore lists it', async (minor) => {
    const path = join(folder, 'made.dump');
    writeFileSync(path, made({ minor }));
    const lines = execFileSync('pg_restore', ['--list', path], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith(';'));
    const toc = await readDumpToc(inMemory(made({ minor })));
    expect(listedEntries(toc).map(formatTocLine)).toEqual(lines);
  });

  test.each([1, 11, 17, 255])('1.%d is not read', async (minor) => {
    expect(await failureOf(() => prove(made({ minor })))).toEqual({
      code: 'dump-version-unknown',
      params: { version: `1.${minor}` },
    });
  });

  test('a machine with long integers', async () => {
    expect((await prove(made({ intBytes: 8 }))).facts).toMatchObject({ tables: [{ rows: 3 }] });
  });

  test.each(['lz4', 'zstd'] as const)('data in %s is walked through and not counted', async (compression) => {
    const report = await prove(made({ minor: 16, compression }));
    expect(report.warnings).toEqual([{ code: 'dump-rows-not-counted', params: {} }]);
    expect(report.checks).toContainEqual({ id: 'dump-data', outcome: 'warning' });
    expect(report.facts).toMatchObject({ tables: [{ rows: null }] });
  });

  test.each([
    ['none', 3],
    ['gzip', 3],
    ['gzip', 1],
    ['none', 1],
  ] as const)('data in %s, in pieces of %d', async (compression, chunkBytes) => {
    expect((await prove(made({ compression, chunkBytes }))).facts).toMatchObject({ tables: [{ rows: 3 }] });
  });

  test('a date that is none is left out', async () => {
    expect((await prove(made({ moment: [0, 0, 0, 31, 5, 126, 0] }))).facts).toMatchObject({ createdAt: null });
  });

  test('a dump of the schema alone says so', async () => {
    expect((await prove(made({ objects: ITEMS.slice(0, 2) }))).warnings).toEqual([
      { code: 'dump-without-data', params: {} },
    ]);
  });

  test('line breaks and steering characters of names stay where they are', async () => {
    const objects = [{ dumpId: 5, tag: 'a\nb\u001b[2J', desc: 'TABLE', owner: 'x\r\ny' }];
    const toc = await readDumpToc(inMemory(made({ objects })));
    expect(toc.entries.map(formatTocLine)).toEqual(['5; 1259 16005 TABLE public a b\u001b[2J x  y']);
    expect((await prove(made({ objects }))).facts).toMatchObject({ tables: [{ name: 'a\\u{a}b\\u{1b}[2J' }] });
  });

  test('statements stay in the file until they are asked for', async () => {
    const file = inMemory(vector);
    const toc = await readDumpToc(file);
    const table = toc.entries.find(({ desc, tag }) => desc === 'TABLE' && tag === 'sessions');
    if (table?.defn == null) throw new Error('the vector lost its table');
    expect(await readSpan(file, table.defn)).toMatch(/^CREATE TABLE tenant_acme\.sessions \(/);
    expect(await readSpan(file, table.defn, 12)).toBe('CREATE TABLE');
  });
});

describe('what a sound archive may hold besides', () => {
  const [encoding, table, data, blobs] = ITEMS;
  const objects = (...changed: unknown[]) => made({ objects: changed as never });

  test('with bytes behind its end, which pg_restore does not read, is proven with a warning', async () => {
    const report = await prove(Buffer.concat([made(), Buffer.from('more')]));
    expect(report.warnings).toEqual([{ code: 'dump-trailing-bytes', params: { bytes: 4 } }]);
    expect(report.facts).toMatchObject({ tables: [{ rows: 3 }] });
  });

  test('without any table says so', async () => {
    expect((await prove(objects(encoding))).warnings).toEqual([{ code: 'dump-without-tables', params: {} }]);
  });

  test.each([
    ['a statement that makes it', { defn: "COPY a FROM PROGRAM 'id';\n" }],
    ['a statement that drops it', { dropStmt: "SELECT lo_import('/etc/passwd');\n" }],
    ['a statement that reads its data in', { copyStmt: "COPY a FROM '/etc/passwd';\n" }],
    ['a command of psql', { defn: 'SELECT 1\n\\! id\n;\n' }],
    ['a name with a line break', { tag: 'a\n\\! id' }],
  ])('with %s that pg_dump never writes says so', async (_what, change) => {
    const report = await prove(objects(encoding, table, { ...data, ...change }, blobs));
    expect(report.warnings).toContainEqual({
      code: 'sql-runs-commands',
      params: { sql: expect.any(String) as unknown },
    });
    expect(report.checks).toContainEqual({ id: 'dump-objects', outcome: 'warning' });
  });

  test('with such a statement among its INSERTs says so', async () => {
    const report = await prove(
      objects(
        encoding,
        table,
        { ...data, copyStmt: null, data: "INSERT INTO a VALUES (1);\nCOPY a TO PROGRAM 'id';\n" },
        blobs,
      ),
    );
    expect(report.warnings).toContainEqual({ code: 'sql-runs-commands', params: { sql: "COPY a TO PROGRAM 'id';" } });
  });
});

describe('what is no whole archive', () => {
  const [encoding, table, data, blobs] = ITEMS;
  const objects = (...changed: unknown[]) => made({ objects: changed as never });

  test('with the line ends of a text is recognised', async () => {
    const typed = Buffer.from(made().toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
    expect(await failureOf(() => prove(typed))).toMatchObject({
      code: 'dump-damaged',
      params: { reason: expect.stringContaining('carriage return') as unknown },
    });
  });

  test("every way to cut one is recognised, and at a block's edge too", async () => {
    const whole = made({ compression: 'none' });
    for (let end = 6; end < whole.length; end += 1)
      expect((await failureOf(() => prove(whole.subarray(0, end)))).code).toBe('cut-short');
    for (let end = 100; end < vector.length; end += 997)
      expect((await failureOf(() => prove(vector.subarray(0, end)))).code).toBe('cut-short');
  });

  test.each([
    ['two entries of one number', objects(table, { ...table })],
    ['an entry of no number', objects({ ...table, dumpId: 0 })],
    ['a block elsewhere than said', objects(encoding, table, { ...data, position: 12_345 }, blobs)],
    ['table data in a block of large objects', objects(table, { ...data, data: ['1\n'] })],
    ['large objects in a block of table data', objects(table, { ...blobs, data: 'x' })],
    [
      'a dependency that is a word',
      Buffer.from(made().toString('latin1').replace('\x01\0\0\x007\x01', '\x01\0\0\0x\x01'), 'latin1'),
    ],
    ['data that stops within a row', objects(table, { ...data, data: '1\ta\n2' })],
    [
      'INSERTs that stop within one',
      objects(table, { ...data, copyStmt: null, data: "INSERT INTO item VALUES (1, 'a'" }),
    ],
  ])('%s', async (_name, bytes) => {
    expect((await failureOf(() => prove(bytes))).code).toBe('dump-damaged');
  });

  test('zlib data that was changed, that has no end, or that continues behind it', async () => {
    const whole = made({ objects: [table, { ...data, data: '1\tabc\n'.repeat(999) }] as never });
    const at = whole.indexOf(Buffer.from('789c', 'hex'));
    const changed = Buffer.from(whole);
    changed[at + 20] = (changed[at + 20] ?? 0) ^ 0x10;
    expect((await failureOf(() => prove(changed))).code).toBe('dump-damaged');
    const length = whole.readUInt32LE(at - 4);
    for (const change of [-1, 1]) {
      const other = Buffer.concat([
        whole.subarray(0, at - 4),
        Buffer.alloc(4),
        whole.subarray(at, at + length + Math.min(0, change)),
        Buffer.alloc(Math.max(0, change)),
        whole.subarray(at + length),
      ]);
      other.writeUInt32LE(length + change, at - 4);
      expect((await failureOf(() => prove(other))).code).toBe('dump-damaged');
    }
  });

  test('a count of objects that no file could hold', async () => {
    const bytes = Buffer.concat([made({ objects: [] }).subarray(0, -4), Buffer.of(0xff, 0xff, 0xff, 0x7f)]);
    expect((await failureOf(() => prove(bytes))).code).toBe('dump-damaged');
  });

  test('a length beyond the file takes no memory', async () => {
    const bytes = made();
    bytes.writeUInt32LE(0x7fffffff, bytes.indexOf('-- item') - 4);
    const before = process.memoryUsage().arrayBuffers;
    expect((await failureOf(() => prove(bytes))).code).toBe('cut-short');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
  });

  test('one that is cancelled', async () => {
    expect(
      await failureOf(() => proveCustomDump(inMemory(vector), { ...options, signal: AbortSignal.abort() })),
    ).toMatchObject({ code: 'cancelled' });
  });
});

test('a highly packed table of 200 MB is counted in little memory', async () => {
  const row = `${'x'.repeat(199)}\n`;
  const bytes = handMadeDump({
    objects: [
      {
        dumpId: 3,
        tag: 't',
        desc: 'TABLE DATA',
        defn: null,
        copyStmt: 'COPY t FROM stdin;\n',
        data: row.repeat(1_000_000),
      },
    ],
  });
  let most = 0;
  const watch = { ...options, report: () => (most = Math.max(most, process.memoryUsage().arrayBuffers)) };
  const before = process.memoryUsage().arrayBuffers;
  expect((await proveCustomDump(inMemory(bytes), watch)).facts).toMatchObject({ tables: [{ rows: 1_000_000 }] });
  expect(most - before).toBeLessThan(64 * 1024 * 1024);
});

describe('whatever is done to an archive', () => {
  const whole = made();
  const ends = async (bytes: Uint8Array) => {
    // Either it passes, or the failure has a name: failureOf throws for every other error.
    const passed = await prove(bytes).then(
      () => true,
      () => false,
    );
    if (!passed)
      expect(['cut-short', 'dump-damaged', 'dump-version-unknown']).toContain(
        (await failureOf(() => prove(bytes))).code,
      );
  };

  test.each([
    ['made by hand', whole],
    ['of pg_dump', vector],
  ])('bytes changed: %s', async (_name, bytes) => {
    const flip = fc.tuple(fc.nat(Math.min(bytes.length, 8000) - 1), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(flip, { minLength: 1, maxLength: 6 }), async (flips) => {
        const changed = Buffer.from(bytes);
        for (const [at, value] of flips) changed[at] = value;
        await ends(changed);
      }),
      { numRuns: 300 },
    );
  });

  test('pieces taken out, put in twice and put elsewhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length),
        fc.nat(300),
        fc.nat(whole.length),
        fc.boolean(),
        async (from, length, to, cut) => {
          const piece = whole.subarray(from, from + length);
          await ends(
            cut
              ? Buffer.concat([whole.subarray(0, from), whole.subarray(from + length)])
              : Buffer.concat([whole.subarray(0, to), piece, whole.subarray(to)]),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('anything at all behind the magic', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) =>
        ends(Buffer.concat([whole.subarray(0, 11), bytes])),
      ),
      { numRuns: 300 },
    );
  });
});
