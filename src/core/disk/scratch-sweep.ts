import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isGone, ownerText, readOwner, thisProcess } from './owner';
import { makePrivateFolder, ownFolderIn, removePrivateFolder } from './private-folder';

const PREFIX = '.salvor-proof-';

/**
 * A new private folder (mode 0700) below `parent`, by whose name one sees which process it belongs to. What killed
 * processes left there is removed first. Rejects with the system's error.
 */
export async function makeScratchFolder(parent: string): Promise<string> {
  await sweepScratch([parent]);
  return makePrivateFolder(parent, `${PREFIX}${ownerText(await thisProcess())}-`);
}

/**
 * Removes the scratch folders directly below `parents`, and in this user's own folder there, whose process has ended
 * without doing so. Those of other users are left alone, whatever they are called.
 */
export async function sweepScratch(parents: Iterable<string>): Promise<void> {
  for (const parent of parents) {
    const own = ownFolderIn(parent);
    for (const folder of own === null ? [parent] : [parent, own]) await sweepFolder(folder);
  }
}

async function sweepFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isDirectory() || !entry.name.startsWith(PREFIX)) continue;
    const owner = readOwner(entry.name.slice(PREFIX.length, entry.name.lastIndexOf('-')));
    if (owner !== null && (await isGone(owner))) await removePrivateFolder(join(folder, entry.name));
  }
}
