import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cacheFolder, say } from './checkout.mjs';

const TRIES_IN_SILENCE = 10;

/**
 * Lets one process of this user at a time do what the name is for; the others wait. A lock whose holder is gone is
 * taken over, so that a killed run never blocks the next. The application has a lock of its own
 * (src/core/disk/file-lock.ts), which no script can use: scripts run before anything is built.
 * @template T
 * @param {string} name may be part of a file name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, work) {
  const folder = join(cacheFolder(), 'locks');
  await mkdir(folder, { recursive: true });
  const lock = join(folder, name);
  // A hard link appears under its name at once and with its content, which `open` with `wx` cannot promise.
  const mine = join(folder, `.${randomUUID()}`);
  await writeFile(mine, String(process.pid));
  try {
    for (let tries = 1; !(await tryLink(mine, lock)); tries += 1) {
      if (tries === TRIES_IN_SILENCE) say('Another Salvor command is preparing the same thing; waiting for it…');
      await dropIfAbandoned(lock);
      await pause(100);
    }
  } finally {
    await rm(mine, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** @param {string} from @param {string} to */
async function tryLink(from, to) {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} lock */
async function dropIfAbandoned(lock) {
  const holder = await readFile(lock, 'utf8').catch(() => null);
  if (holder === null || isRunning(Number(holder))) return;
  const aside = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, aside);
  } catch {
    return;
  }
  // Between the look and the rename another process may have taken the lock over: then it gets it back.
  const taken = await readFile(aside, 'utf8');
  if (taken !== holder) await tryLink(aside, lock);
  await rm(aside, { force: true });
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
