import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestPractice, type TestPractice } from '../../test-support/practice';
import { buildSalvor, type SalvorCommand } from '../../test-support/salvor';
import vectors from '../../test-vectors/vectors.json';
import { EXIT } from './exit-codes';

const PASSPHRASE = 'harbour lantern quiet seven';

let salvor: SalvorCommand;
let practice: TestPractice;
let passphrase: string;
let home: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  salvor = await buildSalvor();
  practice = await startTestPractice();
  passphrase = await salvor.secretFile('vault.pass', `${PASSPHRASE}\n`);
});
afterAll(async () => {
  await practice.close();
  await salvor.remove();
});
beforeEach(async () => {
  home = await salvor.newFolder();
  // Where the data folder is on each system.
  env = { ...process.env, XDG_CONFIG_HOME: home, APPDATA: home, HOME: home };
});

const run = async (...args: string[]) => {
  const ended = await salvor.runJson(args, { env });
  return {
    ...ended,
    value: ended.answer as Record<string, unknown> & {
      entry?: Record<string, unknown>;
      error?: { code: string; params: Record<string, unknown> };
    },
  };
};
const keys = (...args: string[]) => run('keys', ...args, '--vault-passphrase-file', passphrase);
const create = () => keys('create');

/**
 * Runs a command under a terminal of its own, by util-linux's `script`, and types each answer when the next question is
 * there; null where that program is not installed.
 */
function atTerminal(
  args: readonly string[],
  answers: readonly string[],
): Promise<{ exit: number | null; shown: string } | null> {
  return new Promise((settle) => {
    const command = [process.execPath, salvor.file, ...args].join(' ');
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let shown = '';
    let typed = 0;
    child.on('error', () => settle(null));
    child.on('close', (exit) => settle({ exit, shown }));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      // Each question ends with a colon.
      if (typed < answers.length && shown.split(': ').length - 1 > typed) child.stdin.write(`${answers[typed++]}\n`);
    });
  });
}

describe.runIf(process.platform === 'linux')('at a terminal', () => {
  test('a new vault’s passphrase is asked for twice, and not shown', async ({ skip }) => {
    const made = await atTerminal(['keys', 'create'], [PASSPHRASE, PASSPHRASE]);
    if (made === null) return skip('the script program is not installed');
    expect(made.shown).toContain('Choose a passphrase for the vault');
    expect(made.shown).toContain('The same passphrase again:');
    expect(made.shown).not.toContain(PASSPHRASE);
    expect(made.exit).toBe(EXIT.done);
    expect((await keys('list')).exit).toBe(EXIT.done);

    const opened = await atTerminal(['keys', 'list'], [PASSPHRASE]);
    expect(opened).toMatchObject({ exit: EXIT.done, shown: expect.stringContaining('Passphrase of the vault') });
    expect(opened?.shown).not.toContain('Choose');
  });

  test('two that differ make no vault', async ({ skip }) => {
    const refused = await atTerminal(['keys', 'create'], [PASSPHRASE, `${PASSPHRASE}x`]);
    if (refused === null) return skip('the script program is not installed');
    expect(refused).toMatchObject({ exit: EXIT.usage, shown: expect.stringContaining('not the same') });
    expect((await keys('list')).value.error?.code).toBe('vault-missing');
  });
});

describe('salvor keys', () => {
  test('keeps secrets, and gives them back only where that is asked for', async () => {
    expect((await create()).exit).toBe(EXIT.done);
    const keyFile = await salvor.secretFile('site.key', `${vectors.keys.site.private}\n`);
    const added = await keys('add', '--label', 'Harbour', '--secret-file', keyFile, '--note', 'first');
    expect(added.value.entry).toMatchObject({
      kind: 'site-key',
      label: 'Harbour',
      note: 'first',
      fingerprint: vectors.keys.site.fingerprint,
    });
    await keys(
      'add',
      '--label',
      'Portal',
      '--kind',
      'passphrase',
      '--secret-file',
      await salvor.secretFile('portal.pass', `${vectors.passphrase}\n`),
    );
    const listed = await keys('list');
    expect(listed.value['entries']).toMatchObject([{ label: 'Harbour' }, { label: 'Portal' }]);

    expect((await keys('show', vectors.keys.site.fingerprint)).value).not.toHaveProperty('secret');
    const out = join(home, 'again.key');
    expect((await keys('export', 'Harbour', '--out', out)).exit).toBe(EXIT.done);
    expect(await readFile(out, 'utf8')).toBe(vectors.keys.site.private);
    if (process.platform !== 'win32') expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect((await keys('export', 'Harbour', '--out', out)).exit).toBe(EXIT.disk);

    expect((await keys('rename', 'Portal', '--label', 'Portal exports')).value.entry).toMatchObject({
      label: 'Portal exports',
    });
    expect((await keys('remove', 'Portal exports')).exit).toBe(EXIT.usage);
    expect((await keys('remove', 'Portal exports', '--yes')).exit).toBe(EXIT.done);
    expect((await keys('show', 'Portal exports')).value.error?.code).toBe('vault-entry-missing');
    expect((await keys('add', '--label', 'Twice', '--secret-file', keyFile)).value.error).toMatchObject({
      code: 'vault-duplicate',
      params: { label: 'Harbour' },
    });
  });

  test('shows a secret on standard output, by --reveal alone', async () => {
    await create();
    const env64 = join(home, '.env');
    const key = 'fedcba9876543210'.repeat(4);
    await writeFile(env64, `PORT=1\nDEV_MASTER_KEY=${key}\n`, { mode: 0o600 });
    await keys('add', '--label', 'VaultTerm', '--kind', 'dev-master-key', '--secret-file', env64);
    const shown = await salvor.run(['keys', 'show', 'VaultTerm', '--reveal', '--vault-passphrase-file', passphrase], {
      env,
    });
    expect(shown.stdout).toBe(`${key}\n`);
  });

  test('tells a wrong passphrase, a damaged file, no vault and a second one apart', async () => {
    expect((await keys('list')).value.error?.code).toBe('vault-missing');
    await create();
    expect((await create()).value.error?.code).toBe('vault-exists');
    const wrong = await salvor.secretFile('wrong.pass', 'not that one at all');
    const refused = await run('keys', 'list', '--vault-passphrase-file', wrong);
    expect([refused.value.error?.code, refused.exit]).toEqual(['vault-wrong-passphrase', EXIT.wrongKey]);
    expect((await run('keys', 'list')).exit).toBe(EXIT.usage);
    const file = join(
      home,
      ...(process.platform === 'darwin' ? ['Library', 'Application Support'] : []),
      'salvor',
      'vault.salvor',
    );
    await writeFile(file, (await readFile(file)).subarray(0, 200));
    const damaged = await keys('list');
    expect([damaged.value.error?.code, damaged.exit]).toEqual(['vault-damaged', EXIT.altered]);
  });
});

describe('--key-from-vault', () => {
  const fromVault = () => ['--key-from-vault', '--vault-passphrase-file', passphrase];

  test('opens a file by what fits it, and notes that in the vault', async () => {
    await create();
    await keys(
      'add',
      '--label',
      'Portal',
      '--kind',
      'passphrase',
      '--secret-file',
      await salvor.secretFile('portal2.pass', vectors.passphrase),
    );
    const folder = join(home, 'archives');
    await mkdir(folder);
    const archive = join(folder, 'portal-full.tspb2.enc');
    await copyFile(resolve('test-vectors', 'portal-full.tspb2.enc'), archive);
    expect((await run('open', archive, ...fromVault(), '--out', join(folder, 'import.zip'), '--quiet')).exit).toBe(
      EXIT.done,
    );
    expect((await run('contents', archive, ...fromVault(), '--quiet')).exit).toBe(EXIT.done);
    expect((await keys('show', 'Portal')).value.entry).toMatchObject({
      opens: [{ what: 'portal-full.tspb2.enc' }],
      lastOpened: expect.any(String) as string,
    });

    const other = await run('verify', resolve('test-vectors', 'portal-full.zip.enc'), ...fromVault(), '--quiet');
    expect([other.value.error?.code, other.exit]).toEqual(['vault-lacks-key', EXIT.wrongKey]);
  });

  test('takes the key of an archive on a server by its fingerprint, also of one from before a rotation', async () => {
    const { harbour } = practice;
    const older = (await practice.backups(harbour)).find(
      ({ scope, e2ee_fingerprint: needed }) => scope === 'full' && needed !== null && needed !== harbour.fingerprint,
    );
    const server = ['--server', practice.url, '--api-key-file', await salvor.secretFile('harbour.api', harbour.apiKey)];
    await create();
    await keys(
      'add',
      '--label',
      'now',
      '--secret-file',
      await salvor.secretFile('now.key', await practice.privateKey(harbour)),
    );
    const fetch = (id: string, name: string) =>
      run('fetch', ...server, '--id', id, ...fromVault(), '--out', join(home, name), '--quiet');
    expect((await fetch('latest', 'latest.zip')).value['keyFingerprint']).toBe(harbour.fingerprint);
    const lacking = await fetch(older?.id ?? '', 'older.zip');
    expect(lacking.value.error).toMatchObject({ code: 'vault-lacks-key', params: { needed: older?.e2ee_fingerprint } });
    await keys(
      'add',
      '--label',
      'then',
      '--secret-file',
      await salvor.secretFile('then.key', await practice.privateKey(harbour, older?.e2ee_fingerprint ?? '')),
    );
    expect((await fetch(older?.id ?? '', 'older.zip')).value['keyFingerprint']).toBe(older?.e2ee_fingerprint);

    const list = join(home, 'drills.json');
    await writeFile(list, JSON.stringify([{ server: practice.url, apiKeyFile: server[3], keyFromVault: true }]));
    const drilled = await run(
      'drill',
      '--list',
      list,
      '--vault-passphrase-file',
      passphrase,
      '--out',
      join(home, 'reports'),
      '--quiet',
    );
    expect(drilled.exit).toBe(EXIT.done);
  });
});
