// Not from node:fs/promises, which Node loads when it is first used then: `salvor inspect` has no use for it.
import { promises } from 'node:fs';
import { systemCode, unreadable } from './disk-trouble';

/** What a file handle and a descriptor have in common. */
interface Readable {
  read(target: Uint8Array, offset: number, length: number, position: number | null): Promise<{ bytesRead: number }>;
}

/**
 * Fills `target`, since one read may give less than was asked for; resolves with the number of bytes read.
 *
 * @param position in the file; null continues where the last read ended, which is all that a pipe can do
 */
export async function readFully(file: Readable, target: Uint8Array, position: number | null): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const next = position === null ? null : position + filled;
    const { bytesRead } = await file.read(target, filled, target.length - filled, next);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** @throws file-unreadable */
export function readText(path: string): Promise<string> {
  return promises.readFile(path, 'utf8').catch(unreadable(path));
}

/** The same, and null where there is no such file. @throws file-unreadable */
export function readTextIfThere(path: string): Promise<string | null> {
  return promises
    .readFile(path, 'utf8')
    .catch((cause: unknown) => (systemCode(cause) === 'ENOENT' ? null : unreadable(path)(cause)));
}
