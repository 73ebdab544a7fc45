import { constants, type Stats } from 'node:fs';
import {
  type FileHandle,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  rmdir,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';

/** Holds the folder's own name, so that a folder that another user puts in its place is not taken for it. */
const MARK = '.salvor-folder';
/** A second try is needed only where another process removes the folder within microseconds. */
const MAKING_TRIES = 50;
/** Others may write here: the bits of chmod's octal 022. */
const WRITABLE_BY_OTHERS = 0o022;
const OPEN_TO_OTHERS = 0o077;
const STICKY = 0o1000;

/** The folder of this user alone inside one that all users share, as the system's for temporary files is. */
export function ownFolderIn(shared: string): string | null {
  const uid = process.getuid?.();
  return uid === undefined ? null : join(shared, `salvor-${uid}`);
}

/** The system's folder for temporary files; a relative one would depend on where the command was started. */
export function temporaryFolder(): string {
  const named = tmpdir();
  return isAbsolute(named) ? named : '/tmp';
}

/**
 * The folder below which this user's scratch folders are made: `salvor-UID`, mode 0700, in the system's for temporary
 * files. It is made with the first of them. Where another user has taken that name it is the system's own; a private
 * folder there is as safe, but may be seen.
 */
export async function scratchParent(): Promise<string> {
  const shared = temporaryFolder();
  const own = ownFolderIn(shared);
  return own === null ? shared : usable(own);
}

/**
 * Another process may remove the user's own folder between the moment when this one makes it and the moment when it
 * puts something there: then it is made again.
 */
async function makeWithin(parent: string, prefix: string, tries: number): Promise<string> {
  try {
    return await mkdtemp(join(parent, prefix));
  } catch (cause) {
    const gone = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (!gone || tries === 0 || parent !== ownFolderIn(dirname(parent))) throw cause;
  }
  await mkdir(parent, { mode: 0o700 }).catch(() => {});
  return makeWithin(await usable(parent), prefix, tries - 1);
}

/** The own folder, or the one around it where what is there is not this user's alone. */
async function usable(own: string): Promise<string> {
  const found = await lstat(own).catch(() => null);
  return found === null || isPrivate(found) ? own : dirname(own);
}

/**
 * Makes a folder of mode 0700 and a name that begins with `prefix` and was free. Rejects with the system's error, also
 * after others have taken the folder around it away again and again.
 */
export async function makePrivateFolder(parent: string, prefix: string): Promise<string> {
  const folder = await makeWithin(parent, prefix, MAKING_TRIES);
  const mark = join(folder, MARK);
  try {
    await writeFile(mark, basename(folder), { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    // Without its mark no sweep would take it for one of these.
    await rm(mark, { force: true }).catch(() => {});
    await rmdir(folder).catch(() => {});
    throw cause;
  }
  return folder;
}

/**
 * Removes a folder that `makePrivateFolder` made, with all that is in it, and nothing else: not what a link in its
 * place leads to, nor a folder of another user, of another mode or without its own name in it. Where others may write
 * into the folder around it, a path can mean another folder from one moment to the next, so what is inside is removed
 * through the open folder itself.
 *
 * @returns whether it is gone, or was none of ours
 */
export async function removePrivateFolder(path: string): Promise<boolean> {
  if ((await lstat(path).catch(() => null)) === null) return true;
  // Windows gives each user a folder of their own, and knows no such flags.
  if (process.platform === 'win32') return (await isMarked(path, path)) ? removeByPath(path) : true;
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW).catch(() => null);
  if (folder === null) return true;
  try {
    return await removeOpen(folder, path);
  } finally {
    await folder.close();
  }
}

async function removeOpen(folder: FileHandle, path: string): Promise<boolean> {
  const found = await folder.stat();
  if (!isPrivate(found)) return true;
  const inside = await throughDescriptor(folder, found);
  if (inside === null && !(await isSettled(dirname(path)))) return false;
  const names = await readdir(inside ?? path);
  if (!(await isMarked(inside ?? path, path)) && !(await isUnfinished(inside ?? path, names, path))) return true;
  try {
    // The mark goes last, so that a removal that was killed can be finished later.
    for (const name of names.filter((each) => each !== MARK))
      await rm(join(inside ?? path, name), { recursive: true, force: true, maxRetries: 3 });
    await rm(join(inside ?? path, MARK), { force: true });
    // If a link is there by now, this removes nothing.
    await rmdir(path);
    const parent = dirname(path);
    if (parent === ownFolderIn(dirname(parent))) await rmdir(parent).catch(() => {});
    return true;
  } catch {
    return false;
  }
}

/** Linux names what a process has open: a path through it that no one else can turn elsewhere. */
async function throughDescriptor(folder: FileHandle, found: Stats): Promise<string | null> {
  const path = `/proc/self/fd/${folder.fd}/.`;
  const same = await lstat(path).catch(() => null);
  return same !== null && same.ino === found.ino && same.dev === found.dev ? path : null;
}

/** Whether no one but this user and the superuser can rename what this user has in a folder. */
export async function isSettled(parent: string): Promise<boolean> {
  if (process.getuid === undefined) return true;
  const found = await lstat(parent).catch(() => null);
  if (found === null || !found.isDirectory()) return false;
  return (
    (found.uid === process.getuid?.() || found.uid === 0) &&
    ((found.mode & WRITABLE_BY_OTHERS) === 0 || (found.mode & STICKY) !== 0)
  );
}

async function isMarked(inside: string, path: string): Promise<boolean> {
  const mark = join(inside, MARK);
  const found = await lstat(mark).catch(() => null);
  return found?.isFile() === true && (await readFile(mark, 'utf8').catch(() => '')) === basename(path);
}

/** Whether a process was killed before the mark was whole: then nothing else is in the folder. */
async function isUnfinished(inside: string, names: readonly string[], path: string): Promise<boolean> {
  if (names.length === 0) return true;
  const found = await lstat(join(inside, MARK)).catch(() => null);
  if (names.length > 1 || found?.isFile() !== true) return false;
  return basename(path).startsWith(await readFile(join(inside, MARK), 'utf8').catch(() => '?'));
}

function isPrivate(found: Stats): boolean {
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & OPEN_TO_OTHERS) === 0;
}

function removeByPath(path: string): Promise<boolean> {
  // Windows lets go of a file some moments after it was closed.
  return rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }).then(
    () => true,
    () => false,
  );
}
