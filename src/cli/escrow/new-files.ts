import { mkdir, readFile, rm } from 'node:fs/promises';
import { unwritable } from '../../core/disk/disk-trouble';
import { PartFile } from '../../core/disk/part-file';

/**
 * Files that a command makes, mode 0600, none in the place of another. Until `keep` is called, `discard` takes all of
 * them away again: half of a set of cards is of no use to anybody.
 */
export class NewFiles {
  readonly #made: string[] = [];

  /** @throws destination-exists, destination-not-writable, disk-full */
  async write(path: string, content: Uint8Array): Promise<void> {
    const part = await PartFile.create(path);
    try {
      await part.write(content);
      await part.sync();
      await part.place(false);
      this.#made.push(path);
    } finally {
      await part.discard();
    }
  }

  /** The same for what may stand there already from an earlier run: where it does, byte by byte, nothing is done. */
  async writeUnlessSame(path: string, content: Uint8Array): Promise<void> {
    const present = await readFile(path).catch(() => null);
    if (present === null || Buffer.compare(present, content) !== 0) await this.write(path, content);
  }

  /** Removes what was written, and nothing else. */
  async discard(): Promise<void> {
    for (const path of this.#made.splice(0)) await rm(path, { force: true });
  }
}

/**
 * Makes a folder that only this user can enter; one that is there stays as it is. @throws destination-not-writable
 */
export async function ownFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch(unwritable(path));
}
