import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { electronRuntime } from '../scripts/electron-runtime.mjs';
import { sandboxArguments } from '../scripts/sandbox.mjs';
import { LONGEST_SECRET } from '../src/core/custody/secret-file';
import type { Outcome } from '../src/core/errors';
import type { Survey } from '../src/core/sources/model';
import type { CallInput, CallName, CallOutput, EventPayload } from '../src/shared/ipc/contract';
import type { ServerView } from '../src/shared/ipc/server-calls';
import { type LaunchedApp, launchApp } from './support/launch';

/** What main does behind the window, asked through the very bridge that the window has. */

let folder: string;
let salvor: LaunchedApp;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-main-'));
});

test.afterEach(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

function call<C extends CallName>(name: C, input: CallInput<C>): Promise<Outcome<CallOutput<C>>> {
  return salvor.page.evaluate(([to, what]) => window.salvor.call(to, what as never), [name, input] as const) as Promise<
    Outcome<CallOutput<C>>
  >;
}

/** The value of a call that must go well. */
async function ask<C extends CallName>(name: C, input: CallInput<C>): Promise<CallOutput<C>> {
  const answer = await call(name, input);
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
  return answer.value;
}

/** Makes the system's dialogs choose `path`. */
async function chooseInDialogs(path: string): Promise<void> {
  await salvor.app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, path);
}

/** Keeps what main tells of restores where `told` and `ended` find it. */
async function listen(): Promise<void> {
  await salvor.page.evaluate(() => {
    const told: unknown[] = [];
    const ends: unknown[] = [];
    Object.assign(window, { told, ends });
    window.salvor.on('jobs.progress', (progress) => told.push(progress));
    window.salvor.on('jobs.ended', ({ end }) => ends.push(end));
  });
}

function told(): Promise<EventPayload<'jobs.progress'>[]> {
  return salvor.page.evaluate(() => (window as unknown as { told: EventPayload<'jobs.progress'>[] }).told);
}

async function ended(): Promise<Extract<EventPayload<'jobs.ended'>['end'], { kind: 'restore' }>['outcome']> {
  const ends = () =>
    salvor.page.evaluate(() => (window as unknown as { ends: EventPayload<'jobs.ended'>['end'][] }).ends);
  await expect.poll(async () => (await ends()).length, { timeout: 30_000 }).toBe(1);
  const [first] = await ends();
  if (first?.kind !== 'restore') throw new Error('no outcome');
  return first.outcome;
}

/** The newest whole-site archive that the site's present key opens. */
function newest(survey: Survey): string {
  const found = survey.archives.find(
    ({ scope, keyFingerprint }) => scope === 'full' && keyFingerprint === survey.fingerprint,
  );
  if (found === undefined) throw new Error('the practice server has no such archive');
  return found.id;
}

async function practiceServer(): Promise<ServerView> {
  // Answered when the practice server has come up.
  await ask('practice.kit', {});
  const server = (await ask('servers.list', {})).find(({ practice }) => practice);
  if (server === undefined) throw new Error('no practice server');
  return server;
}

/** Everything up to the start of a restore to `path`: the fingerprint compared, the key taken, the place chosen. */
async function prepare(path: string): Promise<CallInput<'restore.start'>> {
  const { id: server } = await practiceServer();
  const { fingerprint } = await ask('practice.kit', {});
  const archive = newest(await ask('servers.survey', { server }));
  await ask('servers.confirmFingerprint', { server, fingerprint, replace: false });
  const key = (await ask('practice.useKey', { fingerprint })).token;
  await chooseInDialogs(path);
  const destination = (await ask('destinations.choose', { server, archive }))?.token ?? 'none';
  await listen();
  return { server, archive, destination, key, overwrite: false };
}

/** Starts a restore that stops in the middle. */
async function startPaused(path: string): Promise<string> {
  const request = await prepare(path);
  const { job } = await ask('restore.start', request);
  await ask('jobs.pause', { job });
  await expect.poll(async () => (await told()).at(-1)?.progress.paused).toBe(true);
  return job;
}

/** What the system tells of a process to anyone who asks: its arguments, and where it can be had its environment. */
async function shownByTheSystem(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    return (await Promise.all(['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8')))).join(
      '\n',
    );
  }
  const [command, args] =
    process.platform === 'win32'
      ? ([
          'powershell',
          ['-NoProfile', '-Command', `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`],
        ] as const)
      : (['ps', ['-E', '-ww', '-o', 'command=', '-p', String(pid)]] as const);
  return (await promisify(execFile)(command, args)).stdout;
}

async function engineProcesses(): Promise<number[]> {
  return salvor.app.evaluate(({ app }) =>
    app
      .getAppMetrics()
      .filter(({ name, serviceName }) => [name, serviceName].includes('Salvor fetch'))
      .map(({ pid }) => pid),
  );
}

test.describe('a restore', () => {
  test.beforeEach(async () => {
    salvor = await launchApp();
  });
  test.afterEach(async () => {
    await salvor.close();
  });

  test('is proven, told of while it runs, and leaves one file and no process', async () => {
    const path = join(folder, 'import.zip');
    const { job } = await ask('restore.start', await prepare(path));
    const outcome = await ended();
    expect(outcome).toMatchObject({
      ok: true,
      value: { path, scope: 'full', proof: { facts: { kind: 'portal-export' } } },
    });
    expect(await readdir(folder)).toEqual(['import.zip']);
    if (outcome.ok) expect((await stat(path)).size).toBe(outcome.value.bytes);

    const progress = await told();
    expect(progress.length).toBeGreaterThan(0);
    for (const {
      job: of,
      progress: { fraction },
    } of progress)
      expect([of, fraction < 1]).toEqual([job, true]);
    await expect.poll(engineProcesses).toEqual([]);

    await salvor.app.evaluate(({ shell }) => {
      shell.showItemInFolder = (shown) => Object.assign(globalThis, { shown });
    });
    await ask('restore.showInFolder', { job });
    expect(await salvor.app.evaluate(() => (globalThis as unknown as { shown: string }).shown)).toBe(path);
  });

  test('does not begin before the fingerprint was compared', async () => {
    const { id: server } = await practiceServer();
    const archive = newest(await ask('servers.survey', { server }));
    const { fingerprint } = await ask('practice.kit', {});
    const key = (await ask('practice.useKey', { fingerprint })).token;
    await chooseInDialogs(join(folder, 'import.zip'));
    const destination = (await ask('destinations.choose', { server, archive }))?.token ?? 'none';
    expect(await call('restore.start', { server, archive, destination, key, overwrite: false })).toMatchObject({
      ok: false,
      error: { code: 'fingerprint-unconfirmed' },
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('asks again for a key that was forgotten', async () => {
    const request = await prepare(join(folder, 'import.zip'));
    await ask('keys.forget', { key: request.key ?? '' });
    expect(await call('restore.start', request)).toMatchObject({ ok: false, error: { code: 'key-needed' } });
  });

  test('pauses, continues and ends well', async () => {
    const job = await startPaused(join(folder, 'import.zip'));
    await ask('jobs.resume', { job });
    expect(await ended()).toMatchObject({ ok: true });
  });

  test('leaves nothing under the final name when it is cancelled', async () => {
    const job = await startPaused(join(folder, 'import.zip'));
    await ask('jobs.cancel', { job });
    expect(await ended()).toEqual({ ok: false, error: { code: 'cancelled', params: {} } });
    expect(existsSync(join(folder, 'import.zip'))).toBe(false);
    await expect.poll(engineProcesses).toEqual([]);
  });

  test('has failed when its process is killed, since only its last word counts', async () => {
    await startPaused(join(folder, 'import.zip'));
    const [engine] = await engineProcesses();
    if (engine === undefined) throw new Error('no engine process');
    process.kill(engine);
    expect(await ended()).toMatchObject({ ok: false, error: { code: 'unexpected' } });
    expect(existsSync(join(folder, 'import.zip'))).toBe(false);
  });

  test('is not alone: a second one is refused while it runs', async () => {
    const request = await prepare(join(folder, 'import.zip'));
    const { job } = await ask('restore.start', request);
    await ask('jobs.pause', { job });
    expect(await call('restore.start', request)).toMatchObject({ ok: false, error: { code: 'already-running' } });
    await ask('jobs.cancel', { job });
    await ended();
  });

  test('never shows a secret in its arguments or environment', async () => {
    await startPaused(join(folder, 'import.zip'));
    const { keys } = await ask('practice.kit', {});
    const secrets = await Promise.all(keys.map(async ({ file }) => (await readFile(file, 'utf8')).trim()));
    const [engine] = await engineProcesses();
    const shown = await shownByTheSystem(engine ?? 0);
    expect(shown).toContain('--type=utility');
    for (const secret of [...secrets, 'tspsk_', 'tspb_']) expect(shown).not.toContain(secret);
  });
});

test.describe('leaving while a restore runs', () => {
  test.beforeEach(async () => {
    salvor = await launchApp({ userData: join(folder, 'profile') });
    await startPaused(join(folder, 'import.zip'));
  });

  /** Answers the question by the button of that number, and counts how often it was asked. */
  const answerWith = (button: number) =>
    salvor.app.evaluate(({ dialog }, response) => {
      const asked = { times: 0 };
      Object.assign(globalThis, { asked });
      dialog.showMessageBox = async () => {
        asked.times += 1;
        return { response, checkboxChecked: false };
      };
    }, button);

  test('is asked about, and staying keeps everything', async () => {
    await answerWith(0);
    const asked = () => salvor.app.evaluate(() => (globalThis as unknown as { asked: { times: number } }).asked.times);
    await salvor.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    // The page is heard before a window closes; a second request that comes meanwhile is the same one to Electron.
    await expect.poll(asked).toBe(1);
    await salvor.app.evaluate(({ app }) => app.quit());
    await expect.poll(asked).toBe(2);
    expect(salvor.page.isClosed()).toBe(false);
    expect(await engineProcesses()).toHaveLength(1);
    await answerWith(1);
    await salvor.close();
  });

  test('cancels the restore first', async () => {
    await answerWith(1);
    const gone = salvor.app.waitForEvent('close');
    await salvor.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await gone;
    expect(await readdir(folder)).toEqual(['profile']);
  });
});

test.describe('settings', () => {
  const settingsFile = () => join(folder, 'settings.json');

  test('keep servers, fingerprints and preferences over a restart, and no secret', async () => {
    salvor = await launchApp({ userData: folder });
    const practice = await practiceServer();
    const { fingerprint } = await ask('practice.kit', {});
    const apiKey = await practiceApiKey(join(folder, 'practice'));
    const { draft } = await ask('servers.test', { url: practice.url, apiKey, allowHttp: false, authorities: [] });
    const added = await ask('servers.add', { draft });
    expect(added).toMatchObject({ url: practice.url, pinned: null, apiKey: 'held', practice: false });
    expect(await ask('servers.confirmFingerprint', { server: added.id, fingerprint, replace: false })).toMatchObject({
      pinned: fingerprint,
    });
    await ask('app.setAppearance', { appearance: 'dark' });
    await salvor.close();

    const kept = await readFile(settingsFile(), 'utf8');
    expect(kept).toContain(fingerprint);
    for (const secret of [apiKey, 'tspb_', 'tspsk_']) expect(kept).not.toContain(secret);
    if (process.platform !== 'win32') expect((await stat(settingsFile())).mode & 0o777).toBe(0o600);

    salvor = await launchApp({ userData: folder, args: ['--no-practice'] });
    try {
      expect(await ask('servers.list', {})).toMatchObject([
        { id: added.id, pinned: fingerprint, apiKey: 'needed', practice: false },
      ]);
      expect(await ask('app.state', {})).toMatchObject({ appearance: 'dark', keystore: 'none' });
      expect(await call('servers.survey', { server: added.id })).toMatchObject({
        ok: false,
        error: { code: 'api-key-needed' },
      });
    } finally {
      await salvor.close();
    }
  });

  test('that cannot be read are set aside and told of', async () => {
    await writeFile(settingsFile(), '{"servers": [{"id": 7}]}');
    salvor = await launchApp({ userData: folder, args: ['--no-practice'] });
    try {
      expect(await ask('servers.list', {})).toEqual([]);
      const aside = (await readdir(folder)).find((name) =>
        /^settings\.json\.broken-\d{4}-\d\d-\d\dT[\d-]+Z$/.test(name),
      );
      expect(await readFile(join(folder, aside ?? 'none'), 'utf8')).toBe('{"servers": [{"id": 7}]}');
    } finally {
      await salvor.close();
    }
  });
});

test.describe('a fingerprint', () => {
  test.beforeEach(async () => {
    salvor = await launchApp();
  });
  test.afterEach(async () => {
    await salvor.close();
  });

  test('is pinned only when it equals the server’s', async () => {
    const { id: server } = await practiceServer();
    const { fingerprint: actual } = await ask('practice.kit', {});
    const other = actual.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    expect(await call('servers.confirmFingerprint', { server, fingerprint: other, replace: true })).toEqual({
      ok: false,
      error: { code: 'fingerprint-differs', params: { expected: other, actual } },
    });
    expect((await practiceServer()).pinned).toBeNull();
    await ask('servers.confirmFingerprint', {
      server,
      fingerprint: ` ${actual.toUpperCase().replaceAll(':', ' ')} `,
      replace: false,
    });
    expect((await practiceServer()).pinned).toBe(actual);
  });
});

test.describe('files that a dialog chose', () => {
  test.beforeEach(async () => {
    salvor = await launchApp({ args: ['--no-practice'] });
  });
  test.afterEach(async () => {
    await salvor.close();
  });

  test('are told apart when they should hold a key', async () => {
    const put = async (name: string, content: string | Buffer) => {
      await writeFile(join(folder, name), content);
      await chooseInDialogs(join(folder, name));
    };
    await put('long.key', Buffer.alloc(LONGEST_SECRET + 1, 'x'));
    expect(await call('keys.choose', { removeWhitespace: false })).toMatchObject({
      ok: false,
      error: { code: 'key-file-unreadable' },
    });
    await put('empty.key', '');
    expect(await call('keys.choose', { removeWhitespace: false })).toMatchObject({
      ok: false,
      error: { code: 'key-malformed' },
    });
    await mkdir(join(folder, 'folder.key'));
    await chooseInDialogs(join(folder, 'folder.key'));
    expect(await call('keys.choose', { removeWhitespace: false })).toMatchObject({
      ok: false,
      error: { code: 'key-file-unreadable', params: { reason: 'EISDIR' } },
    });
    const key = `tspsk_${Buffer.alloc(32, 7).toString('base64url')}`;
    await put('site.key', `${key}\n`);
    expect(await ask('keys.choose', { removeWhitespace: false })).toMatchObject({ source: 'site.key' });
    await put('broken-line.key', `${key.slice(0, 20)}\n${key.slice(20)}`);
    expect(await call('keys.choose', { removeWhitespace: false })).toMatchObject({
      ok: false,
      error: { code: 'key-has-whitespace' },
    });
    expect(await ask('keys.choose', { removeWhitespace: true })).toMatchObject({ source: 'broken-line.key' });
  });

  test('are refused as an authority when they are none', async () => {
    await writeFile(join(folder, 'authority.pem'), 'not a certificate');
    await chooseInDialogs(join(folder, 'authority.pem'));
    expect(await call('servers.chooseAuthority', {})).toEqual({
      ok: false,
      error: { code: 'authority-unreadable', params: { path: join(folder, 'authority.pem') } },
    });
  });

  test('closing a dialog chooses nothing', async () => {
    await salvor.app.evaluate(({ dialog }) => {
      dialog.showOpenDialog = async () => ({ canceled: true, filePaths: [] });
    });
    expect(await ask('keys.choose', { removeWhitespace: false })).toBeNull();
    expect(await ask('servers.chooseAuthority', {})).toBeNull();
  });
});

test('a second start of Salvor shows the first one’s window and ends', async () => {
  salvor = await launchApp({ userData: folder, args: ['--no-practice'] });
  try {
    const { path, args } = await electronRuntime({ quiet: true });
    const second: ChildProcess = spawn(path, [...args, `--user-data-dir=${folder}`, ...sandboxArguments()], {
      stdio: 'ignore',
    });
    const [code] = (await once(second, 'exit')) as [number | null];
    expect(code).toBe(0);
    expect(salvor.app.windows()).toHaveLength(1);
  } finally {
    await salvor.close();
  }
});

test('the pseudo-language is chosen by --lang=en-XA, in the window’s title and menus too', async () => {
  salvor = await launchApp({ args: ['--no-practice', '--lang=en-XA'] });
  try {
    expect(await ask('app.state', {})).toMatchObject({ locale: 'en-XA' });
    const words = await salvor.app.evaluate(({ BrowserWindow, Menu }) => [
      BrowserWindow.getAllWindows()[0]?.getTitle(),
      ...(Menu.getApplicationMenu()?.items.flatMap(({ label, submenu }) => [
        label,
        ...(submenu?.items.map((item) => item.label) ?? []),
      ]) ?? []),
    ]);
    expect(words.filter((word) => word !== '' && /[a-z]/i.test(word ?? '') && !/[^ -~]/.test(word ?? ''))).toEqual([]);
  } finally {
    await salvor.close();
  }
});

/** The practice server's own record of its first site's API key. */
async function practiceApiKey(practice: string): Promise<string> {
  for (const name of await readdir(practice, { recursive: true })) {
    const path = join(practice, name);
    const found =
      (await stat(path)).isFile() && (await stat(path)).size < 100_000
        ? /tspb_[\w-]+/.exec(await readFile(path, 'utf8'))
        : null;
    if (found !== null) return found[0];
  }
  throw new Error('the practice server keeps no API key where it is looked for');
}
