import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/** Longer names may leave no space for an ending: file systems take 255 bytes, encrypting ones 143. */
const LONGEST_NAME = 120;

/**
 * The path of an unfinished file beside the one that it becomes: its name and the ending. A long name is cut by whole
 * characters and gets a hash, so that it differs from others with the same beginning.
 *
 * @param ending as `.part`
 */
export function unfinishedPath(path: string, ending: string): string {
  const name = basename(path);
  if (Buffer.byteLength(name) <= LONGEST_NAME) return `${path}${ending}`;
  let start = '';
  for (const character of name) {
    if (Buffer.byteLength(start + character) > LONGEST_NAME) break;
    start += character;
  }
  return join(dirname(path), `${start}~${createHash('sha256').update(name).digest('hex').slice(0, 8)}${ending}`);
}
