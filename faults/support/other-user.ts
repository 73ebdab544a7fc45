import { spawnSync } from 'node:child_process';
import { chmod, copyFile, cp, mkdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { SalvorCommand } from '../../test-support/salvor';

/** The user `nobody`, to whom modes apply: the superuser may write anywhere. */
export const OTHER_USER = { uid: 65_534, gid: 65_534 };
const ENTER_BY_OTHERS = 0o001;

/** A user, and what they can start: the Node and the built command that they may read. */
export interface CommandUser {
  readonly uid: number;
  readonly gid: number;
  readonly node: string;
  readonly file: string;
}

/**
 * A folder for temporary files that every user can get to: the system's own, where it is not below one that is closed
 * to others.
 */
export async function reachableFolder(): Promise<string> {
  for (const folder of [tmpdir(), '/tmp', '/var/tmp', '/dev/shm']) if (await isReachable(folder)) return folder;
  return tmpdir();
}

/**
 * Copies the built command, and Node where it has to be, to where another user may read them: a clone can lie below a
 * folder that only its owner may enter.
 */
export async function commandForNobody(salvor: SalvorCommand, folder: string): Promise<CommandUser> {
  const built = join(folder, 'command');
  await mkdir(built, { mode: 0o755 });
  await cp(dirname(salvor.file), join(built, 'main'), { recursive: true });
  const sqlite = join('node_modules', 'node-sqlite3-wasm');
  await cp(resolve(sqlite), join(built, sqlite), { recursive: true, dereference: true });
  let node = process.execPath;
  if (!canStart(node)) {
    node = join(built, 'node');
    await copyFile(process.execPath, node);
    await chmod(node, 0o755);
  }
  // Whatever the umask is.
  const opened = spawnSync('chmod', ['-R', 'a+rX', built]);
  if (opened.status !== 0) throw new Error('the copy of the command cannot be opened to another user');
  return { ...OTHER_USER, node, file: join(built, 'main', 'salvor.cjs') };
}

function canStart(node: string): boolean {
  return spawnSync(node, ['-e', ''], { ...OTHER_USER, cwd: '/', stdio: 'ignore' }).status === 0;
}

async function isReachable(folder: string): Promise<boolean> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = await stat(at).catch(() => null);
    if (found === null || (found.mode & ENTER_BY_OTHERS) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
