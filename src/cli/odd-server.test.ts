import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../../test-support/fault-proxy';
import { isAny, isDownload, isList, isOneBackup, isPing } from '../../test-support/faults';
import { form, startTestPractice, type TestPractice } from '../../test-support/practice';
import { buildSalvor, type SalvorCommand } from '../../test-support/salvor';
import vectors from '../../test-vectors/vectors.json';

/** Servers that answer otherwise than their API says, through the built command. */

const PAGE = '<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>';

let salvor: SalvorCommand;
let practice: TestPractice;
let proxy: FaultProxy;
let key: string;
let server: string[];

beforeAll(async () => {
  [salvor, practice] = await Promise.all([buildSalvor(), startTestPractice()]);
  proxy = await startFaultProxy(practice.url);
  const apiKey = await salvor.secretFile('api.key', practice.harbour.apiKey);
  key = await salvor.secretFile('site.key', await practice.privateKey(practice.harbour));
  server = ['--server', proxy.url(practice.url), '--api-key-file', apiKey];
});
afterEach(() => proxy.setFault(null));
afterAll(async () => {
  await proxy.close();
  await practice.close();
  await salvor.remove();
});

const rewriteRows = (change: (rows: Record<string, unknown>[]) => unknown[]) =>
  proxy.setFault({
    kind: 'rewrite',
    on: (request) => isList(request) && !isOneBackup(request),
    rewrite: (list: { backups: Record<string, unknown>[] }) => ({ ...list, backups: change(list.backups) }),
  });

async function fetchInto(...args: string[]) {
  const folder = await salvor.newFolder();
  const ended = await salvor.runJson([
    'fetch',
    ...server,
    '--key-file',
    key,
    '--out',
    join(folder, 'import.zip'),
    '--quiet',
    ...args,
  ]);
  return { ...ended, left: await readdir(folder) };
}

describe('a page of a proxy', () => {
  test.each([502, 503, 504, 429, 413, 520, 524])('with the status %d means "not now": ends with 21', async (status) => {
    proxy.setFault({ kind: 'replace', status, body: PAGE, contentType: 'text/html', on: isAny });
    for (const command of ['ping', 'list']) {
      expect(await salvor.runJson([command, ...server])).toMatchObject({
        exit: 21,
        answer: { error: { code: 'not-now', params: { status } } },
      });
    }
    expect(await fetchInto('--id', 'latest', '--tries', '0')).toMatchObject({
      exit: 21,
      answer: { error: { code: 'not-now' } },
    });
  });

  test('in the middle of a download is waited out', async () => {
    proxy.setFault({ kind: 'replace', status: 502, body: PAGE, contentType: 'text/html', on: isDownload, times: 2 });
    expect(await fetchInto('--id', 'latest')).toMatchObject({
      exit: 0,
      left: ['import.zip'],
      answer: { transfer: { retries: 2 } },
    });
  });

  test('that asks for a user name says nothing of the API key', async () => {
    proxy.setFault({ kind: 'replace', status: 401, body: PAGE, contentType: 'text/html', on: isAny });
    expect(await salvor.runJson(['ping', ...server])).toMatchObject({
      exit: 22,
      answer: { error: { code: 'web-server-sign-in' } },
    });
  });

  test('in place of an archive whose file is missing tells just that', async () => {
    proxy.setFault({ kind: 'replace', status: 500, body: PAGE, contentType: 'text/html', on: isDownload });
    expect(await fetchInto('--id', 'latest')).toMatchObject({
      exit: 23,
      answer: { error: { code: 'archive-unavailable', params: { status: 500 } } },
      left: [],
    });
  });
});

describe('an odd entry of the list', () => {
  const odd: [string, Record<string, unknown>, string[]][] = [
    ['without a date', { created_at: null }, ['createdAt']],
    ['with a date that is none', { created_at: 'yesterday' }, ['createdAt']],
    ['without a hash', { sha256: null }, ['sha256']],
    ['of a new scope', { scope: 'media' }, ['scope']],
    ['of a scope that is a number', { scope: 7 }, ['scope']],
    ['with a name that is none', { name: ['x'] }, ['name']],
    ['with an endless name', { name: 'x'.repeat(5000) }, ['name']],
    ['with a huge size', { size: 1e30 }, ['size']],
    ['with a negative size', { size: -1 }, ['size']],
    ['with a fingerprint that is none', { e2ee_fingerprint: 'zz' }, ['fingerprint']],
    ['that does not say whether it is encrypted', { client_encrypted: 'yes' }, ['encrypted']],
    [
      'with hardly anything',
      { created_at: undefined, sha256: undefined, scope: undefined, name: undefined, size: undefined },
      ['scope', 'name', 'size', 'sha256', 'createdAt'],
    ],
  ];

  test.each(odd)('%s is listed as odd and hides no other', async (_what, change, fields) => {
    const all = await practice.backups(practice.harbour);
    rewriteRows(([first, ...others]) => [{ ...first, ...change }, ...others]);
    const { exit, answer } = await salvor.runJson(['list', ...server]);
    expect(exit).toBe(0);
    const archives = (answer as unknown as { archives: { id: string; odd: string[] }[] }).archives;
    expect(archives.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
    expect(archives.find(({ id }) => id === all[0]?.id)?.odd).toEqual(fields);
    expect(archives.filter((each) => each.odd.length > 0)).toHaveLength(1);
    const { stdout } = await salvor.run(['list', ...server]);
    expect(stdout).toContain(`The entry of archive ${all[0]?.id} is odd`);
  });

  test('that cannot be named is counted', async () => {
    rewriteRows((rows) => ['junk', null, { ...rows[0], id: null }, ...rows, { ...rows[0], name: 'twice' }]);
    const { answer } = await salvor.runJson(['list', ...server]);
    const count = (await practice.backups(practice.harbour)).length;
    expect(answer).toMatchObject({
      count,
      unreadable: [
        { place: 1, problem: 'not-an-entry' },
        { place: 2, problem: 'not-an-entry' },
        { place: 3, problem: 'no-id' },
        { place: count + 4, problem: 'id-twice' },
      ],
    });
    expect((await salvor.run(['list', ...server])).stdout).toContain('4 entries of the server’s list');
  });

  test('without a date is not taken for the newest', async () => {
    const [newest, next] = await practice.backups(practice.harbour, '?scope=full');
    rewriteRows((rows) => rows.map((row) => (String(row['id']) === newest?.id ? { ...row, created_at: null } : row)));
    const ended = await fetchInto('--id', 'latest');
    expect(ended).toMatchObject({ exit: 0, answer: { archive: { id: next?.id } } });
  });

  test('without a hash is fetched and proven, with a warning', async () => {
    proxy.setFault({
      kind: 'rewrite',
      on: isOneBackup,
      rewrite: (answer: { backup: object }) => ({ ...answer, backup: { ...answer.backup, sha256: null } }),
    });
    const [newest] = await practice.backups(practice.harbour, '?scope=full');
    const ended = await fetchInto('--id', newest?.id ?? '');
    expect(ended).toMatchObject({
      exit: 0,
      answer: { proof: { warnings: expect.arrayContaining([{ code: 'no-listing-hash', params: {} }]) } },
    });
    expect(JSON.stringify(ended.answer)).not.toContain('"id":"listing-hash"');
  });

  test('without a size is not fetched', async () => {
    proxy.setFault({
      kind: 'rewrite',
      on: isOneBackup,
      rewrite: (answer: { backup: object }) => ({ ...answer, backup: { ...answer.backup, size: null } }),
    });
    expect(await fetchInto('--id', '1')).toMatchObject({
      exit: 22,
      answer: { error: { code: 'listing-incomplete' } },
      left: [],
    });
  });
});

test('a list of 150,000 entries is written whole', async () => {
  rewriteRows(([first]) =>
    Array.from({ length: 150_000 }, (_, at) => ({ ...first, id: at + 1, name: 'a', sha256: null, note: null })),
  );
  const { exit, stdout } = await salvor.run(['list', ...server]);
  expect(exit).toBe(0);
  expect(stdout.split('\n').length).toBeGreaterThan(150_000);
});

describe('ages and retention', () => {
  test('a retention without any limit keeps everything, and is described so', async () => {
    proxy.setFault({
      kind: 'rewrite',
      on: isPing,
      rewrite: (ping: object) => ({ ...ping, retention: { daily: 0, weekly: 0, monthly: 0, yearly: 0 } }),
    });
    const pinged = await salvor.run(['ping', ...server]);
    expect(pinged.stdout).toContain('every archive');
    expect(pinged.stdout).not.toContain('0 days');
    expect((await salvor.runJson(['list', ...server])).answer).toMatchObject({ keepsAll: true });
    const { stdout } = await salvor.run(['list', ...server]);
    expect(stdout.split('\n')[1]).toMatch(/ all {2}/);
  });

  test('a retention of another shape does not hide the site', async () => {
    proxy.setFault({
      kind: 'rewrite',
      on: isPing,
      rewrite: (ping: object) => ({ ...ping, retention: { daily: null }, scopes: 'all' }),
    });
    expect(await salvor.runJson(['ping', ...server])).toMatchObject({ exit: 0, answer: { retention: null } });
    expect((await salvor.runJson(['list', ...server])).exit).toBe(0);
  });

  test('an archive from the future is reported as a disagreement of clocks', async () => {
    const tomorrow = new Date(Date.now() + 18_862_000).toISOString();
    rewriteRows(([first, ...others]) => [{ ...first, created_at: tomorrow }, ...others]);
    const { stdout } = await salvor.run(['list', ...server]);
    expect(stdout).toContain('in 5 hours');
    expect(stdout).toContain('newer than this machine’s clock');

    proxy.setFault({
      kind: 'rewrite',
      on: isOneBackup,
      rewrite: (answer: { backup: object }) => ({ ...answer, backup: { ...answer.backup, created_at: tomorrow } }),
    });
    const [plain] = await practice.backups(practice.harbour, '?scope=frontend');
    const out = await salvor.newFolder();
    const drilled = await salvor.runJson([
      'drill',
      ...server,
      '--id',
      plain?.id ?? '',
      '--key-file',
      key,
      '--out',
      out,
      '--quiet',
    ]);
    expect(drilled).toMatchObject({
      answer: {
        drills: [
          {
            drill: {
              recoveryPoint: { at: tomorrow, ageSeconds: null },
              outcome: {
                proof: { warnings: expect.arrayContaining([expect.objectContaining({ code: 'clocks-disagree' })]) },
              },
            },
          },
        ],
      },
    });
    const page = (await readdir(out)).find((name) => name.endsWith('.html')) ?? '';
    const text = await readFile(join(out, page), 'utf8');
    expect(text).toContain('age unknown: the clocks disagree');
    expect(text).not.toContain('0 hours');
  });
});

describe('a site that this machine has met before', () => {
  const other = vectors.keys.site.public;

  test('may not change its key until that is confirmed', async () => {
    const home = await salvor.newFolder();
    const env = { ...process.env, XDG_CONFIG_HOME: home, HOME: home, APPDATA: home };
    const run = async (...args: string[]) =>
      salvor.runJson(
        [
          'fetch',
          ...server,
          '--id',
          'latest',
          '--key-file',
          key,
          '--out',
          join(await salvor.newFolder(), 'import.zip'),
          ...args,
        ],
        { env },
      );
    const first = await run();
    expect(first.exit).toBe(0);
    expect(first.stderr).toContain('for the first time');
    const again = await run();
    expect(again.exit).toBe(0);
    expect(again.stderr).not.toContain('for the first time');

    proxy.setFault({ kind: 'rewrite', on: isPing, rewrite: (ping: object) => ({ ...ping, e2ee_public_key: other }) });
    const before = practice.harbour.fingerprint;
    const now = vectors.keys.site.fingerprint;
    expect(await run()).toMatchObject({
      exit: 24,
      answer: { error: { code: 'fingerprint-changed', params: { before, now } } },
    });
    const drilled = await salvor.runJson(['drill', ...server, '--key-file', key, '--out', await salvor.newFolder()], {
      env,
    });
    expect(drilled).toMatchObject({ exit: 24 });
    expect((await run('--fingerprint', now)).exit).toBe(0);
    expect((await run()).exit).toBe(0);
    proxy.setFault(null);
    expect(await run()).toMatchObject({
      exit: 24,
      answer: { error: { code: 'fingerprint-changed', params: { before: now, now: before } } },
    });
  });

  test('is not forgotten where its file was damaged', async () => {
    const home = await salvor.newFolder();
    const env = { ...process.env, XDG_CONFIG_HOME: home, HOME: home, APPDATA: home };
    const args = ['drill', ...server, '--key-file', key, '--out', await salvor.newFolder()];
    expect((await salvor.runJson(args, { env })).exit).toBe(0);
    const file = (await readdir(home, { recursive: true })).find((name) => name.endsWith('known-sites.json')) ?? '';
    await writeFile(join(home, file), '{');
    expect(await salvor.runJson(args, { env })).toMatchObject({
      exit: 2,
      answer: { error: { code: 'file-unreadable' } },
    });
  });
});

describe('an archive with a passphrase on a server', () => {
  const { passphrase } = vectors;
  let id: string;
  let secret: string;

  beforeAll(async () => {
    const bytes = await readFile(join('test-vectors', 'portal-full.tspenc01.enc'));
    const answer = await fetch(`${practice.url}/backups`, {
      method: 'POST',
      body: form(
        { scope: 'full' },
        { part: 'file', name: 'tsp-export-20261122-030000.zip.enc', bytes: Uint8Array.from(bytes) },
      ),
      headers: { authorization: `Bearer ${practice.lantern.apiKey}` },
    });
    id = String(((await answer.json()) as { backup: { id: number } }).backup.id);
    secret = await salvor.secretFile('archive.pass', passphrase);
    proxy.setFault(null);
  });

  const lantern = async () => [
    '--server',
    proxy.url(practice.url),
    '--api-key-file',
    await salvor.secretFile('lantern.key', practice.lantern.apiKey),
  ];

  test('is fetched and proven with it', async () => {
    const out = join(await salvor.newFolder(), 'import.zip');
    const ended = await salvor.runJson([
      'fetch',
      ...(await lantern()),
      '--id',
      id,
      '--passphrase-file',
      secret,
      '--out',
      out,
    ]);
    expect(ended).toMatchObject({ exit: 0, answer: { layers: ['tspenc01'] } });
  });

  test('is drilled with it, alone and from a list', async () => {
    const out = await salvor.newFolder();
    expect(
      (await salvor.runJson(['drill', ...(await lantern()), '--id', id, '--passphrase-file', secret, '--out', out]))
        .exit,
    ).toBe(0);
    const list = join(salvor.folder, 'passphrases.json');
    const [, url, , apiKeyFile] = await lantern();
    await writeFile(list, `\ufeff${JSON.stringify([{ server: url, apiKeyFile, id, passphraseFile: secret }])}`);
    expect((await salvor.runJson(['drill', '--list', list, '--out', out])).exit).toBe(0);
  });

  test('without it, says that a passphrase is needed', async () => {
    const out = join(await salvor.newFolder(), 'import.zip');
    expect(await salvor.runJson(['fetch', ...(await lantern()), '--id', id, '--out', out])).toMatchObject({
      exit: 2,
      answer: { error: { code: 'passphrase-needed' } },
    });
  });

  test('is opened from the vault', async () => {
    const vault = await salvor.secretFile('vault.pass', 'a long enough passphrase of the vault');
    const open = ['--vault-passphrase-file', vault];
    expect((await salvor.run(['keys', 'create', ...open])).exit).toBe(0);
    expect(
      (
        await salvor.run([
          'keys',
          'add',
          ...open,
          '--kind',
          'passphrase',
          '--label',
          'other',
          '--secret-file',
          await salvor.secretFile('other.pass', 'another one entirely'),
        ])
      ).exit,
    ).toBe(0);
    expect(
      (await salvor.run(['keys', 'add', ...open, '--kind', 'passphrase', '--label', 'portal', '--secret-file', secret]))
        .exit,
    ).toBe(0);
    const out = join(await salvor.newFolder(), 'import.zip');
    expect(
      await salvor.runJson(['fetch', ...(await lantern()), '--id', id, '--key-from-vault', ...open, '--out', out]),
    ).toMatchObject({ exit: 0 });
  });
});
