import { type FileHandle, link, lstat, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failed } from '../errors';
import { syncFolder } from '../whole-file';
import { diskTrouble } from './disk-trouble';

/** Enough slices for one `writev`, see docs/performance.md. */
const BATCH = 512 * 1024;
/** On a slow line a batch takes long to fill; what came is not to be lost with this process. */
const LONGEST_GATHERING_MS = 250;
const MOST_PARTS = 100;

/**
 * A file that is being made: it is called `NAME.part`, mode 0600, in the folder where it will stand, and gets
 * its final name only by `place`. One write is in flight while the next batch gathers.
 */
export class PartFile {
  readonly path: string;
  /** How long it will about be, in bytes, to tell what is missing on a full disk; 0 while nobody knows. */
  expected = 0;
  readonly #file: FileHandle;
  readonly #destination: string;
  #batch: Uint8Array[] = [];
  #batched = 0;
  #gatheringSince = 0;
  #written = 0;
  #skip = 0;
  #inFlight: Promise<void> = Promise.resolve();
  #open = true;

  private constructor(file: FileHandle, path: string, destination: string) {
    this.#file = file;
    this.path = path;
    this.#destination = destination;
  }

  /**
   * Makes a fresh part beside `destination`. One that another run left or still writes is never touched.
   *
   * @param announce is told the part's name before it is made, so that it can be written down
   */
  static async create(destination: string, announce: (path: string) => Promise<void> = async () => {}): Promise<PartFile> {
    for (let count = 1; count <= MOST_PARTS; count += 1) {
      const path = count === 1 ? `${destination}.part` : `${destination}.${count}.part`;
      if (await exists(path)) continue;
      await announce(path);
      try {
        return new PartFile(await open(path, 'wx', 0o600), path, destination);
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw await diskTrouble(destination, 0, cause);
      }
    }
    throw failed('destination-not-writable', { path: destination, reason: 'EEXIST' });
  }

  /**
   * Goes on with a part that an earlier run left: its first `have` bytes stay, and as many are passed over of what is
   * written. Rejects with the system's error.
   */
  static async continue(path: string, destination: string, have: number): Promise<PartFile> {
    const file = await open(path, 'r+');
    const part = new PartFile(file, path, destination);
    try {
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
    return this.#written + this.#batched;
  }

  /** Takes a slice, which must not change afterwards. Waits only while an earlier batch is being written. */
  async write(slice: Uint8Array): Promise<void> {
    const rest = this.#skip === 0 ? slice : slice.subarray(this.#skip);
    this.#skip -= slice.length - rest.length;
    if (rest.length === 0) return;
    const now = performance.now();
    if (this.#batched === 0) this.#gatheringSince = now;
    this.#batch.push(rest);
    this.#batched += rest.length;
    if (this.#batched >= BATCH || now - this.#gatheringSince > LONGEST_GATHERING_MS) await this.#flush();
  }

  /** Everything written, so that it can be read back. */
  async flush(): Promise<void> {
    await this.#flush();
    await this.#inFlight;
  }

  /** Everything on the disk itself, rather than in the system's cache. */
  async sync(): Promise<void> {
    await this.flush();
    await this.#file.sync().catch(async (cause: unknown) => {
      throw await diskTrouble(this.#destination, this.#written, cause);
    });
  }

  /**
   * Gives the final name, as one step of the file system.
   *
   * @param durable whether the name is to be on the disk itself when this resolves; who places many files in one
   *   folder calls `syncFolder` once for all of them
   * @throws destination-exists where a file of that name stands there and `overwrite` is false
   */
  async place(overwrite: boolean, durable = true): Promise<void> {
    await this.#close();
    try {
      if (overwrite) await rename(this.path, this.#destination);
      else await placeNew(this.path, this.#destination);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw failed('destination-exists', { path: this.#destination }, cause);
      throw await diskTrouble(this.#destination, this.#written, cause);
    }
    if (durable) await syncFolder(dirname(this.#destination));
  }

  /** Leaves the part as it is, with as much of it on the disk as can be, for a later run to go on with. */
  async leave(): Promise<void> {
    if (!this.#open) return;
    await this.sync().catch(() => {});
    await this.#close();
  }

  /** Removes the part. Does nothing after `place`. */
  async discard(): Promise<void> {
    await this.#close();
    await unlink(this.path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw cause;
    });
  }

  async #close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#inFlight.catch(() => {});
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    await this.#inFlight;
    if (this.#batched === 0) return;
    const batch = this.#batch;
    const position = this.#written;
    this.#written += this.#batched;
    this.#batch = [];
    this.#batched = 0;
    this.#inFlight = this.#writeAll(batch, position);
    // Whoever waits for it next is told; until then it must not count as unhandled.
    this.#inFlight.catch(() => {});
  }

  async #writeAll(batch: Uint8Array[], position: number): Promise<void> {
    let rest = batch;
    let at = position;
    while (rest.length > 0) {
      let bytesWritten: number;
      try {
        ({ bytesWritten } = await this.#file.writev(rest, at));
      } catch (cause) {
        throw await diskTrouble(this.#destination, Math.max(this.expected - at, BATCH), cause);
      }
      at += bytesWritten;
      rest = afterFirst(rest, bytesWritten);
    }
  }
}

/** A disk that is nearly full takes a part of a write: what is left of the batch behind `count` bytes. */
function afterFirst(batch: Uint8Array[], count: number): Uint8Array[] {
  let skip = count;
  for (const [index, slice] of batch.entries()) {
    if (skip < slice.length) return [slice.subarray(skip), ...batch.slice(index + 1)];
    skip -= slice.length;
  }
  return [];
}

/** A hard link fails where the name is taken, which a rename does not; disks without links are asked first. */
async function placeNew(part: string, destination: string): Promise<void> {
  try {
    await link(part, destination);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOENT' || code === 'ENOSPC') throw cause;
    if (await exists(destination)) throw Object.assign(new Error('exists'), { code: 'EEXIST' });
    await rename(part, destination);
    return;
  }
  await unlink(part);
}

export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (cause: NodeJS.ErrnoException) => cause.code !== 'ENOENT' && cause.code !== 'ENOTDIR',
  );
}
