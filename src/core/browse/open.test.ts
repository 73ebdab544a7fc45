import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/proof/failure';
import { handMadeZip } from '../../../test-support/proof/hand-made-zip';
import { databaseOf, portalEntries } from '../../../test-support/proof/portal-export';
import { PauseGate } from '../restore/job';
import type { Progress } from '../restore/model';
import type { BrowsedArchive } from './browse';
import { overviewSchema } from './model';
import { openForBrowsing } from './open';
import { overviewOf } from './overview';

const vectors = JSON.parse(readFileSync('test-vectors/vectors.json', 'utf8')) as {
  keys: Record<'site' | 'other', { private: string; fingerprint: string }>;
  passphrase: string;
  proxpanel: { db_password: string; tenant_db_password: string };
};
const secrets = {
  key: vectors.keys.site.private,
  // Every secret is given to every archive, also to those that take none.
  accepts: { authenticOnly: false, unsealed: true },
  passphrase: vectors.passphrase,
  databasePasswords: [vectors.proxpanel.db_password, vectors.proxpanel.tenant_db_password],
};
const never = new AbortController().signal;

const root = mkdtempSync(join(tmpdir(), 'salvor-browse-'));
let scratchParent: string;
beforeEach(() => {
  scratchParent = mkdtempSync(join(root, 'scratch-'));
});
afterAll(() => rmSync(root, { recursive: true }));

function context(report: (progress: Progress) => void = () => {}, signal = never) {
  return { signal, pause: new PauseGate(), report };
}

/** Opens an archive for a look, and holds that nothing is left of it afterwards. */
async function browsing<T>(source: string, work: (browsed: BrowsedArchive) => Promise<T> | T): Promise<T> {
  const browsed = await openForBrowsing({ source, ...secrets, scratchParent }, context());
  try {
    return await work(browsed);
  } finally {
    await browsed.close();
    expect(readdirSync(scratchParent)).toEqual([]);
  }
}

function zipInside(browsed: BrowsedArchive) {
  if (browsed.inside.kind !== 'zip') throw new Error(`no zip but ${browsed.inside.kind}`);
  return browsed.inside;
}

const PORTALS = [
  'portal-full.zip',
  'portal-full.zip.enc',
  'portal-full.tspenc01.enc',
  'portal-full.tspb1.enc',
  'portal-full.tspb2.enc',
];

test.each(PORTALS)('%s shows the same files and tables', async (file) => {
  const seen = await browsing(join('test-vectors', file), async (browsed) => {
    const { files, database } = zipInside(browsed);
    return {
      entries: files.entries,
      tables: await database?.tables(never),
      rows: await database?.rows('meeting', 2, never),
    };
  });
  expect(seen.entries.find(({ name }) => name === 'tsp.db')).toMatchObject({
    path: 'tsp.db',
    folder: false,
    hostile: null,
  });
  expect(seen.tables).toContainEqual({ name: 'meeting', rows: 240 });
  expect(seen.rows).toMatchObject({ table: 'meeting', total: 240, moreColumns: false });
  expect(seen.rows?.rows).toHaveLength(2);
  expect(seen.rows?.rows[0]).toHaveLength(seen.rows?.columns.length ?? 0);
  expect(
    seen.entries.every(({ modified }) => modified === null || /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(modified)),
  ).toBe(true);
});

test('writes no plaintext where the envelope can be read at any position', async () => {
  await browsing('test-vectors/portal-full.zip.enc', (browsed) => {
    expect(browsed.keyFingerprint).toBe(vectors.keys.site.fingerprint);
    expect(readdirSync(scratchParent)).toEqual([]);
  });
});

test("keeps its scratch private, and takes the payload's name away while it is open", async () => {
  if (process.platform === 'win32') return;
  await browsing('test-vectors/portal-full.tspb2.enc', async (browsed) => {
    await zipInside(browsed).database?.tables(never);
    const [folder] = readdirSync(scratchParent);
    expect(statSync(join(scratchParent, folder ?? '')).mode & 0o777).toBe(0o700);
    const inside = readdirSync(join(scratchParent, folder ?? ''));
    expect(inside.filter((name) => !name.startsWith('.'))).toEqual(['1-tsp.db']);
    expect(statSync(join(scratchParent, folder ?? '', '1-tsp.db')).mode & 0o777).toBe(0o600);
  });
});

test.each([
  ['bad-truncated-tail.enc', 'cut-short'],
  ['bad-flipped-tag.enc', 'altered'],
  ['bad-flipped-ephemeral.enc', 'wrong-key'],
  ['bad-truncated-frame.tspb2.enc', 'cut-short'],
  ['cut-at-frame-edge.tspb2.enc', 'cut-short'],
  ['bad-tenant-id-swapped.proisp.bak', 'wrong-database-password'],
  ['bad-vaultterm-truncated.sql.gz', 'cut-short'],
  ['bad-magic.enc', 'unknown-format'],
  ['empty-payload.enc', 'payload-empty'],
])('%s is refused as %s before anything is shown', async (file, code) => {
  const failure = await failureOf(() =>
    openForBrowsing({ source: join('test-vectors', file), ...secrets, scratchParent }, context()),
  );
  expect(failure.code).toBe(code);
  expect(readdirSync(scratchParent)).toEqual([]);
});

test('removes the scratch of a job that is stopped', async () => {
  const stop = new AbortController();
  const source = join(scratchParent, '..', 'long.gz');
  writeFileSync(source, gzipSync(Buffer.alloc(64 * 1024 * 1024, `-- a comment\n`), { level: 1 }));
  const began = { scratch: false };
  const report = () => {
    if (readdirSync(scratchParent).length === 0) return;
    began.scratch = true;
    stop.abort();
  };
  const pause = new PauseGate();
  const opening = openForBrowsing({ source, ...secrets, scratchParent }, { signal: stop.signal, pause, report });
  await expect(opening).rejects.toThrow();
  expect(began.scratch).toBe(true);
  expect(readdirSync(scratchParent)).toEqual([]);
});

describe("the tables of a portal's database", () => {
  async function portal(sql: string): Promise<string> {
    const path = join(scratchParent, '..', `portal-${sql.length}.zip`);
    writeFileSync(path, handMadeZip(portalEntries({ database: databaseOf(sql) })));
    return path;
  }

  test('are counted where this SQLite cannot show their rows, and say why', async () => {
    const source = join(root, 'utf16.zip');
    writeFileSync(source, handMadeZip(portalEntries({ database: readFileSync('test-vectors/databases/utf16le.db') })));
    await browsing(source, async (browsed) => {
      const { database } = zipInside(browsed);
      expect(await database?.tables(never)).toContainEqual({ name: 'meeting', rows: 60 });
      await expect(database?.rows('meeting', 10, never)).rejects.toMatchObject({
        failure: { code: 'table-unreadable', params: { table: 'meeting' } },
      });
      await expect(database?.rows('none', 10, never)).rejects.toMatchObject({ failure: { code: 'table-not-found' } });
    });
  });

  test('give every kind of value in a form that JSON holds', async () => {
    const source = await portal(
      `CREATE TABLE kinds (a, b, "c ""d"); INSERT INTO kinds VALUES (NULL, 9007199254740993, x'00ff'), (1e999, 0.5, '${'é'.repeat(400)}'), (7, 'a\nb', '')`,
    );
    const rows = await browsing(source, (browsed) => zipInside(browsed).database?.rows('kinds', 10, never));
    expect(rows).toEqual({
      table: 'kinds',
      columns: ['a', 'b', 'c "d'],
      moreColumns: false,
      total: 3,
      rows: [
        [null, '9007199254740993', { blob: 2 }],
        ['Infinity', 0.5, { text: 'é'.repeat(300), length: 400 }],
        [7, 'a\nb', ''],
      ],
    });
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
  });

  test('are no more than a page', async () => {
    const many = Array.from({ length: 120 }, (_, n) => `c${n}`).join(', ');
    const source = await portal(
      `CREATE TABLE wide (${many}); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) INSERT INTO wide (c0) SELECT i FROM n`,
    );
    const rows = await browsing(source, (browsed) => zipInside(browsed).database?.rows('wide', 100_000, never));
    expect(rows).toMatchObject({ moreColumns: true, total: 900 });
    expect(rows?.columns).toHaveLength(100);
    expect(rows?.rows).toHaveLength(500);
  });

  test('that are not there are said not to be', async () => {
    await browsing(await portal('CREATE TABLE one (a); CREATE VIEW v AS SELECT * FROM one'), async (browsed) => {
      for (const table of ['two', 'v', 'sqlite_schema', 'one"; DROP TABLE one; --']) {
        expect((await failureOf(() => zipInside(browsed).database?.rows(table, 1, never))).code).toBe(
          'table-not-found',
        );
      }
    });
  });

  test('show what is stored, and compute nothing that the schema says', async () => {
    const source = await portal(
      `CREATE TABLE t (a); INSERT INTO t VALUES (-9223372036854775807 - 1); PRAGMA writable_schema = ON;
       UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a, b AS (abs(a)))' WHERE name = 't'`,
    );
    await browsing(source, async (browsed) => {
      expect(await zipInside(browsed).database?.tables(never)).toEqual([{ name: 't', rows: 1 }]);
      expect(await zipInside(browsed).database?.rows('t', 1, never)).toMatchObject({
        columns: ['a'],
        rows: [['-9223372036854775808']],
      });
    });
  });

  test('are asked for again after a call that was cancelled', async () => {
    await browsing('test-vectors/portal-full.zip', async (browsed) => {
      const { database } = zipInside(browsed);
      expect((await failureOf(() => database?.tables(AbortSignal.abort()))).code).toBe('cancelled');
      expect(await database?.tables(never)).toContainEqual({ name: 'meeting', rows: 240 });
    });
  });

  test('of an unsound database leave the files to be seen', async () => {
    await browsing('test-vectors/corrupt-db.enc', async (browsed) => {
      const { database, files } = zipInside(browsed);
      expect((await failureOf(() => database?.tables(never))).code).toBe('database-unsound');
      expect(files.entries.length).toBeGreaterThan(0);
    });
  });
});

test('shows the table of contents of a dump', async () => {
  await browsing('test-vectors/tenant_42_20260516_020000.proisp.bak', (browsed) => {
    expect(browsed).toMatchObject({
      derivation: 'license-tenant-password',
      said: { tenantId: '42' },
      layers: ['proxpanel-v2-tenant'],
    });
    if (browsed.inside.kind !== 'postgresql-custom') throw new Error(browsed.inside.kind);
    expect(browsed.inside.toc.entries.map(({ tag }) => tag)).toContain('sessions');
  });
});

test.each(['tenant_42_20260515_020000.proisp.bak', 'vaultterm-2026-11-20.sql.gz'])(
  'shows the beginning and the tables of plain SQL: %s',
  async (file) => {
    await browsing(join('test-vectors', file), async (browsed) => {
      if (browsed.inside.kind !== 'postgresql-sql') throw new Error(browsed.inside.kind);
      const statements = await browsed.inside.sql.statements(12);
      expect(statements).toHaveLength(12);
      expect(statements.map(({ text }) => text)).toContain("SET client_encoding = 'UTF8';");
      expect((await browsed.inside.sql.facts(never)).tables).toContainEqual({
        schema: 'tenant_acme',
        name: 'sessions',
        rows: 2000,
      });
    });
  },
);

test('shows statements of SQL whose end is missing, and says of the tables that it is', async () => {
  const source = join(root, 'cut.sql');
  writeFileSync(source, readFileSync('test-vectors/tenant_acme.sql').subarray(0, 60_000));
  await browsing(source, async (browsed) => {
    if (browsed.inside.kind !== 'postgresql-sql') throw new Error(browsed.inside.kind);
    expect((await browsed.inside.sql.statements(3)).length).toBe(3);
    const { sql } = browsed.inside;
    expect((await failureOf(() => sql.facts(never))).code).toBe('cut-short');
  });
});

test.each([
  ['portal-full.zip.enc', ['entries', 'tables']],
  ['corrupt-db.enc', ['entries', 'failure']],
  ['proxpanel-full.dump', ['objects', 'dump']],
  ['tenant_acme.sql', ['statements', 'dump']],
])('has one overview of %s that goes anywhere as data', async (file, parts) => {
  const overview = await browsing(join('test-vectors', file), (browsed) => overviewOf(browsed, never));
  expect(overviewSchema.parse(JSON.parse(JSON.stringify(overview)))).toEqual(overview);
  const { entries, tables, objects, statements, dump, failure } = overview;
  const seen = Object.entries({ entries, tables, objects, statements, dump, failure }).filter(
    ([, part]) => part !== null,
  );
  expect(seen.map(([name]) => name)).toEqual(parts);
});

test('follows envelopes within one another, and leaves nothing of them', async () => {
  const source = join(root, 'nested.gz');
  writeFileSync(source, gzipSync(gzipSync(readFileSync('test-vectors/portal-full.zip.enc'))));
  const layers = await browsing(source, (browsed) => {
    expect(zipInside(browsed).files.entries.length).toBeGreaterThan(3);
    return browsed.layers;
  });
  expect(layers).toEqual(['gzip', 'gzip', 'tspepk01']);
});

test('lists an archive whose names are hostile, each under a harmless path', async () => {
  const names = [
    '../../etc/passwd',
    '/etc/shadow',
    'C:\\Windows\\x.dll',
    'uploads/NUL.txt',
    'a\u{7}b',
    'x',
    'x',
    'fine/ok.txt',
  ];
  const source = join(root, 'hostile.zip');
  writeFileSync(source, handMadeZip(names.map((name) => ({ name, data: Buffer.from(name) }))));
  const entries = await browsing(source, (browsed) => zipInside(browsed).files.entries);
  expect(entries.map(({ path, hostile }) => [path, hostile])).toEqual([
    ['_/_/etc/passwd', 'parent'],
    ['etc/shadow', 'absolute'],
    ['C_/Windows/x.dll', 'drive'],
    ['uploads/_NUL.txt', 'reserved'],
    ['a_b', 'control'],
    ['x', null],
    ['x (2)', 'duplicate'],
    ['fine/ok.txt', null],
  ]);
});
