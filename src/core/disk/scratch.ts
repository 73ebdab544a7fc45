import { type FileHandle, open } from 'node:fs/promises';
import { failed } from '../errors';
import { diskTrouble } from './disk-trouble';
import { removePrivateFolder } from './private-folder';
import { makeScratchFolder } from './scratch-sweep';

/**
 * Gives `work` a private folder (mode 0700) under `parent`, and removes it with all that is in it whatever
 * becomes of `work`; where this process is killed meanwhile or may no longer remove it, the next start does.
 *
 * @throws disk-full, destination-not-writable where none can be made
 */
export async function withScratchFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  let folder: string;
  try {
    folder = await makeScratchFolder(parent);
  } catch (error) {
    throw await diskTrouble(parent, 0, error);
  }
  try {
    return await work(folder);
  } finally {
    // A folder that cannot be removed must not hide what `work` ended with.
    await removePrivateFolder(folder).catch(() => {});
  }
}

/** A new file of mode 0600 that is written from its start to its end. */
export class ScratchFile {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #needed: number;
  readonly #freeBytes: number | null;

  private constructor(path: string, file: FileHandle, needed: number, freeBytes: number | null) {
    this.path = path;
    this.#file = file;
    this.#needed = needed;
    this.#freeBytes = freeBytes;
  }

  /**
   * @param needed its length in bytes once it is written, to tell when the disk is full
   * @throws disk-full, destination-not-writable
   */
  static async create(path: string, needed: number, freeBytes: number | null): Promise<ScratchFile> {
    try {
      return new ScratchFile(path, await open(path, 'wx', 0o600), needed, freeBytes);
    } catch (error) {
      throw await diskTrouble(path, needed, error);
    }
  }

  /** Throws disk-full, destination-not-writable. */
  async append(bytes: Uint8Array): Promise<void> {
    try {
      await this.#file.writeFile(bytes);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
        throw failed('disk-full', { path: this.path, need: this.#needed, free: this.#freeBytes ?? 0 }, error);
      }
      throw await diskTrouble(this.path, this.#needed, error);
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
