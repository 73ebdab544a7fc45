import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import { z } from 'zod';
import type { Outcome } from '../../src/core/errors';
import type { CallInput, CallName, CallOutput, EventPayload } from '../../src/shared/ipc/contract';
import type { OpenedFile } from '../../src/shared/ipc/file-calls';
import type { JobEnd } from '../../src/shared/ipc/job-calls';
import type { SecretTokens } from '../../src/shared/ipc/secret-calls';
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

type End<K extends JobEnd['kind']> = Extract<JobEnd, { kind: K }>;
interface Heard {
  progress: EventPayload<'jobs.progress'>[];
  ends: EventPayload<'jobs.ended'>[];
}

/** Asks main through the window's own bridge, without the screens. */
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
      const heard: Heard = { progress: [], ends: [] };
      Object.assign(window, { heard });
      window.salvor.on('jobs.progress', (payload) => heard.progress.push(payload));
      window.salvor.on('jobs.ended', (payload) => heard.ends.push(payload));
    });
  }

  async told(): Promise<EventPayload<'jobs.progress'>[]> {
    return (await this.#heard()).progress;
  }

  /** The outcome of the first restore since `listen`. */
  async ended(): Promise<End<'restore'>['outcome']> {
    const { end } = await this.#ended('restore', 1);
    return end.outcome;
  }

  /** The outcome of the `count`th drill since `listen`. */
  async drilled(count = 1): Promise<{ job: string; outcome: End<'drill'>['outcome'] }> {
    const { job, end } = await this.#ended('drill', count);
    return { job, outcome: end.outcome };
  }

  /**
   * What the system tells of all of the app's processes: their arguments, and where it can be had their environment.
   */
  async shownByTheSystem(): Promise<string> {
    const pids = await this.#salvor.app.evaluate(({ app }) => app.getAppMetrics().map(({ pid }) => pid));
    return (await Promise.all(pids.map(shownOf))).join('\n');
  }

  /** The files below the profile that hold one of the texts, in UTF-8 or UTF-16. */
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

  /** The `count`th end of one kind, which must be the last. */
  async #ended<K extends JobEnd['kind']>(kind: K, count: number): Promise<{ job: string; end: End<K> }> {
    const isOfKind = (heard: { job: string; end: JobEnd }): heard is { job: string; end: End<K> } =>
      heard.end.kind === kind;
    const ends = async () => (await this.#heard()).ends.filter(isOfKind);
    await expect.poll(async () => (await ends()).length, { timeout: 45_000 }).toBe(count);
    const last = (await ends()).at(-1);
    if (last === undefined) throw new Error('no outcome');
    return last;
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
