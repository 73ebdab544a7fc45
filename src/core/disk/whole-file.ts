import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unwritable } from './disk-trouble';
import { unfinishedPath } from './part-name';

/**
 * Writes a file so that under its name there is either what was there before or all of the new content, also
 * after a loss of power: into a new file beside it, which is then renamed.
 *
 * @param mode of the new file, as for chmod
 * @param owner whom the new file is to belong to, with exactly that mode; this user, and the mode less the umask,
 * unless given
 * @throws destination-not-writable, also where this user may not give the file to that owner
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  mode: number,
  owner: { uid: number; gid: number } | null = null,
): Promise<void> {
  const unfinished = unfinishedPath(path, `.${randomBytes(6).toString('hex')}.part`);
  try {
    // With an owner to come, no one else may read it before it has that owner.
    const file = await open(unfinished, 'wx', owner === null ? mode : mode & 0o600);
    try {
      await file.writeFile(content);
      if (owner !== null) {
        await file.chown(owner.uid, owner.gid);
        await file.chmod(mode);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true });
    return unwritable(path)(cause);
  }
  await syncFolder(dirname(path));
}

/**
 * Removes what a killed program left of its attempts to write this file. Only under a lock, where no one else writes it
 * at this moment, since an unfinished attempt of another process looks no different.
 */
export async function removeUnfinished(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => []);
  const start = `${basename(path)}.`;
  for (const name of names) {
    if (name.startsWith(start) && /^[0-9a-f]{12}\.part$/.test(name.slice(start.length)))
      await rm(join(dirname(path), name), { force: true });
  }
}

/** Makes a new name in a folder last. Windows cannot open a folder for this, and needs it less. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
