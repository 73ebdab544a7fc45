import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generateKeyPair, parsePublicKey } from '../src/core/formats/site-key';
import { V8_FLAGS } from '../src/main/jobs/engine-flags';
import { makeArchive } from './archives';
import { here } from './here';

/** A Node in which the engine can run. */
export interface Runtime {
  readonly name: string;
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  /** V8's flags there. */
  readonly flags: readonly string[];
  /** Whether it is a Node 20, whose ciphers and buffers are slower. */
  readonly isOld: boolean;
}

/** This Node, Electron's own where there is one, and a Node 24 where SALVOR_BENCH_NODE24 says where it is. */
export function runtimes(electron: string | undefined): Runtime[] {
  const { env } = process;
  const isOld = Number.parseInt(process.versions.node, 10) < 22;
  const found: Runtime[] = [{ name: 'Node', path: process.execPath, env, flags: [], isOld }];
  const asNode = { ...env, ELECTRON_RUN_AS_NODE: '1' };
  if (electron !== undefined)
    found.push({ name: 'Electron', path: electron, env: asNode, flags: V8_FLAGS, isOld: false });
  const node24 = env['SALVOR_BENCH_NODE24'];
  if (node24 !== undefined) found.push({ name: 'Node 24', path: node24, env, flags: [], isOld: false });
  return found;
}

/** Runs one measurement in a process of its own; it prints one line of JSON. */
export async function measure<T>(runtime: Runtime, name: string, order: unknown): Promise<T> {
  const { stdout } = await promisify(execFile)(
    runtime.path,
    [...runtime.flags, join(here, `${name}.js`), JSON.stringify(order)],
    { env: runtime.env },
  );
  return JSON.parse(stdout) as T;
}

/**
 * A folder for archives, gone at the end. SALVOR_BENCH_FOLDER says on which disk; else it is that of the system's
 * temporary files.
 */
export async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(process.env['SALVOR_BENCH_FOLDER'] ?? tmpdir(), 'salvor-bench-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An archive, the file of its key, and a place for what comes out of it. */
export interface Archive {
  readonly archive: string;
  readonly keyFile: string;
  readonly destination: string;
}

/** Makes a TSPEPK01 archive of about `bytes` bytes with a fresh key. */
export async function sealedArchive(folder: string, bytes: number): Promise<Archive> {
  const keys = generateKeyPair();
  const archive = join(folder, `${Math.round(bytes / 1024 ** 2)}.zip.enc`);
  const keyFile = `${archive}.key`;
  await writeFile(keyFile, keys.privateText, { mode: 0o600 });
  await makeArchive(archive, bytes, parsePublicKey(keys.publicText).raw);
  return { archive, keyFile, destination: join(folder, 'out.zip') };
}

interface PracticeReady {
  readonly type: 'ready';
  readonly url: string;
  readonly sites: readonly {
    readonly apiKey: string;
    readonly keys: readonly { readonly file: string; readonly current: boolean }[];
  }[];
}

/** The practice server in a process of its own, which ends with `stop`. */
export async function startPracticeProcess(
  folder: string,
): Promise<{ url: string; site: PracticeReady['sites'][number]; stop(): Promise<void> }> {
  const child: ChildProcess = fork(join(here, 'practice.js'), [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  };
  child.send({ folder });
  const [message] = (await once(child, 'message')) as [PracticeReady | { type: 'failed' }];
  const site = message.type === 'ready' ? message.sites[0] : undefined;
  if (message.type !== 'ready' || site === undefined) {
    await stop();
    throw new Error(`The practice server did not start: ${JSON.stringify(message)}`);
  }
  return { url: message.url, site, stop };
}
