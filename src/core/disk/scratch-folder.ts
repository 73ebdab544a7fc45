import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { diskTrouble } from './disk-trouble';
import { isGone, ownerText, readOwner, thisProcess } from './owner';
import { makePrivateFolder, ownFolderIn, removePrivateFolder } from './private-folder';

const PREFIX = '.salvor-proof-';

/**
 * A private folder (mode 0700) for temporary files, made when it is first asked for. Its name carries the process that
 * it belongs to: where that is killed before it removes the folder, the next start does.
 */
export class ScratchFolder {
  readonly parent: string;
  #made: Promise<string> | null = null;

  constructor(parent: string) {
    this.parent = parent;
  }

  /** The folder's path. @throws disk-full, destination-not-writable where none can be made */
  path(): Promise<string> {
    this.#made ??= make(this.parent).catch(async (cause: unknown) => {
      throw await diskTrouble(this.parent, 0, cause);
    });
    return this.#made;
  }

  /** Removes the folder with all that is in it. Never rejects: a later start removes what cannot be removed now. */
  async remove(): Promise<void> {
    const made = await this.#made?.catch(() => null);
    this.#made = null;
    if (made != null) await removePrivateFolder(made).catch(() => {});
  }
}

/** Gives `work` a scratch folder below `parent`, and removes it afterwards. @throws as `ScratchFolder.path` */
export async function withScratchFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  const scratch = new ScratchFolder(parent);
  try {
    return await work(await scratch.path());
  } finally {
    await scratch.remove();
  }
}

async function make(parent: string): Promise<string> {
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
