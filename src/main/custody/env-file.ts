import { constants } from 'node:fs';
import { open, realpath, rm } from 'node:fs/promises';
import { standingOfKey, withDevMasterKey } from '../../core/custody/dev-master-key';
import { unreadable, unwritable } from '../../core/disk/disk-trouble';
import { fileStamp } from '../../core/disk/file-stamp';
import { readWithStats } from '../../core/disk/small-file';
import { writeWhole } from '../../core/disk/whole-file';
import { failed } from '../../core/errors';
import { utf8Text } from '../../core/plain-text';

/** Settings are a few kilobytes; a larger file is the wrong one. */
const LONGEST = 256 * 1024;
/** Windows lacks it, and lets only an administrator make links. */
const NO_LINK = constants.O_NOFOLLOW ?? 0;

/** A server's `.env` as it was when it was chosen. */
export interface EnvFile {
  /** Of the file itself, where a link leads to it. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly mode: number;
  readonly owner: Owner;
  /** Tells whether it is still the same file. */
  readonly identity: string;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** @throws file-unreadable; env-file-encoding for one in UTF-16, which no server could have read */
export async function readEnvFile(chosen: string): Promise<EnvFile> {
  let found: EnvFile;
  try {
    // What a link leads to is written, and the link stays one.
    found = await readAsItIs(await realpath(chosen));
  } catch (cause) {
    return unreadable(chosen)(cause);
  }
  if (found.bytes.includes(0)) throw failed('env-file-encoding', { path: chosen });
  return found;
}

async function readAsItIs(path: string): Promise<EnvFile> {
  const { bytes, stats } = await readWithStats(path, LONGEST, { flags: NO_LINK });
  const { mode, uid, gid, dev, ino } = stats;
  return { path, bytes, mode: mode & 0o7777, owner: { uid, gid }, identity: `${dev}/${ino}` };
}

/** What the file says of the master key now. */
export function lineIn({ bytes }: EnvFile, key: string): 'missing' | 'same' | 'other' {
  return standingOfKey(textOf(bytes).text, key);
}

/**
 * Writes the key's line into the file, and keeps the file as it was beside it. Both have its mode and its owner, and
 * nothing else in it changes.
 *
 * @returns where the copy is
 * @throws file-changed where it is no longer the file that was chosen; env-file-unclear where a server would read
 * something
 *   else from it afterwards; destination-not-writable, also where its owner cannot be kept; file-unreadable
 */
export async function writeKeyInto(
  { path, bytes, mode, owner, identity }: EnvFile,
  key: string,
  now: Date,
): Promise<string> {
  const changed = withKey(bytes, key);
  if (changed === null) throw failed('env-file-unclear', { path });
  const present = await readAsItIs(path).catch(() => null);
  if (present === null || present.identity !== identity || !present.bytes.equals(bytes))
    throw failed('file-changed', { path });
  const copy = `${path}.before-${fileStamp(now)}`;
  await writeCopy(copy, bytes, mode, owner);
  try {
    await writeWhole(path, changed, mode, owner);
  } catch (error) {
    await rm(copy, { force: true });
    throw error;
  }
  return copy;
}

/** A new file; one that has this name already is left alone. */
async function writeCopy(path: string, bytes: Buffer, mode: number, { uid, gid }: Owner): Promise<void> {
  let made = false;
  try {
    const file = await open(path, 'wx', 0o600);
    made = true;
    try {
      await file.writeFile(bytes);
      await file.chown(uid, gid);
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (made) await rm(path, { force: true });
    return unwritable(path)(cause);
  }
}

function withKey(bytes: Buffer, key: string): Buffer | null {
  const { text, encoding } = textOf(bytes);
  const changed = withDevMasterKey(text, key);
  return changed === null ? null : Buffer.from(changed, encoding);
}

/** UTF-8, else each byte as one character: so every byte comes back as it was. */
function textOf(bytes: Buffer): { text: string; encoding: 'utf8' | 'latin1' } {
  const text = utf8Text(bytes);
  return text === null ? { text: bytes.toString('latin1'), encoding: 'latin1' } : { text, encoding: 'utf8' };
}
