import { open, rm } from 'node:fs/promises';
import { systemCode, unwritable } from '../../core/disk/disk-trouble';
import { writeWhole } from '../../core/disk/whole-file';
import { failed } from '../../core/errors';

/** What is written here is made to be passed on; this user's umask decides who may read it. */
const MODE = 0o666;

/**
 * Takes a file's name first, then does the work whose result it holds, then writes it: so the work is not done in
 * vain, and where it fails nothing is left under the name.
 *
 * @param overwrite replaces what is there; else the name must be free
 * @throws destination-exists, destination-not-writable, and whatever the work throws
 */
export async function writeTextFile<T>(
  path: string,
  overwrite: boolean,
  work: () => Promise<{ text: string; result: T }>,
): Promise<T> {
  if (!overwrite) await claim(path);
  try {
    const { text, result } = await work();
    await writeWhole(path, text, MODE);
    return result;
  } catch (error) {
    if (!overwrite) await rm(path, { force: true });
    throw error;
  }
}

async function claim(path: string): Promise<void> {
  try {
    await (await open(path, 'wx')).close();
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') throw failed('destination-exists', { path }, cause);
    return unwritable(path)(cause);
  }
}
