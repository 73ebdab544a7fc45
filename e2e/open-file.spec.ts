import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { electronRuntime } from '../scripts/electron-runtime.mjs';
import { sandboxArguments } from '../scripts/sandbox.mjs';
import type { Outcome } from '../src/core/errors';
import type { CallInput } from '../src/shared/ipc/contract';
import type { OpenedFile } from '../src/shared/ipc/file-calls';
import { BridgeUser, NO_SECRETS, proxpanel, siteKey, thePassphrase, vector } from './support/bridge';
import { type LaunchedApp, launchApp } from './support/launch';

/** Archives that stand on this machine, opened by main, asked through the very bridge that the window has. */

let folder: string;
let salvor: LaunchedApp;
let user: BridgeUser;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-open-'));
  salvor = await launchApp({ userData: join(folder, 'profile'), args: ['--no-practice'] });
  user = new BridgeUser(salvor);
});

test.afterEach(async () => {
  await salvor.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function prepare(name: string, out: string): Promise<CallInput<'restore.startFromFile'>> {
  const file = (await user.chooseFile(vector(name))).token;
  await user.chooseInDialogs(join(folder, out));
  const destination = (await user.ask('destinations.chooseForFile', { file }))?.token ?? 'none';
  await user.listen();
  return { file, destination, secrets: NO_SECRETS, scope: 'full', overwrite: false };
}

/** Drops files on the page by way of a file input, as which Chromium gives the page a `File` of the very same kind. */
async function drop(paths: string[]): Promise<Outcome<OpenedFile>> {
  await salvor.page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.id = 'test-drop';
    document.body.append(input);
  });
  await salvor.page.locator('#test-drop').setInputFiles(paths);
  return salvor.page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('#test-drop');
    const [file] = input?.files ?? [];
    input?.remove();
    if (file === undefined) throw new Error('no file');
    return window.salvor.drop(file);
  });
}

test.describe('a file that was chosen', () => {
  test('is recognised by its content, and only its header crosses', async () => {
    await user.chooseInDialogs(vector('proisp_full_20260512_140530.proisp.bak'));
    const opened = await user.ask('files.choose', {});
    expect(opened).toEqual({
      token: expect.stringMatching(/^[\w-]{32}$/),
      name: 'proisp_full_20260512_140530.proisp.bak',
      folder: resolve('test-vectors'),
      bytes: 23_685,
      format: 'proxpanel-v2',
      holds: 'dump',
      needs: 'database-password',
      said: { licenseKey: proxpanel.license_key },
    });
  });

  test('that no format knows, a folder and nothing are told apart', async () => {
    await user.chooseInDialogs(vector('bad-magic.enc'));
    expect(await user.call('files.choose', {})).toMatchObject({ ok: false, error: { code: 'unknown-format' } });
    await user.chooseInDialogs(folder);
    expect(await user.call('files.choose', {})).toMatchObject({
      ok: false,
      error: { code: 'file-unreadable', params: { reason: 'EISDIR' } },
    });
    await salvor.app.evaluate(({ dialog }) => {
      dialog.showOpenDialog = async () => ({ canceled: true, filePaths: [] });
    });
    expect(await user.ask('files.choose', {})).toBeNull();
    expect(await user.ask('secrets.choose', { kind: 'passphrase' })).toBeNull();
  });
});

test.describe('a file that was dropped', () => {
  test('is opened by the path that Electron knows', async () => {
    expect(await drop([vector('portal-full.tspenc01.enc')])).toMatchObject({
      ok: true,
      value: { name: 'portal-full.tspenc01.enc', format: 'tspenc01', needs: 'passphrase', bytes: 239_460 },
    });
  });

  test('cannot be made up by the page', async () => {
    const path = vector('portal-full.tspenc01.enc');
    const forged = await salvor.page.evaluate(async (wanted) => {
      const of = (made: unknown) =>
        window.salvor.drop(made as File).then(
          ({ ok }) => `answered: ${ok}`,
          () => 'refused',
        );
      return {
        object: await of({ path: wanted, name: wanted }),
        text: await of(wanted),
        nothing: await of(undefined),
        impostor: await of(Object.create(File.prototype, { path: { value: wanted } })),
        withPath: await of(Object.assign(new File(['TSPENC01'], wanted), { path: wanted })),
      };
    }, path);
    expect(forged).toEqual({
      object: 'refused',
      text: 'refused',
      nothing: 'refused',
      impostor: 'refused',
      withPath: 'answered: false',
    });
  });

  test('has a channel that no call reaches', async () => {
    const reached = await salvor.page.evaluate(
      (path) =>
        Promise.all(
          ['drop', 'salvor:drop'].map((name) =>
            window.salvor.call(name as never, { path } as never).then(
              () => name,
              () => 'refused',
            ),
          ),
        ),
      vector('portal-full.tspenc01.enc'),
    );
    expect(reached).toEqual(['refused', 'refused']);
  });
});

test.describe('an archive', () => {
  test('is opened by its passphrase and proven', async () => {
    const request = await prepare('portal-full.tspb2.enc', 'import.zip');
    const passphrase = await user.hold('passphrase', thePassphrase);
    const { job } = await user.ask('restore.startFromFile', { ...request, secrets: { ...NO_SECRETS, passphrase } });
    expect(await user.ended()).toMatchObject({
      ok: true,
      value: {
        path: join(folder, 'import.zip'),
        layers: ['tspb-v2'],
        payload: 'zip',
        proof: { facts: { kind: 'portal-export' } },
      },
    });
    expect(await readFile(join(folder, 'import.zip'))).toEqual(await readFile(vector('portal-full.zip')));
    expect((await readdir(folder)).toSorted()).toEqual(['import.zip', 'profile']);

    await salvor.app.evaluate(({ shell }) => {
      shell.showItemInFolder = (shown) => Object.assign(globalThis, { shown });
    });
    await user.ask('restore.showInFolder', { job });
    expect(await salvor.app.evaluate(() => (globalThis as unknown as { shown: string }).shown)).toBe(
      join(folder, 'import.zip'),
    );
    for (const { progress } of await user.told()) expect(progress.fraction).toBeLessThan(1);
  });

  test('is not opened by a secret that was dropped', async () => {
    const request = await prepare('portal-full.tspb2.enc', 'import.zip');
    const passphrase = await user.hold('passphrase', thePassphrase);
    await user.ask('secrets.forget', { secret: passphrase });
    expect(
      await user.call('restore.startFromFile', { ...request, secrets: { ...NO_SECRETS, passphrase } }),
    ).toMatchObject({
      ok: false,
      error: { code: 'passphrase-needed' },
    });
  });

  test('is opened by the private key of its site', async () => {
    const request = await prepare('portal-full.zip.enc', 'import.zip');
    const key = (await user.ask('keys.paste', { text: siteKey, removeWhitespace: false })).token;
    await user.ask('restore.startFromFile', { ...request, secrets: { ...NO_SECRETS, key } });
    expect(await user.ended()).toMatchObject({ ok: true, value: { keyFingerprint: '5e03:45ee:0a88:05a7' } });
  });

  test('of a tenant is opened by one of several database passwords, given from files', async () => {
    const request = await prepare('tenant_42_20260516_020000.proisp.bak', 'tenant.dump');
    const databasePasswords: string[] = [];
    for (const [name, text] of [
      ['wrong.txt', 'not this one\n'],
      ['tenant.txt', `${proxpanel.tenant_db_password}\r\n`],
    ] as const) {
      await writeFile(join(folder, name), text, { mode: 0o600 });
      await user.chooseInDialogs(join(folder, name));
      const held = await user.ask('secrets.choose', { kind: 'database-password' });
      expect(held?.source).toBe(name);
      databasePasswords.push(held?.token ?? 'none');
    }
    await user.ask('restore.startFromFile', { ...request, secrets: { ...NO_SECRETS, databasePasswords } });
    expect(await user.ended()).toMatchObject({
      ok: true,
      value: { payload: 'postgresql-custom', derivation: expect.any(String), said: { tenantId: '42' } },
    });
    expect(await readFile(join(folder, 'tenant.dump'))).toEqual(await readFile(vector('tenant_acme.dump')));
  });

  test('does not open by another passphrase, and nothing is left of the try', async () => {
    const request = await prepare('portal-full.tspenc01.enc', 'import.zip');
    const passphrase = await user.hold('passphrase', `${thePassphrase} `);
    await user.ask('restore.startFromFile', { ...request, secrets: { ...NO_SECRETS, passphrase } });
    expect(await user.ended()).toEqual({ ok: false, error: { code: 'wrong-passphrase', params: {} } });
    expect(await readdir(folder)).toEqual(['profile']);
  });

  test('asks for the secret that was not given', async () => {
    const request = await prepare('portal-full.tspenc01.enc', 'import.zip');
    await user.ask('restore.startFromFile', request);
    expect(await user.ended()).toMatchObject({ ok: false, error: { code: 'passphrase-needed' } });
    expect(await user.call('secrets.hold', { kind: 'passphrase', text: '' })).toMatchObject({
      ok: false,
      error: { code: 'passphrase-needed' },
    });
  });

  test('is never replaced by what comes out of it', async () => {
    const source = join(folder, 'own.zip');
    await writeFile(source, await readFile(vector('portal-full.zip')));
    const file = (await user.chooseFile(source)).token;
    const destination = (await user.ask('destinations.chooseForFile', { file }))?.token ?? 'none';
    expect(
      await user.call('restore.startFromFile', {
        file,
        destination,
        secrets: NO_SECRETS,
        scope: 'full',
        overwrite: true,
      }),
    ).toMatchObject({
      ok: false,
      error: { code: 'destination-exists' },
    });
  });

  test('is proposed a name by its format, with space for its length', async () => {
    const proposed: string[] = [];
    for (const name of [
      'portal-full.zip.enc',
      'proisp_full_20260512_140530.proisp.bak',
      'vaultterm-2026-11-20.sql.gz',
    ]) {
      const file = await user.chooseFile(vector(name));
      await salvor.app.evaluate(
        ({ dialog }, out) => {
          dialog.showSaveDialog = (async (_window: unknown, options: { defaultPath: string }) => {
            Object.assign(globalThis, { proposed: options.defaultPath });
            return { canceled: false, filePath: out };
          }) as never;
        },
        join(folder, 'out'),
      );
      const destination = await user.ask('destinations.chooseForFile', { file: file.token });
      expect(destination).toMatchObject({
        folder,
        name: 'out',
        exists: false,
        needed: (await stat(vector(name))).size,
        verdict: 'fits',
      });
      proposed.push(
        await salvor.app.evaluate(
          () => (globalThis as unknown as { proposed: string }).proposed.split(/[\\/]/).at(-1) ?? '',
        ),
      );
    }
    expect(proposed).toEqual(['portal-full.zip', 'proisp_full_20260512_140530.dump', 'vaultterm-2026-11-20.sql']);
  });
});

test('tokens that were never handed out, or stand for something else, are refused', async () => {
  const request = await prepare('portal-full.tspenc01.enc', 'import.zip');
  const passphrase = await user.hold('passphrase', thePassphrase);
  const path = vector('portal-full.tspenc01.enc').slice(0, 64);
  const refused = async (change: Partial<CallInput<'restore.startFromFile'>>) => {
    const answer = await user.call('restore.startFromFile', {
      ...request,
      secrets: { ...NO_SECRETS, passphrase },
      ...change,
    });
    return answer.ok ? 'started' : answer.error.code;
  };
  expect(await refused({ file: path })).toBe('unexpected');
  expect(await refused({ file: request.destination })).toBe('unexpected');
  expect(await refused({ destination: request.file })).toBe('unexpected');
  expect(await refused({ destination: '/tmp/anywhere.zip' })).toBe('unexpected');
  expect(await refused({ secrets: { ...NO_SECRETS, passphrase: request.file } })).toBe('passphrase-needed');
  expect(await refused({ secrets: { ...NO_SECRETS, key: passphrase } })).toBe('key-needed');
  expect(await refused({ secrets: { ...NO_SECRETS, databasePasswords: [passphrase] } })).toBe(
    'database-password-needed',
  );
  expect(await user.call('destinations.chooseForFile', { file: path })).toMatchObject({
    ok: false,
    error: { code: 'unexpected' },
  });
});

test('no secret shows in the arguments or the environment of any process, nor in any file of the profile', async () => {
  const request = await prepare('three-frames.tspb2.enc', 'out.bin');
  const passphrase = await user.hold('passphrase', thePassphrase);
  const databasePassword = await user.hold('database-password', proxpanel.db_password);
  await user.ask('restore.startFromFile', {
    ...request,
    secrets: { ...NO_SECRETS, passphrase, databasePasswords: [databasePassword] },
  });
  const shown = await user.shownByTheSystem();
  expect(shown).toContain('--type=utility');
  await user.ended();
  const kept = await user.profileHolds([thePassphrase, proxpanel.db_password]);
  for (const secret of [thePassphrase, proxpanel.db_password]) expect(shown).not.toContain(secret);
  expect(kept).toEqual([]);
});

test.describe('a file with which the operating system starts Salvor', () => {
  test('is what the window shows first, and is handed over once', async () => {
    await salvor.close();
    salvor = await launchApp({
      userData: join(folder, 'profile'),
      args: ['--no-practice', vector('portal-full.tspb1.enc')],
    });
    user = new BridgeUser(salvor);
    await expect(salvor.page.getByRole('heading', { level: 1 })).toHaveText('portal-full.tspb1.enc');
    expect(await user.ask('files.handed', {})).toBeNull();
  });

  test('comes to the window that is open already', async () => {
    await user.listen();
    const { path, args } = await electronRuntime({ quiet: true });
    const start = [
      ...args,
      `--user-data-dir=${join(folder, 'profile')}`,
      ...sandboxArguments(),
      'portal-full.tspenc01.enc',
    ];
    const second = spawn(path, start, { stdio: 'ignore', cwd: resolve('test-vectors') });
    await once(second, 'exit');
    await expect(salvor.page.getByRole('heading', { level: 1 })).toHaveText('portal-full.tspenc01.enc');
    expect(salvor.app.windows()).toHaveLength(1);
  });
});
