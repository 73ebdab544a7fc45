import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rm, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { failed } from '../errors';
import { systemCode, unwritable } from './disk-trouble';
import { isGone, ownerSchema, thisProcess } from './owner';

/** Work under a lock takes milliseconds; a holder that takes longer signs every second that it is alive. */
const SIGN_OF_LIFE_MS = 1000;
const POLL_MS = 10;
/** Polls without a sign of life: ten seconds awake. It counts polls and not time, since a laptop may have slept. */
const LIFELESS_POLLS = 1000;
/**
 * A lock that is unsigned after a second: it is signed right after it is made, unless its process was killed between.
 */
const UNSIGNED_POLLS = 100;
/** Every so many polls the system is asked whether the holder is still there, which takes longer than a poll. */
const ASK_EVERY = 50;
/** So many polls, half a minute, and a living holder is given up on. */
const PATIENCE_POLLS = 3000;

const holderSchema = ownerSchema.extend({ id: z.string(), host: z.string() });
type Holder = z.infer<typeof holderSchema>;

/**
 * Runs `work` while no other process, and no other caller in this one, is inside the lock of the same path. The app and
 * the command share their files, so every change to one of those happens in here. A lock that a killed process left
 * behind is taken over: at once where its process is known to be gone, else after ten seconds without a sign of life.
 *
 * @param path of the lock file itself, as `…/register.json.lock`; its folder is made where it is missing
 * @throws file-in-use after half a minute, destination-not-writable, and whatever `work` throws
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const me: Holder = { id: randomUUID(), host: hostname(), ...(await thisProcess()) };
  await take(path, me);
  const alive = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), SIGN_OF_LIFE_MS);
  try {
    return await work();
  } finally {
    clearInterval(alive);
    // If this process was taken for dead, the lock is another's by now.
    if ((await readLock(path))?.text === JSON.stringify(me)) await rm(path, { force: true });
  }
}

async function take(path: string, me: Holder): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(unwritable(path));
  let seen = '';
  let unchanged = 0;
  for (let poll = 0; poll < PATIENCE_POLLS; poll += 1) {
    // Had the machine slept before it was signed, another process may have broken it.
    if ((await create(path, JSON.stringify(me))) && (await readLock(path))?.text === JSON.stringify(me)) return;
    const found = await readLock(path);
    if (found === null) continue;
    const state = `${found.text} ${found.touched}`;
    unchanged = state === seen ? unchanged + 1 : 0;
    seen = state;
    const isLifeless = unchanged > (found.text === '' ? UNSIGNED_POLLS : LIFELESS_POLLS);
    if (isLifeless || (unchanged % ASK_EVERY === 0 && (await isHolderGone(found.text)))) await breakLock(path, found);
    else await pause(POLL_MS);
  }
  throw failed('file-in-use', { path: path.replace(/\.lock$/, '') });
}

/**
 * Removes a dead lock. Of two processes that find it dead, the second would remove the new lock of the first: so they
 * take turns, and check again.
 */
async function breakLock(path: string, dead: Seen): Promise<void> {
  const guard = `${path}.break`;
  if (!(await create(guard, ''))) {
    await pause(POLL_MS);
    const found = await readLock(guard);
    // Breaking a lock takes no time, unless the process is killed in the middle of it.
    if (found !== null && Math.abs(Date.now() - found.touched) > LIFELESS_POLLS * POLL_MS)
      await rm(guard, { force: true });
    return;
  }
  try {
    const found = await readLock(path);
    if (found?.text === dead.text && found.touched === dead.touched) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** Whether the file is new. */
async function create(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(text).finally(() => file.close());
    return true;
  } catch (cause) {
    const code = systemCode(cause);
    // Windows refuses like this while another process is removing the file.
    if (code === 'EEXIST' || (process.platform === 'win32' && (code === 'EPERM' || code === 'EBUSY'))) return false;
    return unwritable(path)(cause);
  }
}

interface Seen {
  readonly text: string;
  /** Its last sign of life, in milliseconds. */
  readonly touched: number;
}

async function readLock(path: string): Promise<Seen | null> {
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
async function isHolderGone(text: string): Promise<boolean> {
  let holder: Holder;
  try {
    holder = holderSchema.parse(JSON.parse(text));
  } catch {
    // Made and not yet signed: the signs of life decide.
    return false;
  }
  return holder.host === hostname() && isGone(holder);
}
