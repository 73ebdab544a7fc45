import { close, fstat, open, read } from 'node:fs';
import { promisify } from 'node:util';
import { readFully } from './read-file';

// Not those of node:fs/promises, which takes 2 ms to load: `salvor inspect` needs no more of it.
const opened = promisify(open);
const statsOf = promisify(fstat);
const readAt = promisify(read);
const closed = promisify(close);

/**
 * Bytes that can be read from any position: a plain file, or an envelope that is decrypted as it is read.
 * The proof works on this, so that it need not know whether plaintext ever was on the disk.
 */
export interface RandomAccess {
  /** Length in bytes. */
  readonly size: number;
  /** Fills `target` from `position`; resolves with the number of bytes read, less than asked only at the end. */
  read(target: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

/** Opens a file for random access. Rejects with the operating system's error. */
export async function openFileAccess(path: string): Promise<RandomAccess> {
  const descriptor = await opened(path, 'r');
  const file = {
    read: (target: Uint8Array, offset: number, length: number, position: number | null) =>
      readAt(descriptor, target, offset, length, position),
  };
  const { size } = await statsOf(descriptor);
  return {
    size,
    read: (target, position) => readFully(file, target, position),
    close: () => closed(descriptor),
  };
}
