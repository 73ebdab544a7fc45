import { constants } from 'node:fs';
import { access, lstat, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failed } from '../errors';
import { FAT_LONGEST_FILE, systemCode } from './disk-trouble';
import { exists, requireReplaceable } from './part-file';

/** Linux's number for FAT in statfs (MSDOS_SUPER_MAGIC, linux/magic.h). */
const LINUX_FAT = 0x4d44;

export interface DestinationCheck {
  exists: boolean;
  /** Bytes that may still be written there. */
  free: number;
  /** The longest file that the disk can hold, where it has such a limit that matters. */
  longestFile: number | null;
  verdict: 'fits' | 'disk-full' | 'file-too-large' | 'not-writable';
}

/**
 * Looks at the disk behind a destination before anything is fetched. Where the system does not name the file
 * system, FAT's limit shows only in the write that meets it.
 *
 * @param needed bytes that are to be written there
 */
export async function checkDestination(path: string, needed: number): Promise<DestinationCheck> {
  const folder = dirname(path);
  try {
    if (!(await stat(folder)).isDirectory()) throw new Error('not a folder');
    await access(folder, constants.W_OK | constants.X_OK);
    const disk = await statfs(folder);
    const free = disk.bavail * disk.bsize;
    const longestFile = process.platform === 'linux' && disk.type === LINUX_FAT ? FAT_LONGEST_FILE : null;
    const verdict =
      longestFile !== null && needed > longestFile ? 'file-too-large' : needed > free ? 'disk-full' : 'fits';
    return { exists: await exists(path), free, longestFile, verdict };
  } catch {
    return { exists: await exists(path).catch(() => false), free: 0, longestFile: null, verdict: 'not-writable' };
  }
}

/**
 * The same check, as a refusal.
 *
 * @throws destination-exists, disk-full, file-too-large-for-disk, destination-not-writable
 */
export async function requireFreeSpace(path: string, needed: number, overwrite: boolean): Promise<void> {
  const code = await lstat(path).then(() => null, systemCode);
  // Names that the disk refuses are reported before all the work, not after it.
  if (code === 'ENAMETOOLONG' || code === 'EINVAL' || code === 'ELOOP')
    throw failed('destination-not-writable', { path, reason: code });
  const checked = await checkDestination(path, needed);
  if (checked.verdict === 'not-writable') throw failed('destination-not-writable', { path, reason: 'folder' });
  if (checked.exists && !overwrite) throw failed('destination-exists', { path });
  if (await isFolder(path)) throw failed('destination-not-writable', { path, reason: 'EISDIR' });
  await requireReplaceable(path);
  if (checked.verdict === 'file-too-large') {
    throw failed('file-too-large-for-disk', { path, need: needed, limit: checked.longestFile ?? FAT_LONGEST_FILE });
  }
  if (checked.verdict === 'disk-full') throw failed('disk-full', { path, need: needed, free: checked.free });
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
