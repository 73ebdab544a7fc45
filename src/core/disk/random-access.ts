import { open } from 'node:fs/promises';
import { readFully } from './read-file';

/**
 * Bytes that can be read from any position: a plain file, or an envelope that is decrypted as it is read.
 * The proof works on this, so that it need not know whether plaintext ever stood on the disk.
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
  const file = await open(path, 'r');
  const { size } = await file.stat();
  return {
    size,
    read: (target, position) => readFully(file, target, position),
    close: () => file.close(),
  };
}
