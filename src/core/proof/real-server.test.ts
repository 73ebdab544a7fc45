import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ATTACKS } from '../../../test-support/proof/attacks';
import {
  postgresqlProgram,
  sayMissing,
  startPostgresql,
  type TestServer,
} from '../../../test-support/proof/postgresql';
import { VARIED_DATABASE, VARIED_SQL } from '../../../test-support/proof/varied-database';
import { readDumpToc } from '../contents/postgresql/toc';
import { formatTocLine, listedEntries } from '../contents/postgresql/toc-line';
import { openFileAccess, type RandomAccess } from '../disk/random-access';
import { innerProver } from './inner-dumps';
import type { DumpFacts, ProofReport } from './model';
import { proveCustomDump } from './prove-custom-dump';
import { provePlainDump } from './prove-plain-dump';
import { proveTar } from './prove-tar';

const hasServer = postgresqlProgram('initdb') !== null;
const hasRestore = postgresqlProgram('pg_restore') !== null;
if (!hasServer) sayMissing('A PostgreSQL server');
if (!hasRestore) sayMissing('pg_restore');

const options = { signal: new AbortController().signal, report: () => undefined };

async function open<T>(path: string, work: (access: RandomAccess) => Promise<T>): Promise<T> {
  const access = await openFileAccess(path);
  try {
    return await work(access);
  } finally {
    await access.close();
  }
}

/** The lines of `pg_restore --list` that are no comments. */
function listedByPgRestore(path: string): string[] {
  return execFileSync('pg_restore', ['--list', path], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(';'));
}

const listed = (path: string) =>
  open(path, async (access) => listedEntries(await readDumpToc(access)).map(formatTocLine));

describe.skipIf(!hasRestore)('the list of a vector is that of pg_restore', () => {
  test.each(['proxpanel-full.dump', 'tenant_acme.dump'])('%s', async (file) => {
    const path = join('test-vectors', file);
    const lines = await listed(path);
    expect(lines.length).toBeGreaterThan(10);
    expect(lines).toEqual(listedByPgRestore(path));
  });
});

describe.skipIf(!hasServer)('dumps of a real server', () => {
  let server: TestServer;
  let folder: string;
  const path = (name: string) => join(folder, name);
  const psql = (database: string, sql: string) =>
    server.run('psql', ['-qAtX', '-v', 'ON_ERROR_STOP=1', '-d', database], sql);
  const dump = (name: string, ...args: string[]) =>
    server.run('pg_dump', ['-d', VARIED_DATABASE, '-f', path(name), ...args]);

  beforeAll(async () => {
    const started = await startPostgresql();
    if (started === null) throw new Error('the server is installed and cannot be found');
    server = started;
    folder = mkdtempSync(join(tmpdir(), 'salvor-dumps-'));
    server.run('createdb', [VARIED_DATABASE]);
    psql(VARIED_DATABASE, VARIED_SQL);
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(ATTACKS)('psql runs what is in %s, and the proof says so', async (name, sql) => {
    const database = 'attacked';
    server.run('dropdb', ['--if-exists', database]);
    server.run('createdb', [database]);
    const mark = path('ran');
    const text = `--\n-- PostgreSQL database dump\n--\n\nCREATE TABLE public.t (a text);\nSET search_path = public;\n${sql(`touch ${mark}`)}\n\n--\n-- PostgreSQL database dump complete\n--\n`;
    writeFileSync(path('attack.sql'), text);
    try {
      server.run('psql', ['-qAtX', '-d', database, '-f', path('attack.sql')]);
    } catch {
      // Some fail behind the command.
    }
    const ran = existsSync(mark);
    rmSync(mark, { force: true });
    // Version 18 and later take no command in some of these places.
    if (Number(/ (\d+)/.exec(server.run('psql', ['--version']))?.[1]) < 18)
      expect({ name, ran }).toEqual({ name, ran: true });
    const report = await open(path('attack.sql'), (access) => provePlainDump(access, options)).catch(() => null);
    if (report !== null)
      expect(report.warnings).toContainEqual({
        code: 'sql-runs-commands',
        params: { sql: expect.any(String) as unknown },
      });
  });

  /** The rows of every table that has rows of its own, as the server counts them. */
  function countedByServer(database: string): Record<string, number> {
    const names = psql(
      database,
      `SELECT format('%s|%s', quote_ident(nspname), quote_ident(relname)) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    );
    return Object.fromEntries(
      names
        .trim()
        .split('\n')
        .map((name) => {
          const [schema = '', table = ''] = name.split('|');
          return [
            `${schema}.${table}`.replaceAll(/^"|"(?=\.)|(?<=\.)"|"$/g, '').replaceAll('""', '"'),
            Number(psql(database, `SELECT count(*) FROM ${schema}.${table}`)),
          ];
        }),
    );
  }

  const factsOf = ({ facts }: ProofReport): DumpFacts => {
    if (facts.kind === 'postgresql-dump') return facts;
    const inner = facts.kind === 'files' ? facts.dumps[0]?.dump : undefined;
    if (inner === undefined) throw new Error('there is no dump');
    return inner;
  };
  const countedBySalvor = (report: ProofReport) =>
    Object.fromEntries(
      factsOf(report)
        .tables.filter(({ rows }) => rows !== null)
        .map(({ schema, name, rows }) => [`${schema}.${name}`, rows]),
    );

  const CUSTOM: [string, string[]][] = [
    ['as it comes', []],
    ['not compressed', ['-Z0']],
    ['compressed most', ['-Z9']],
    ['as INSERTs', ['--inserts']],
    ['as INSERTs of many rows with names of columns', ['--rows-per-insert=50', '--column-inserts']],
    ['data alone', ['--data-only']],
    ['without owners and rights', ['--no-owner', '--no-acl', '--no-comments']],
    ['that makes the database', ['--create', '--clean', '--if-exists']],
    ['before data alone', ['--section=pre-data']],
    ['after data alone', ['--section=post-data']],
    ['schema alone', ['--schema-only']],
    ['one schema', ['-n', 'shop']],
    ["without one table's data", ['--exclude-table-data=shop.wide']],
  ];

  test.each(CUSTOM)('custom, %s: the list is that of pg_restore, and the data is proven', async (_name, args) => {
    dump('list.dump', '-Fc', ...args);
    expect(await listed(path('list.dump'))).toEqual(listedByPgRestore(path('list.dump')));
    const report = await open(path('list.dump'), (access) => proveCustomDump(access, options));
    expect(report.checks).toEqual([
      { id: 'dump-objects', outcome: 'passed' },
      { id: 'dump-data', outcome: 'passed' },
    ]);
    expect(factsOf(report)).toMatchObject({
      format: 'custom',
      database: VARIED_DATABASE,
      serverVersion: expect.stringMatching(/^\d+\.\d+/),
    });
  });

  test.each([
    ['custom', ['-Fc']],
    ['custom, as INSERTs', ['-Fc', '--rows-per-insert=7']],
    ['custom, not compressed', ['-Fc', '-Z0']],
  ] as [string, string[]][])('%s: the rows are those that a restore gives', async (_name, args) => {
    dump('rows.dump', ...args);
    server.run('dropdb', ['--if-exists', 'restored']);
    server.run('createdb', ['restored']);
    server.run('pg_restore', ['-d', 'restored', '--no-owner', '--no-acl', '--exit-on-error', path('rows.dump')]);
    const report = await open(path('rows.dump'), (access) => proveCustomDump(access, options));
    expect(countedBySalvor(report)).toEqual(countedByServer('restored'));
    expect(countedByServer('restored')).toMatchObject({
      'shop.item': 1234,
      'shop.wide': 3000,
      'shop.empty_one': 0,
      'Odd Näme.ta"ble;': 3,
    });
  });

  test.each([
    ['COPY', []],
    ['COPY, with everything around it', ['--create', '--clean', '--if-exists', '--verbose']],
    ['INSERT', ['--inserts']],
    ['INSERT of many rows', ['--rows-per-insert=50', '--column-inserts']],
  ] as [string, string[]][])('plain SQL, %s: the rows are those of the server', async (_name, args) => {
    dump('plain.sql', ...args);
    const report = await open(path('plain.sql'), (access) => provePlainDump(access, options));
    expect(report.warnings).toEqual([]);
    expect(factsOf(report)).toMatchObject({ format: 'plain', dumpVersion: expect.stringMatching(/^\d+\.\d+/) });
    const counted = countedByServer(VARIED_DATABASE);
    // An INSERT for each row says nothing of a table that has none.
    const told = args.some((arg) => arg.includes('insert'))
      ? Object.fromEntries(Object.entries(counted).filter(([, rows]) => rows > 0))
      : counted;
    expect(countedBySalvor(report)).toEqual(told);
  });

  test('a whole cluster, and one that lacks its end', async () => {
    server.run('pg_dumpall', ['-f', path('all.sql')]);
    const report = await open(path('all.sql'), (access) => provePlainDump(access, options));
    expect(report.checks).toContainEqual({ id: 'sql-complete', outcome: 'passed' });
    const whole = readFileSync(path('all.sql'));
    const cut = whole.subarray(0, whole.lastIndexOf('-- PostgreSQL database cluster dump complete'));
    await expect(provePlainDump(inMemory(cut), options)).rejects.toMatchObject({ failure: { code: 'cut-short' } });
  });

  test("pg_dump's tar and a tar of its folder are one dump each", async () => {
    dump('made.tar', '-Ft');
    dump('made.folder', '-Fd');
    execFileSync('tar', ['-cf', path('folder.tar'), '-C', folder, 'made.folder']);
    for (const name of ['made.tar', 'folder.tar']) {
      const report = await open(path(name), (access) =>
        proveTar(
          access,
          innerProver(1, { ...options, scope: 'full', scratchParent: folder, freeBytes: null }),
          options,
        ),
      );
      expect(report.facts).toMatchObject({
        kind: 'files',
        dumps: [{ dump: { format: 'tar', database: VARIED_DATABASE } }],
      });
      expect(countedBySalvor(report)).toEqual(countedByServer(VARIED_DATABASE));
    }
  });

  test("a folder's table of contents is listed as pg_restore lists it", async () => {
    dump('listed.folder', '-Fd');
    expect(await listed(join(path('listed.folder'), 'toc.dat'))).toEqual(listedByPgRestore(path('listed.folder')));
  });
});

function inMemory(bytes: Buffer): RandomAccess {
  return {
    size: bytes.length,
    read: async (target, position) => bytes.copy(target, 0, position, position + target.length),
    close: async () => undefined,
  };
}
