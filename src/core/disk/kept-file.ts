import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode, unreadable, unwritable } from './disk-trouble';
import { withFileLock } from './file-lock';
import { fileStamp } from './file-stamp';
import { readFully } from './read-file';
import { removeUnfinished, writeWhole } from './whole-file';

/** No one else on this machine may read it. */
const MODE = 0o600;

/** The names that a kept file has in its folder. */
export interface KeptNames {
  readonly file: string;
  readonly previous: string;
  /** For a damaged file that is set aside. */
  readonly damaged: (stamp: string) => string;
}

export interface WholeFile<T> {
  readonly state: 'whole';
  readonly bytes: Uint8Array;
  readonly content: T;
}

export type FoundFile<T> = WholeFile<T> | { readonly state: 'missing' | 'damaged' };

/**
 * A small file that must not be lost, and beside it its last good predecessor. At every moment, also one at which the
 * process is killed or the power goes, under each of the two names there is a whole file or none. A damaged file never
 * becomes the predecessor, and nothing is written over it.
 */
export class KeptFile<T> {
  readonly path: string;
  readonly previousPath: string;
  readonly #folder: string;
  readonly #damagedName: KeptNames['damaged'];
  readonly #longest: number;
  readonly #decode: (bytes: Uint8Array) => T | null;

  /**
   * @param longest a longer file is damaged: nothing of ours is
   * @param decode gives null for a damaged file; may throw for one that must stay as it is
   */
  constructor(folder: string, names: KeptNames, longest: number, decode: (bytes: Uint8Array) => T | null) {
    this.path = join(folder, names.file);
    this.previousPath = join(folder, names.previous);
    this.#folder = folder;
    this.#damagedName = names.damaged;
    this.#longest = longest;
    this.#decode = decode;
  }

  /** @throws file-unreadable, what `decode` throws */
  readPresent(): Promise<FoundFile<T>> {
    return this.#read(this.path);
  }

  /** The same of the predecessor. */
  readPrevious(): Promise<FoundFile<T>> {
    return this.#read(this.previousPath);
  }

  /**
   * Runs `work` while no other process and no other caller changes the file, with the unfinished writes of killed
   * programs gone. @throws file-in-use, destination-not-writable
   */
  async alone<R>(work: () => Promise<R>): Promise<R> {
    return withFileLock(`${this.path}.lock`, async () => {
      await removeUnfinished(this.path);
      await removeUnfinished(this.previousPath);
      return work();
    });
  }

  /** Replaces the present file, which becomes the predecessor if it is whole. Only within `alone`. */
  async replace(bytes: Uint8Array): Promise<void> {
    const present = await this.readPresent();
    if (present.state === 'whole') await writeWhole(this.previousPath, present.bytes, MODE);
    if (present.state === 'damaged') await this.setAside(new Date());
    await writeWhole(this.path, bytes, MODE);
  }

  /** Replaces the present file alone; the predecessor stays what it is. Only within `alone`. */
  async replacePresent(bytes: Uint8Array): Promise<void> {
    await writeWhole(this.path, bytes, MODE);
  }

  /**
   * Replaces the predecessor and then the present file, so that nothing older is left. Where this fails, the present
   * file is as it was. Only within `alone`.
   */
  async replaceBoth(bytes: Uint8Array): Promise<void> {
    await writeWhole(this.previousPath, bytes, MODE);
    await writeWhole(this.path, bytes, MODE);
  }

  /**
   * Gives the present file a name of its own, under which it stays. Only within `alone`.
   *
   * @returns its new path; null where there is no file
   */
  async setAside(now: Date): Promise<string | null> {
    const aside = join(this.#folder, this.#damagedName(fileStamp(now)));
    try {
      await rename(this.path, aside);
      return aside;
    } catch (cause) {
      return systemCode(cause) === 'ENOENT' ? null : unwritable(aside)(cause);
    }
  }

  async #read(path: string): Promise<FoundFile<T>> {
    const bytes = await readUpTo(path, this.#longest + 1);
    if (bytes === null) return { state: 'missing' };
    const content = bytes.length > this.#longest ? null : this.#decode(bytes);
    return content === null ? { state: 'damaged' } : { state: 'whole', bytes, content };
  }
}

/** The first bytes of a file; null where there is none. @throws file-unreadable */
async function readUpTo(path: string, longest: number): Promise<Uint8Array | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const bytes = new Uint8Array(Math.min(size, longest));
      return bytes.subarray(0, await readFully(file, bytes, 0));
    } finally {
      await file.close();
    }
  } catch (cause) {
    return systemCode(cause) === 'ENOENT' ? null : unreadable(path)(cause);
  }
}
