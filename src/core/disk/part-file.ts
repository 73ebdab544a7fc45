import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, link, lstat, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failed } from '../errors';
import { diskTrouble, systemCode } from './disk-trouble';
import { unfinishedPath } from './part-name';
import { isSettled } from './private-folder';
import type { RandomAccess } from './random-access';
import { readFully } from './read-file';
import { syncFolder } from './whole-file';

/** What one write takes, see docs/performance.md. */
const BATCH = 512 * 1024;
/** On a slow line a batch takes long to fill, and what came should not be lost with this process. */
const LONGEST_GATHERING_MS = 250;
/** After so much the disk is asked to catch up. Measured with 32 to 256 MiB, see docs/performance.md. */
const SYNC_EVERY = 128 * 1024 ** 2;
const MOST_PARTS = 100;

/**
 * A file that is being made: it is called `NAME.part`, mode 0600, in the folder of its destination, and gets
 * its final name only by `place`. One write is in flight while the next batch gathers; never two, since the later one
 * might reach the disk alone, and leave a hole in what a killed process left.
 */
export class PartFile {
  readonly path: string;
  /** About how long it will be, in bytes, to say what is missing on a full disk; 0 while that is unknown. */
  expected = 0;
  readonly #file: FileHandle;
  readonly #destination: string;
  /** The batch that is being filled, and the one that is being written; both are made when first needed. */
  #gathering: Buffer | null = null;
  #spare: Buffer | null = null;
  #gathered = 0;
  #gatheringSince = 0;
  #written = 0;
  #skip = 0;
  #inFlight: Promise<void> = Promise.resolve();
  /** Until where the disk itself was asked to take it, and the last such request. */
  #synced = 0;
  #syncing: Promise<void> | null = null;
  #open = true;

  private constructor(file: FileHandle, path: string, destination: string) {
    this.#file = file;
    this.path = path;
    this.#destination = destination;
  }

  /**
   * Makes a fresh part beside `destination`. One that another run left or still writes is never touched.
   *
   * @param announce is called with the part's name before it is made, so that it can be written down
   */
  static async create(
    destination: string,
    announce: (path: string) => Promise<void> = async () => {},
  ): Promise<PartFile> {
    for (let count = 1; count <= MOST_PARTS; count += 1) {
      const path = unfinishedPath(destination, count === 1 ? '.part' : `.${count}.part`);
      if (await exists(path)) continue;
      await announce(path);
      try {
        // Never a file that is there by now, nor through a link: another user may write in this folder too.
        return new PartFile(await open(path, 'wx+', 0o600), path, destination);
      } catch (cause) {
        if (systemCode(cause) !== 'EEXIST') throw await diskTrouble(destination, 0, cause);
      }
    }
    throw failed('destination-not-writable', { path: destination, reason: 'EEXIST' });
  }

  /**
   * Continues a part that an earlier run left: its first `have` bytes stay, and as many are passed over of what is
   * written. Rejects with the system's error, and with ELOOP where what is there is not a file of this user alone.
   */
  static async continue(path: string, destination: string, have: number): Promise<PartFile> {
    const file = await open(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
    const part = new PartFile(file, path, destination);
    try {
      const found = await file.stat();
      const isOwn = found.isFile() && found.nlink === 1 && found.uid === (process.getuid?.() ?? found.uid);
      if (!isOwn) throw Object.assign(new Error('not a file of this user alone'), { code: 'ELOOP' });
      await file.truncate(have);
    } catch (error) {
      await file.close();
      throw error;
    }
    part.#written = have;
    part.#skip = have;
    return part;
  }

  get bytes(): number {
    return this.#written + this.#gathered;
  }

  /**
   * What was written and flushed, read through the very file that it was written to: what has the part's name
   * could be another by then. Not to be used after `place`, `leave` and `discard`.
   */
  access(): RandomAccess {
    return {
      size: this.#written,
      read: (target, position) => readFully(this.#file, target, position),
      close: async () => {},
    };
  }

  /**
   * Takes a copy of a slice: giving its memory back to the decipher at once is faster than keeping it until it is
   * written. Returns a promise only where an earlier batch is still being written.
   */
  write(slice: Uint8Array): Promise<void> | void {
    const rest = this.#skip === 0 ? slice : slice.subarray(this.#skip);
    this.#skip -= slice.length - rest.length;
    const now = performance.now();
    if (this.#gathered === 0) this.#gatheringSince = now;
    if (this.#gathered + rest.length >= BATCH) return this.#fill(rest);
    this.#gather(rest);
    if (now - this.#gatheringSince > LONGEST_GATHERING_MS) return this.#flush();
  }

  async #fill(slice: Uint8Array): Promise<void> {
    let rest = slice;
    while (this.#gathered + rest.length >= BATCH) {
      const some = rest.subarray(0, BATCH - this.#gathered);
      this.#gather(some);
      await this.#flush();
      rest = rest.subarray(some.length);
    }
    this.#gather(rest);
  }

  #gather(slice: Uint8Array): void {
    if (slice.length === 0) return;
    this.#gathering ??= Buffer.allocUnsafeSlow(BATCH);
    this.#gathering.set(slice, this.#gathered);
    this.#gathered += slice.length;
  }

  /** Everything written, so that it can be read back. */
  async flush(): Promise<void> {
    await this.#flush();
    await this.#inFlight;
  }

  /** Everything on the disk itself, rather than in the system's cache. */
  async sync(): Promise<void> {
    await this.flush();
    try {
      await this.#syncing;
      await this.#file.sync();
    } catch (cause) {
      throw await diskTrouble(this.#destination, this.#written, cause);
    }
  }

  /**
   * Gives the final name, as one step of the file system.
   *
   * @param durable whether the name is to be on the disk itself when this resolves; for many files in
   *   one folder, call `syncFolder` once instead
   * @throws destination-exists where a file of that name is there and `overwrite` is false; file-changed where another
   *   file was put in the part's place
   */
  async place(overwrite: boolean, durable = true): Promise<void> {
    const own = await this.#file.stat({ bigint: true }).catch(() => null);
    await this.#close();
    try {
      await requireSame(this.path, own);
      if (overwrite) await requireReplaceable(this.#destination);
      if (overwrite) await rename(this.path, this.#destination);
      else await placeNew(this.path, this.#destination);
    } catch (cause) {
      if (systemCode(cause) === 'EEXIST') throw failed('destination-exists', { path: this.#destination }, cause);
      throw await diskTrouble(this.#destination, this.#written, cause);
    }
    await requireSame(this.#destination, own);
    if (durable) await syncFolder(dirname(this.#destination));
  }

  /** Leaves the part as it is, with as much of it on the disk as can be, for a later run to continue. */
  async leave(): Promise<void> {
    if (!this.#open) return;
    await this.sync().catch(() => {});
    await this.#close();
  }

  /** Removes the part. Does nothing after `place`. */
  async discard(): Promise<void> {
    await this.#close();
    await unlink(this.path).catch((cause: unknown) => {
      if (systemCode(cause) !== 'ENOENT') throw cause;
    });
  }

  async #close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#inFlight.catch(() => {});
    await this.#syncing?.catch(() => {});
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    await this.#inFlight;
    const batch = this.#gathering;
    if (this.#gathered === 0 || batch === null) return;
    const position = this.#written;
    this.#syncEarly();
    this.#inFlight = this.#writeAll(batch.subarray(0, this.#gathered), position);
    this.#written += this.#gathered;
    this.#gathered = 0;
    this.#gathering = this.#spare;
    this.#spare = batch;
    // The next one to wait for it gets the error; until then it must not count as unhandled.
    this.#inFlight.catch(() => {});
  }

  /** Asks the disk to take what was written by now, while more comes: there is less to wait for at the end. */
  #syncEarly(): void {
    if (this.#syncing !== null || this.#written - this.#synced < SYNC_EVERY) return;
    this.#synced = this.#written;
    const syncing = this.#file.datasync();
    this.#syncing = syncing;
    // A failed request stays: the system reports a failure once, and `sync` must not miss it.
    syncing.then(
      () => void (this.#syncing = null),
      () => {},
    );
  }

  async #writeAll(batch: Uint8Array, position: number): Promise<void> {
    // A disk that is nearly full takes only a part of a write.
    for (let done = 0; done < batch.length; ) {
      const at = position + done;
      try {
        done += (await this.#file.write(batch, done, batch.length - done, at)).bytesWritten;
      } catch (cause) {
        throw await diskTrouble(this.#destination, Math.max(this.expected - at, BATCH), cause);
      }
    }
  }
}

/**
 * Where others may rename what is in the folder. Elsewhere it is not asked: some file systems give a file another
 * number with another name.
 *
 * @throws file-changed where the name is of another file than the one that was written
 */
async function requireSame(path: string, own: BigIntStats | null): Promise<void> {
  if (await isSettled(dirname(path))) return;
  const found = await lstat(path, { bigint: true });
  if (own !== null && (found.ino !== own.ino || found.dev !== own.dev)) throw failed('file-changed', { path });
}

/** Devices, pipes and folders are never replaced. @throws destination-not-writable */
export async function requireReplaceable(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null || found.isFile() || found.isSymbolicLink()) return;
  throw failed('destination-not-writable', { path, reason: found.isDirectory() ? 'EISDIR' : 'special' });
}

/** A hard link fails where the name is taken, which a rename does not; disks without links are asked first. */
async function placeNew(part: string, destination: string): Promise<void> {
  try {
    await link(part, destination);
  } catch (cause) {
    const code = systemCode(cause);
    if (code === 'EEXIST' || code === 'ENOENT' || code === 'ENOSPC') throw cause;
    if (await exists(destination)) throw Object.assign(new Error('exists'), { code: 'EEXIST' });
    await rename(part, destination);
    return;
  }
  await unlink(part);
}

/**
 * Whether the name is taken. @throws destination-not-writable where the system does not say: a name too long, a folder
 * that may not be entered
 */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (cause) {
    const code = systemCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw await diskTrouble(path, 0, cause);
  }
}
