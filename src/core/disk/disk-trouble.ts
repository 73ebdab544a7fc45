// Its promises are loaded when they are first used: `salvor inspect` has no use for them, and they take 2 ms.
import { promises } from 'node:fs';
import { dirname } from 'node:path';
import { failed, SalvorError } from '../errors';

/** FAT32 keeps a file's length in 32 bits (Microsoft's FAT specification, "DIR_FileSize"). */
export const FAT_LONGEST_FILE = 4 * 1024 ** 3 - 1;

/** The system's own code of an error, as ENOENT; null for any other error. */
export function systemCode(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
}

/** For `catch`: a file that could not be read. What is a SalvorError already is thrown as it is. */
export function unreadable(
  path: string,
  failure: 'file-unreadable' | 'key-file-unreadable' = 'file-unreadable',
): (cause: unknown) => never {
  return (cause) => {
    throw cause instanceof SalvorError ? cause : failed(failure, { path, reason: reasonOf(cause) }, cause);
  };
}

/** The same for a file that could not be written. Where space may have run out, `diskTrouble` says more. */
export function unwritable(path: string): (cause: unknown) => never {
  return (cause) => {
    throw cause instanceof SalvorError
      ? cause
      : failed('destination-not-writable', { path, reason: reasonOf(cause) }, cause);
  };
}

/** What a failed write means, for a file at `path` that needs `need` bytes. */
export async function diskTrouble(path: string, need: number, cause: unknown): Promise<SalvorError> {
  if (cause instanceof SalvorError) return cause;
  const code = systemCode(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return failed('disk-full', { path, need, free: await freeBytes(dirname(path)).catch(() => 0) }, cause);
  }
  if (code === 'EFBIG') return failed('file-too-large-for-disk', { path, need, limit: FAT_LONGEST_FILE }, cause);
  return failed('destination-not-writable', { path, reason: reasonOf(cause) }, cause);
}

function reasonOf(cause: unknown): string {
  return systemCode(cause) ?? (cause instanceof Error ? cause.message : String(cause));
}

/**
 * What this user may still write on the disk of a folder, or of one that is yet to be made, in bytes. Rejects with the
 * system's error.
 */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await promises.statfs(folder).catch(() => promises.statfs(dirname(folder)));
  return bavail * bsize;
}
