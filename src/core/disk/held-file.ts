import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { failed } from '../errors';
import { unreadable } from './disk-trouble';
import type { RandomAccess } from './random-access';
import { readFully } from './read-file';

/** Shows whether a file was written to since. */
interface FileState {
  readonly size: bigint;
  /** When it was last written to, in nanoseconds. */
  readonly mtimeNs: bigint;
  /** And when that time was last set, which the system alone can. */
  readonly ctimeNs: bigint;
}

/**
 * An archive on this machine under one handle for as long as it is used: a file that replaces it meanwhile is never
 * read instead, and a change is noticed.
 */
export class HeldFile {
  readonly size: number;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #state: FileState;
  #users = 1;

  private constructor(path: string, file: FileHandle, state: FileState) {
    this.#path = path;
    this.#file = file;
    this.#state = state;
    this.size = Number(state.size);
  }

  /** @throws file-unreadable */
  static async open(path: string): Promise<HeldFile> {
    // Without O_NONBLOCK, opening a pipe waits until something writes to it.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(unreadable(path));
    try {
      const found = await file.stat({ bigint: true }).catch(unreadable(path));
      // An archive is read more than once, and its size must be known.
      if (!found.isFile())
        throw failed('file-unreadable', {
          path,
          reason: found.isDirectory() ? 'EISDIR' : found.isFIFO() ? 'ESPIPE' : 'special',
        });
      return new HeldFile(path, file, found);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** With it another thread of this process reads the same file, as long as it is open here. */
  get descriptor(): number {
    return this.#file.fd;
  }

  /** Reads once, which may be less than was asked for; 0 only at the end. @throws file-unreadable */
  async read(target: Uint8Array, offset: number, length: number, position: number): Promise<number> {
    const { bytesRead } = await this.#file.read(target, offset, length, position).catch(unreadable(this.#path));
    return bytesRead;
  }

  /** @throws file-changed when it was written to since it was opened; file-unreadable */
  async requireUnchanged(): Promise<void> {
    const now = await this.#file.stat({ bigint: true }).catch(unreadable(this.#path));
    const { size, mtimeNs, ctimeNs } = this.#state;
    if (now.size !== size || now.mtimeNs !== mtimeNs || now.ctimeNs !== ctimeNs)
      throw failed('file-changed', { path: this.#path });
  }

  /**
   * The same file at any position, open until that is closed too.
   *
   * @param watched whether every read rejects with file-changed once it has changed
   */
  access(watched = true): RandomAccess {
    this.#users += 1;
    return {
      size: this.size,
      read: async (target, position) => {
        const filled = await readFully(this.#file, target, position).catch(unreadable(this.#path));
        // Afterwards: what was read before a change is good, and what comes after one is not.
        if (watched) await this.requireUnchanged();
        return filled;
      },
      close: () => this.close(),
    };
  }

  /** Closes the file once all who use it have said so. */
  async close(): Promise<void> {
    this.#users -= 1;
    if (this.#users === 0) await this.#file.close();
  }
}
