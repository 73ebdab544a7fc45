import { type FileHandle, open } from 'node:fs/promises';
import { diskTrouble } from './disk-trouble';

/** A new file of mode 0600 that is written from its start to its end. */
export class ScratchFile {
  readonly path: string;
  readonly #file: FileHandle;
  /** How many bytes are still to come. */
  #needed: number;

  private constructor(path: string, file: FileHandle, needed: number) {
    this.path = path;
    this.#file = file;
    this.#needed = needed;
  }

  /**
   * @param needed its length in bytes once it is written, to say how much space is missing on a full disk
   * @throws disk-full, destination-not-writable
   */
  static async create(path: string, needed: number): Promise<ScratchFile> {
    try {
      return new ScratchFile(path, await open(path, 'wx', 0o600), needed);
    } catch (error) {
      throw await diskTrouble(path, needed, error);
    }
  }

  /** @throws disk-full, destination-not-writable */
  async append(bytes: Uint8Array): Promise<void> {
    try {
      await this.#file.writeFile(bytes);
    } catch (error) {
      throw await diskTrouble(this.path, Math.max(this.#needed, bytes.length), error);
    }
    this.#needed -= bytes.length;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
