import type { Stats } from 'node:fs';
import { unreadable } from '../disk/disk-trouble';
import { type ReadOptions, readWithStats } from '../disk/small-file';
import { secretText } from './secret-text';

/** The longest secret that a vault takes, in bytes. Whatever is larger is no key, and belongs into a backup. */
export const LONGEST_SECRET = 1024 * 1024;

/** The bytes of a file that holds a secret; the caller is to wipe them. @throws key-file-unreadable */
export async function readSecretFile(path: string, options?: ReadOptions): Promise<{ bytes: Buffer; stats: Stats }> {
  return readWithStats(path, LONGEST_SECRET, options).catch(unreadable(path, 'key-file-unreadable'));
}

/** The whole text of a file that holds a secret. @throws key-file-unreadable, secret-not-text */
export async function readSecretText(path: string): Promise<string> {
  const { bytes } = await readSecretFile(path);
  try {
    return secretText(bytes, path);
  } finally {
    bytes.fill(0);
  }
}
