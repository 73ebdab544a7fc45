import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSalvor, type SalvorCommand } from '../../test-support/salvor';
import vectors from '../../test-vectors/vectors.json';

const vector = (name: string) => resolve('test-vectors', name);

let salvor: SalvorCommand;
let key: string[];
let passphrase: string[];
let passwords: string[];
let license: string[];
/** The system's folder for scratch, of this test alone. */
let scratch: { env: NodeJS.ProcessEnv; folder: string };

beforeAll(async () => {
  salvor = await buildSalvor();
  key = ['--key-file', await salvor.secretFile('site.key', `${vectors.keys.site.private}\n`)];
  passphrase = ['--passphrase-file', await salvor.secretFile('passphrase', `${vectors.passphrase}\r\n`)];
  passwords = [
    ['--db-password-file', await salvor.secretFile('panel', `${vectors.proxpanel.db_password}\n`)],
    ['--db-password-file', await salvor.secretFile('tenant', vectors.proxpanel.tenant_db_password)],
  ].flat();
  // Headers of other backups say the license key in clear, and Salvor says it too.
  license = ['--license-key-file', join(await salvor.newFolder(), 'license')];
  await writeFile(license[1] ?? '', `${vectors.proxpanel.license_key}\n`, { mode: 0o600 });
  const folder = await salvor.newFolder();
  scratch = { folder, env: { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder } };
});
afterAll(() => salvor.remove());

async function nothingIsLeft(): Promise<void> {
  expect(await readdir(scratch.folder)).toEqual([]);
}

describe('secrets from files', () => {
  test.each([
    ['portal-full.tspenc01.enc', () => passphrase, { payload: 'zip', layers: ['tspenc01'] }],
    // Whatever the archive turns out not to need is unused.
    [
      'portal-full.tspb2.enc',
      () => [...passphrase, ...key, ...passwords, '--tenant-id', '7'],
      { payload: 'zip', layers: ['tspb-v2'] },
    ],
    [
      'proisp_full_20251210_101500.proisp.bak',
      () => license,
      { payload: 'postgresql-custom', derivation: 'license-older-salt', said: {} },
    ],
    [
      'tenant_42_20260515_020000.proisp.bak',
      () => passwords,
      { payload: 'postgresql-sql', derivation: 'license-tenant-password', said: { tenantId: '42' } },
    ],
  ])('%s is proven', async (file, secrets, expected) => {
    const { exit, answer, stderr } = await salvor.runJson(['verify', vector(file), ...secrets(), '--quiet'], {
      env: scratch.env,
    });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(answer).toMatchObject(expected);
    await nothingIsLeft();
  });

  test.each([
    ['portal-full.tspenc01.enc', 'passphrase-needed'],
    ['proisp_full_20260514_140530.proisp.bak', 'database-password-needed'],
    ['proisp_full_20260101_020000.proisp.bak', 'password-or-license-needed'],
  ])('%s says which one is missing, and how to give it', async (file, code) => {
    const { exit, answer } = await salvor.runJson(['verify', vector(file), ...key]);
    expect(exit).toBe(2);
    expect(answer).toMatchObject({ error: { code, next: expect.stringContaining('-file FILE') as string } });
  });

  test('a passphrase keeps its spaces, and loses one line break at its end alone', async () => {
    const spaced = ['--passphrase-file', await salvor.secretFile('spaced', `${vectors.passphrase} \n`)];
    const broken = ['--passphrase-file', await salvor.secretFile('broken', `${vectors.passphrase}\n\n`)];
    for (const wrong of [spaced, broken]) {
      expect((await salvor.runJson(['verify', vector('portal-full.tspenc01.enc'), ...wrong])).answer).toMatchObject({
        error: { code: 'wrong-passphrase' },
      });
    }
    const typed = await salvor.runJson(['verify', vector('portal-full.tspenc01.enc'), '--passphrase-file', '-'], {
      stdin: `${vectors.passphrase}\n`,
    });
    expect(typed.exit).toBe(0);
  });

  test('the tenant id can be given where the header has another', async () => {
    const args = ['verify', vector('bad-tenant-id-swapped.proisp.bak'), ...passwords];
    expect((await salvor.runJson(args)).answer).toMatchObject({ error: { code: 'wrong-database-password' } });
    expect((await salvor.runJson([...args, '--tenant-id', vectors.proxpanel.tenant_id])).exit).toBe(0);
  });
});

describe('open', () => {
  test('says that it wrote plain SQL, how it was opened, and how it is restored', async () => {
    const out = join(await salvor.newFolder(), 'tenant of ours.sql');
    const { exit, stdout } = await salvor.run([
      'open',
      vector('tenant_42_20260515_020000.proisp.bak'),
      ...passwords,
      '--out',
      out,
    ]);
    expect(exit).toBe(0);
    expect(await readFile(out)).toEqual(await readFile(vector('tenant_acme.sql')));
    expect(stdout).toContain('Proven. The plain SQL is');
    expect(stdout).toMatch(/Tenant id +42/);
    expect(stdout).toMatch(/not authenticated\s+by the cipher/);
    expect(stdout).toContain('the tenant’s database password (SaaS manual)');
    expect(stdout).toContain('psql --set=ON_ERROR_STOP=1 --single-transaction --dbname=DATABASE');
    expect(stdout).toContain('SET search_path TO tenant_acme');
  });

  test('names pg_restore and its options for a whole panel', async () => {
    const out = join(await salvor.newFolder(), 'panel.dump');
    const { stdout } = await salvor.run([
      'open',
      vector('proisp_full_20260101_020000.proisp.bak'),
      ...passwords,
      '--out',
      out,
    ]);
    expect(stdout).toContain(
      `pg_restore --clean --if-exists --no-owner --no-acl --single-transaction --dbname=DATABASE ${out}`,
    );
    expect(stdout).toContain('as released panels do');
  });
});

describe('contents', () => {
  test('shows files and tables, and writes nothing', async () => {
    const folder = await salvor.newFolder();
    const { exit, stdout } = await salvor.run(['contents', vector('portal-full.tspb2.enc'), ...passphrase], {
      cwd: folder,
      env: scratch.env,
    });
    expect(exit).toBe(0);
    expect(stdout).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d {2}manifest\.json/);
    expect(stdout).toMatch(/meeting +240 rows/);
    expect(await readdir(folder)).toEqual([]);
    await nothingIsLeft();
  });

  test('finds what is searched for', async () => {
    const { answer } = await salvor.runJson(['contents', vector('portal-full.zip.enc'), ...key, '--search', 'MANI']);
    expect(answer).toMatchObject({
      payload: 'zip',
      entries: [{ name: 'manifest.json', path: 'manifest.json', hostile: null }],
      tables: [],
      failure: null,
    });
  });

  test('shows the first rows of a table', async () => {
    const args = ['contents', vector('portal-full.zip.enc'), ...key, '--rows', '2', '--table'];
    const { answer } = await salvor.runJson([...args, 'meeting'], { env: scratch.env });
    expect(answer).toMatchObject({ table: 'meeting', total: 240, rows: [{ length: 4 }, { length: 4 }] });
    expect((await salvor.runJson([...args, 'none'])).answer).toMatchObject({ error: { code: 'table-not-found' } });
    await nothingIsLeft();
  });

  test('tells an unsound database beside the files', async () => {
    const { exit, answer } = await salvor.runJson(['contents', vector('corrupt-db.enc'), ...key]);
    expect(exit).toBe(0);
    expect(answer).toMatchObject({ tables: null, failure: { code: 'database-unsound' } });
    expect(answer['entries']).not.toEqual([]);
  });

  test('lists a dump as pg_restore does, and the first statements of SQL', async () => {
    const [dump, sql] = await Promise.all([
      salvor.run(['contents', vector('tenant_acme.dump')]),
      salvor.run(['contents', vector('vaultterm-2026-11-20.sql.gz')]),
    ]);
    expect(dump.stdout).toContain('3361; 0 16399 TABLE DATA tenant_acme sessions');
    expect(sql.stdout).toContain('CREATE TABLE public.settings (');
    expect(sql.stdout).toMatch(/tenant_acme\.sessions +2,000 rows/);
  });
});

describe('extract', () => {
  test('takes hostile names out under harmless ones, and says so', async () => {
    const folder = await salvor.newFolder();
    const out = join(folder, 'deep', 'out');
    await salvor.run(['extract', vector('hostile-traversal.enc'), ...key, '--all', '--out', join(folder, 'deep')]);
    const { exit, stdout } = await salvor.run([
      'extract',
      vector('hostile-traversal.enc'),
      ...key,
      '--prefix',
      '../',
      '--out',
      out,
    ]);
    expect(exit).toBe(0);
    expect(stdout).toContain('(in the archive: ../../etc/cron.d/x)');
    expect(await readdir(folder)).toEqual(['deep']);
    expect((await readdir(out, { recursive: true })).sort()).toEqual(
      ['_', '_/_', '_/_/etc', '_/_/etc/cron.d', '_/_/etc/cron.d/x'].map((path) => join(path)),
    );
  });

  test('continues after a damaged file, and ends with its code', async () => {
    const out = join(await salvor.newFolder(), 'out');
    const args = ['extract', vector('crc-mismatch.enc'), ...key, '--all', '--out', out];
    const { exit, answer } = await salvor.runJson(args);
    expect(exit).toBe(13);
    expect(answer).toMatchObject({
      error: { code: 'entry-damaged' },
      stopped: false,
      failed: [{ failure: { code: 'entry-damaged' } }],
    });
    const found = await readdir(out);
    expect(found).toContain('tsp.db');
    expect((await readdir(out, { recursive: true })).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect((await salvor.run(args)).exit).toBe(30);
  });

  test('takes one file to where it is wanted', async () => {
    const out = join(await salvor.newFolder(), 'my.json');
    const args = [
      'extract',
      vector('portal-full.zip.enc'),
      ...key,
      '--entry',
      'manifest.json',
      '--out-file',
      out,
      '--quiet',
    ];
    expect((await salvor.run(args)).exit).toBe(0);
    expect(JSON.parse(await readFile(out, 'utf8'))).toHaveProperty('app', 'trusted-servants-pro');
    await writeFile(out, 'precious');
    expect((await salvor.runJson(args)).answer).toMatchObject({ error: { code: 'destination-exists' } });
    expect(await readFile(out, 'utf8')).toBe('precious');
  });
});
