import { constants } from 'node:fs';
import { chmod, copyFile, readFile, realpath, stat } from 'node:fs/promises';
import { readDevMasterKey, withDevMasterKey } from '../core/custody/dev-master-key';
import { failed } from '../core/errors';
import { writeWhole } from '../core/whole-file';

/** Settings are a few kilobytes; whoever picks a larger file has picked the wrong one. */
const LONGEST = 1024 * 1024;

/** A server's `.env` as it was when it was chosen. Every byte of it is one character, so that none changes on the way. */
export interface EnvFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

/** @throws file-unreadable */
export async function readEnvFile(chosen: string): Promise<EnvFile> {
  try {
    // What a link leads to is written, and the link stays one.
    const path = await realpath(chosen);
    const { size, mode } = await stat(path);
    if (size > LONGEST) throw Object.assign(new Error('longer than settings are'), { code: 'EFBIG' });
    return { path, text: await readFile(path, 'latin1'), mode: mode & 0o777 };
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw failed('file-unreadable', { path: chosen, reason: code ?? message }, cause);
  }
}

/** What the file says of the master key now. */
export function lineIn({ text }: EnvFile, key: string): 'missing' | 'same' | 'other' {
  if (!/^\s*(?:export\s+)?DEV_MASTER_KEY\s*=/m.test(text)) return 'missing';
  try {
    return readDevMasterKey(text) === key ? 'same' : 'other';
  } catch {
    return 'other';
  }
}

/**
 * Writes the key's line into the file, and keeps the file as it was beside it.
 *
 * @returns where the copy is
 * @throws file-changed where somebody has written to it since it was chosen; destination-not-writable, file-unreadable
 */
export async function writeKeyInto({ path, text, mode }: EnvFile, key: string, now: Date): Promise<string> {
  const present = await readEnvFile(path);
  if (present.text !== text) throw failed('file-changed', { path });
  const copy = `${path}.before-${now.toISOString().slice(0, 19).replaceAll(':', '-')}`;
  try {
    await copyFile(path, copy, constants.COPYFILE_EXCL);
    await chmod(copy, mode);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw failed('destination-not-writable', { path: copy, reason: code ?? message }, cause);
  }
  await writeWhole(path, Buffer.from(withDevMasterKey(text, key), 'latin1'), mode);
  return copy;
}
