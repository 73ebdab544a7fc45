import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rm, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { failed } from '../errors';

/** Work under a lock takes milliseconds; whoever holds one for longer shows every second that they still live. */
const SIGN_OF_LIFE_MS = 1000;
const POLL_MS = 10;
/** Polls without a sign of life: ten seconds awake. It counts polls and not time, since a laptop may have slept. */
const LIFELESS_POLLS = 1000;
/** After so many polls we give up on a holder that lives: half a minute. */
const PATIENCE_POLLS = 3000;

interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
}

/**
 * Runs `work` while no other process, and no other caller in this one, is inside the lock of the same path. The app and
 * the command share their files, so every change to one of those happens in here. A lock that a killed process left
 * behind is taken over: at once where its process is known to be gone, else after ten seconds without a sign of life.
 *
 * @param path of the lock file itself, as `…/register.json.lock`; its folder is made where it is missing
 * @throws file-in-use after half a minute, destination-not-writable, and whatever `work` throws
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const me: Holder = { id: randomUUID(), pid: process.pid, host: hostname() };
  await take(path, me);
  const alive = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), SIGN_OF_LIFE_MS);
  try {
    return await work();
  } finally {
    clearInterval(alive);
    // Were we taken for dead, then the lock that stands there now is another's.
    if ((await look(path))?.text === JSON.stringify(me)) await rm(path, { force: true });
  }
}

async function take(path: string, me: Holder): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(unwritable(path));
  let seen = '';
  let unchanged = 0;
  for (let poll = 0; poll < PATIENCE_POLLS; poll += 1) {
    if (await create(path, JSON.stringify(me))) return;
    const found = await look(path);
    if (found === null) continue;
    const state = `${found.text} ${found.touched}`;
    unchanged = state === seen ? unchanged + 1 : 0;
    seen = state;
    if (isGone(found.text) || unchanged > LIFELESS_POLLS) await breakLock(path, found.text);
    else await pause(POLL_MS);
  }
  throw failed('file-in-use', { path: path.replace(/\.lock$/, '') });
}

/**
 * Removes a dead lock. Two who both found it dead must not both do so, since the second would remove the new lock of
 * the first: so they do it one after the other, and look again.
 */
async function breakLock(path: string, dead: string): Promise<void> {
  const guard = `${path}.break`;
  if (!(await create(guard, ''))) {
    await pause(POLL_MS);
    const found = await look(guard);
    // Whoever breaks a lock is done in no time, unless killed in the middle of it.
    if (found !== null && Math.abs(Date.now() - found.touched) > LIFELESS_POLLS * POLL_MS) await rm(guard, { force: true });
    return;
  }
  try {
    if ((await look(path))?.text === dead) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** Whether the file did not stand there before. */
async function create(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(text).finally(() => file.close());
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // Windows refuses so while another is just removing the file.
    if (code === 'EEXIST' || (process.platform === 'win32' && (code === 'EPERM' || code === 'EBUSY'))) return false;
    return unwritable(path)(cause as NodeJS.ErrnoException);
  }
}

async function look(path: string): Promise<{ text: string; touched: number } | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { mtimeMs } = await file.stat();
      return { text: await readFile(file, 'utf8'), touched: mtimeMs };
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

/** Whether the holder was a process of this machine that exists no more. */
function isGone(text: string): boolean {
  let holder: Partial<Holder>;
  try {
    holder = JSON.parse(text) as Partial<Holder>;
  } catch {
    // Created and not yet written: the signs of life decide.
    return false;
  }
  if (holder.host !== hostname() || typeof holder.pid !== 'number') return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    // EPERM tells that it lives, as another user's.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function unwritable(path: string): (cause: NodeJS.ErrnoException) => never {
  return (cause) => {
    throw failed('destination-not-writable', { path, reason: cause.code ?? cause.message }, cause);
  };
}
