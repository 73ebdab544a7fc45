import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isGone, ownerText, readOwner, thisProcess } from '../owner';

const PREFIX = '.salvor-proof-';

/**
 * A new private folder (mode 0700) below `parent`, by whose name one sees which process it belongs to. What killed
 * processes left there is removed first. Rejects with the system's error.
 */
export async function makeScratchFolder(parent: string): Promise<string> {
  await sweepScratch([parent]);
  return mkdtemp(join(parent, `${PREFIX}${ownerText(await thisProcess())}-`));
}

/** Removes the scratch folders directly below `parents` whose process has ended without doing so. */
export async function sweepScratch(parents: Iterable<string>): Promise<void> {
  for (const parent of parents) {
    const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (!entry.isDirectory() || !entry.name.startsWith(PREFIX)) continue;
      const owner = readOwner(entry.name.slice(PREFIX.length, entry.name.lastIndexOf('-')));
      if (owner === null || !(await isGone(owner))) continue;
      await rm(join(parent, entry.name), { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
    }
  }
}
