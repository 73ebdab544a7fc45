import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../disk/disk-trouble';
import type { BrowseEntry } from './model';
import { FORBIDDEN_ON_WINDOWS, SafePaths } from './safe-names';

/**
 * The paths of entries on the disk of a folder: as they are listed, or without the characters that this disk refuses,
 * as one with Windows' file systems does on any system. It is found out by trying, and only where some name has such
 * characters.
 *
 * @param entries all of the archive, so that a path does not depend on which are taken out
 * @param chosen places of those that are taken out
 */
export async function pathsOnDisk(
  folder: string,
  entries: readonly BrowseEntry[],
  chosen: readonly number[],
): Promise<readonly string[]> {
  const listed = entries.map(({ path }) => path);
  const doubtful = [...new Set(chosen.flatMap((index) => listed[index]?.match(FORBIDDEN_ON_WINDOWS) ?? []))];
  if (doubtful.length === 0 || (await takes(folder, doubtful.join('')))) return listed;
  const paths = new SafePaths(true);
  return entries.map(({ name, folder: isFolder }) => paths.give(name, isFolder).path);
}

/** Whether a name with these characters can be made there. Other obstacles do not matter here. */
async function takes(folder: string, characters: string): Promise<boolean> {
  const path = join(folder, `.salvor-${randomBytes(6).toString('hex')}${characters}.part`);
  try {
    await (await open(path, 'wx', 0o600)).close();
  } catch (cause) {
    const code = systemCode(cause);
    return code !== 'EINVAL' && code !== 'EILSEQ' && code !== 'ENOENT';
  }
  await rm(path, { force: true });
  return true;
}
