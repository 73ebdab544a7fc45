import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * What is done at a call: the process is ended before it, or in the middle of it where it writes, or the call fails
 * from then on.
 */
export type Strike = { readonly at: number; readonly act: 'kill' | 'half' | { readonly errno: number } };

/** Errors of Linux (asm-generic/errno-base.h), which is where the shim works. */
export const ERRNO = { ENOSPC: 28, EIO: 5, EACCES: 13, EROFS: 30 } as const;

/** Comes between a process and its system calls; see shim.c. */
export interface Shim {
  /**
   * The environment for a process whose calls below `folders` are to be counted; `strike` is null where nothing is to
   * happen.
   */
  env(folders: readonly string[], log: string, strike: Strike | null): NodeJS.ProcessEnv;
  remove(): Promise<void>;
}

/** Which calls there were, and the one at which it struck; null where it never came to that. */
export interface Calls {
  readonly made: readonly string[];
  readonly struck: string | null;
}

/** Compiles the shim. @returns why it cannot be had here, where it cannot */
export async function buildShim(): Promise<Shim | string> {
  if (process.platform !== 'linux') return 'calls can be counted on Linux only';
  const folder = await mkdtemp(join(tmpdir(), 'salvor-shim-'));
  const library = join(folder, 'shim.so');
  try {
    await run('cc', ['-shared', '-fPIC', '-O1', '-o', library, join('faults', 'support', 'shim', 'shim.c'), '-ldl']);
  } catch (error) {
    await rm(folder, { recursive: true });
    // One that cannot be started has a name for its error, one that fails a number.
    return typeof (error as { code?: unknown }).code === 'string'
      ? 'there is no C compiler (cc)'
      : 'the C compiler does not take the shim';
  }
  return {
    env: (folders, log, strike) => ({
      LD_PRELOAD: library,
      SALVOR_SHIM_UNDER: folders.join(':'),
      SALVOR_SHIM_LOG: log,
      SALVOR_SHIM_AT: String(strike?.at ?? 0),
      SALVOR_SHIM_DO:
        strike === null || strike.act === 'kill' ? 'kill' : strike.act === 'half' ? 'half' : String(strike.act.errno),
      // Calls through a ring would pass by.
      UV_USE_IO_URING: '0',
    }),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** Reads the shim's log. */
export async function callsIn(log: string): Promise<Calls> {
  const lines = (await readFile(log, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  const struck = lines.find((line) => /^(?:killed before|failed) /.test(line));
  return {
    made: lines.filter((line) => !/^(?:killed before|failed) /.test(line)),
    struck: struck?.replace(/^(?:killed before|failed) /, '') ?? null,
  };
}
