import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { systemCode, unreadable, unwritable } from '../../disk/disk-trouble';
import { withFileLock } from '../../disk/file-lock';
import { readFully } from '../../disk/read-file';
import { writeWhole } from '../../disk/whole-file';
import { failed } from '../../errors';
import { decodeVault, LONGEST_VAULT, type VaultFile } from './file-format';

const FILE = 'vault.salvor';
const MODE = 0o600;

/** A vault file as it stands on the disk. */
export interface Stored {
  readonly bytes: Uint8Array;
  readonly file: VaultFile;
}

/**
 * The vault's place in a folder: the file, and beside it its last good predecessor. At every moment, also one at which
 * the process is killed or the power goes, both names stand for a whole file or for none.
 */
export class VaultDisk {
  readonly path: string;
  readonly previousPath: string;

  constructor(folder: string) {
    this.path = join(folder, FILE);
    this.previousPath = `${this.path}.previous`;
  }

  /** The present file. @throws vault-missing, vault-damaged, vault-version-unknown, file-unreadable */
  async read(): Promise<Stored> {
    const bytes = await this.#bytes(this.path);
    const found = bytes === null ? null : decodeVault(bytes);
    if (bytes !== null && found?.state === 'whole') return { bytes, file: found.file };
    if (found?.state === 'unknown') throw failed('vault-version-unknown', { path: this.path });
    const previous = (await this.previous()) === null ? 0 : 1;
    // One that is gone while its predecessor stands was taken away: to begin anew would lose what the other holds.
    if (bytes === null && previous === 0) throw failed('vault-missing', { path: this.path });
    throw failed('vault-damaged', { path: this.path, previous });
  }

  /** The predecessor where there is a whole one, else null. */
  async previous(): Promise<Stored | null> {
    const bytes = await this.#bytes(this.previousPath).catch(() => null);
    const found = bytes === null ? null : decodeVault(bytes);
    return bytes !== null && found?.state === 'whole' ? { bytes, file: found.file } : null;
  }

  /** Whether a vault stands there in whatever state, or its predecessor alone. */
  async exists(): Promise<boolean> {
    const unreadable = () => new Uint8Array();
    return (await this.#bytes(this.path).catch(unreadable)) !== null || (await this.previous()) !== null;
  }

  /** Runs `work` while no other process and no other window changes the vault. @throws file-in-use */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 }).catch(unwritable(this.path));
    return withFileLock(`${this.path}.lock`, work);
  }

  /**
   * Puts `bytes` in the place of the present file, which becomes the predecessor if it is whole. Only within `alone`.
   */
  async replace(bytes: Uint8Array): Promise<void> {
    await this.#sweep();
    const present = await this.#bytes(this.path);
    if (present !== null && decodeVault(present).state === 'whole') await writeWhole(this.previousPath, present, MODE);
    await writeWhole(this.path, bytes, MODE);
  }

  /**
   * Puts `bytes` in the place of the predecessor and then of the present file, so that nothing older is left. Where
   * this fails, the present file is as it was and opens as before. Only within `alone`.
   */
  async replaceAll(bytes: Uint8Array): Promise<void> {
    await this.#sweep();
    await writeWhole(this.previousPath, bytes, MODE);
    await writeWhole(this.path, bytes, MODE);
  }

  /**
   * Puts the predecessor in the place of a damaged file, which is kept under a name of its own. Only within `alone`.
   *
   * @returns the path under which the damaged file is kept; null where there was none
   */
  async restorePrevious(now: Date): Promise<string | null> {
    const previous = await this.previous();
    if (previous === null) throw failed('vault-missing', { path: this.previousPath });
    const damaged = await this.#bytes(this.path).catch(() => null);
    const aside = `${this.path}.damaged-${now
      .toISOString()
      .replaceAll(':', '-')
      .replace(/\.\d+Z$/, 'Z')}`;
    if (damaged !== null) await writeWhole(aside, damaged, MODE);
    await writeWhole(this.path, previous.bytes, MODE);
    return damaged === null ? null : aside;
  }

  /** Unfinished files of a process that was killed while it wrote. They hold sealed bytes, but nobody needs them. */
  async #sweep(): Promise<void> {
    const folder = dirname(this.path);
    const unfinished = (await readdir(folder)).filter(
      (name) => name.startsWith(`${basename(this.path)}.`) && name.endsWith('.part'),
    );
    await Promise.all(unfinished.map((name) => rm(join(folder, name), { force: true })));
  }

  async #bytes(path: string): Promise<Uint8Array | null> {
    try {
      const file = await open(path, 'r');
      try {
        const { size } = await file.stat();
        // Nothing of ours is longer, so that what is read of it cannot be whole.
        const bytes = new Uint8Array(Math.min(size, LONGEST_VAULT));
        return bytes.subarray(0, await readFully(file, bytes, 0));
      } finally {
        await file.close();
      }
    } catch (cause) {
      if (systemCode(cause) === 'ENOENT') return null;
      return unreadable(path)(cause);
    }
  }
}
