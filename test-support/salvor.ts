import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import { stateOfSources } from '../scripts/build.mjs';
import { buildCommand } from '../scripts/build-command.mjs';

const answerSchema = z.discriminatedUnion('ok', [
  z.looseObject({ ok: z.literal(true) }),
  // If a part of the command was done, the answer holds that as well.
  z.looseObject({
    ok: z.literal(false),
    error: z.object({
      code: z.string(),
      title: z.string().min(1),
      happened: z.string().min(1),
      safe: z.string().min(1),
      next: z.string().min(1),
      params: z.record(z.string(), z.unknown()),
    }),
  }),
]);
export type Answer = z.infer<typeof answerSchema>;

/** How a run of the command ended. */
export interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Its standard input; without it the input is empty, and null leaves it open. */
  readonly stdin?: string | null;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Is given the running process, to send it signals or to close its outputs. */
  readonly meet?: (child: ChildProcess) => void;
}

/** The built command, and a folder for what a test hands it. */
export interface SalvorCommand {
  readonly file: string;
  readonly folder: string;
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Runs with `--json` and holds that standard output is exactly one JSON object of the promised shape. */
  runJson(
    args: readonly string[],
    options?: RunOptions,
  ): Promise<{ exit: number | null; answer: Answer; stderr: string }>;
  /** Writes a secret to a file that only this user can read, and watches from then on that no output holds it. */
  secretFile(name: string, secret: string): Promise<string>;
  /** A fresh empty folder. */
  newFolder(): Promise<string>;
  remove(): Promise<void>;
}

/**
 * The command as the release builds it, built once for all files of a run.
 *
 * @returns the folder, which is never to be changed
 */
async function builtCommand(): Promise<string> {
  const own = process.env['SALVOR_OWN_FOLDERS'] ?? tmpdir();
  const wanted = join(own, `command-${stateOfSources()}`);
  if (existsSync(wanted)) return wanted;
  const making = await mkdtemp(join(own, 'command-'));
  await buildCommand(making);
  // Another file's tests may have been quicker.
  await rename(making, wanted).catch(() => rm(making, { recursive: true }));
  return wanted;
}

/**
 * Builds the real command as the release does (see electron.vite.config.ts) and makes it ready to run. The build
 * is below node_modules, since the SQLite module is not bundled and is looked for from there.
 */
export async function buildSalvor(): Promise<SalvorCommand> {
  const built = await mkdtemp(resolve('node_modules', '.salvor-test-'));
  // As in a release: what is built beside it is in folders next to this one.
  const main = join(built, 'main');
  const folder = await mkdtemp(join(tmpdir(), 'salvor-cli-'));
  await cp(await builtCommand(), main, { recursive: true });
  // Below node_modules the package.json of the project is no longer asked.
  await writeFile(join(main, 'package.json'), '{ "type": "module" }');
  const file = join(main, 'salvor.cjs');
  const secrets: string[] = [];
  let folders = 0;
  // The command keeps a logbook and a register: never the user's own.
  const env = {
    ...process.env,
    // The tests read English, whatever the machine speaks.
    LC_ALL: 'C',
    XDG_CONFIG_HOME: join(folder, 'home'),
    APPDATA: join(folder, 'home'),
    HOME: join(folder, 'home'),
  };

  const run: SalvorCommand['run'] = async (args, options = {}) => {
    const ended = await runFile(file, args, { env, ...options });
    for (const secret of secrets) expect(ended.stdout + ended.stderr).not.toContain(secret);
    return ended;
  };
  return {
    file,
    folder,
    run,
    async runJson(args, options) {
      const { exit, stdout, stderr } = await run([...args, '--json'], options);
      const answer = answerSchema.parse(JSON.parse(stdout));
      expect(answer.ok).toBe(exit === 0);
      return { exit, answer, stderr };
    },
    async secretFile(name, secret) {
      // Without its prefix, which messages name.
      secrets.push(secret.trim().replace(/^tsp[a-z]+_/, ''));
      const path = join(folder, name);
      await writeFile(path, secret, { mode: 0o600 });
      return path;
    },
    async newFolder() {
      folders += 1;
      const path = join(folder, `folder-${folders}`);
      await mkdir(path);
      return path;
    },
    remove: async () => {
      await rm(built, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function runFile(file: string, args: readonly string[], { stdin, cwd, env, meet }: RunOptions): Promise<Ended> {
  return new Promise((resolveEnd, reject) => {
    const child = spawn(process.execPath, [file, ...args], { cwd, env, stdio: 'pipe' });
    const outputs = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (outputs.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (outputs.stderr += text));
    child.on('error', reject);
    child.on('close', (exit) => resolveEnd({ exit, ...outputs }));
    // A command that does not read its input may be gone before it is written.
    child.stdin.on('error', () => {});
    if (stdin !== null) child.stdin.end(stdin ?? '');
    meet?.(child);
  });
}
