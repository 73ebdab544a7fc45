import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import { z } from 'zod';
import type { Outcome } from '../../src/core/errors';
import type {
  CallInput,
  CallName,
  CallOutput,
  EventName,
  EventPayload,
  OpenedFile,
  SecretTokens,
} from '../../src/shared/ipc/contract';
import type { LaunchedApp } from './launch';

/** Archives written by the original systems, and what opens them. */
export const vector = (name: string): string => resolve('test-vectors', name);
const vectors = z
  .object({
    keys: z.object({ site: z.object({ private: z.string() }) }),
    passphrase: z.string(),
    proxpanel: z.object({ license_key: z.string(), db_password: z.string(), tenant_db_password: z.string() }),
  })
  .parse(JSON.parse(readFileSync(vector('vectors.json'), 'utf8')));
export const siteKey = vectors.keys.site.private;
export const thePassphrase = vectors.passphrase;
export const { proxpanel } = vectors;

export const NO_SECRETS: SecretTokens = {
  key: null,
  passphrase: null,
  databasePasswords: [],
  licenseKey: null,
  tenantId: null,
};

type Heard = { [E in Extract<EventName, 'restore.progress' | 'restore.ended' | 'drill.ended'>]: EventPayload<E>[] };

/** Whoever asks main through the window's own bridge, without the screens. */
export class BridgeUser {
  readonly #salvor: LaunchedApp;

  constructor(salvor: LaunchedApp) {
    this.#salvor = salvor;
  }

  call<C extends CallName>(name: C, input: CallInput<C>): Promise<Outcome<CallOutput<C>>> {
    return this.#salvor.page.evaluate(([to, what]) => window.salvor.call(to, what as never), [
      name,
      input,
    ] as const) as Promise<Outcome<CallOutput<C>>>;
  }

  /** The value of a call that must go well. */
  async ask<C extends CallName>(name: C, input: CallInput<C>): Promise<CallOutput<C>> {
    const answer = await this.call(name, input);
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
    return answer.value;
  }

  /** Makes the system's dialogs choose `path`. */
  async chooseInDialogs(path: string): Promise<void> {
    await this.#salvor.app.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    }, path);
  }

  async chooseFile(path: string): Promise<OpenedFile> {
    await this.chooseInDialogs(path);
    const file = await this.ask('files.choose', {});
    if (file === null) throw new Error('no file');
    return file;
  }

  async hold(kind: CallInput<'secrets.hold'>['kind'], text: string): Promise<string> {
    return (await this.ask('secrets.hold', { kind, text })).token;
  }

  /** Keeps what main tells from now on where `told`, `ended` and `drilled` find it. */
  async listen(): Promise<void> {
    await this.#salvor.page.evaluate(() => {
      const heard: Heard = { 'restore.progress': [], 'restore.ended': [], 'drill.ended': [] };
      Object.assign(window, { heard });
      window.salvor.on('restore.progress', (payload) => heard['restore.progress'].push(payload));
      window.salvor.on('restore.ended', (payload) => heard['restore.ended'].push(payload));
      window.salvor.on('drill.ended', (payload) => heard['drill.ended'].push(payload));
    });
  }

  async told(): Promise<EventPayload<'restore.progress'>[]> {
    return (await this.#heard())['restore.progress'];
  }

  async ended(): Promise<EventPayload<'restore.ended'>['outcome']> {
    await expect.poll(async () => (await this.#heard())['restore.ended'].length, { timeout: 45_000 }).toBe(1);
    const [first] = (await this.#heard())['restore.ended'];
    if (first === undefined) throw new Error('no outcome');
    return first.outcome;
  }

  /** The outcome of the `count`th drill since `listen`. */
  async drilled(count = 1): Promise<EventPayload<'drill.ended'>> {
    await expect.poll(async () => (await this.#heard())['drill.ended'].length, { timeout: 45_000 }).toBe(count);
    const last = (await this.#heard())['drill.ended'].at(-1);
    if (last === undefined) throw new Error('no outcome');
    return last;
  }

  /**
   * What the system tells of all of the app's processes: their arguments, and where it can be had their environment.
   */
  async shownByTheSystem(): Promise<string> {
    const pids = await this.#salvor.app.evaluate(({ app }) => app.getAppMetrics().map(({ pid }) => pid));
    return (await Promise.all(pids.map(shownOf))).join('\n');
  }

  /** The files below the profile in which one of the texts stands, in UTF-8 or UTF-16. */
  async profileHolds(texts: readonly string[]): Promise<string[]> {
    const { userData } = this.#salvor;
    const entries = await readdir(userData, { recursive: true, withFileTypes: true });
    const found = entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        // Chromium's own files come and go while it runs.
        const bytes = await readFile(path).catch(() => Buffer.alloc(0));
        return texts.some((text) => bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le'))) ? [path] : [];
      });
    return (await Promise.all(found)).flat();
  }

  #heard(): Promise<Heard> {
    return this.#salvor.page.evaluate(() => (window as unknown as { heard: Heard }).heard);
  }
}

/** A process that has ended meanwhile shows nothing any more. */
async function shownOf(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    return (
      await Promise.all(['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')))
    ).join('\n');
  }
  const [command, args] =
    process.platform === 'win32'
      ? ([
          'powershell',
          ['-NoProfile', '-Command', `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`],
        ] as const)
      : (['ps', ['-E', '-ww', '-o', 'command=', '-p', String(pid)]] as const);
  return promisify(execFile)(command, args).then(
    ({ stdout }) => stdout,
    () => '',
  );
}
