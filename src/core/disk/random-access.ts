import { open } from 'node:fs/promises';

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
    async read(target, position) {
      let filled = 0;
      while (filled < target.length) {
        const { bytesRead } = await file.read(target, filled, target.length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled;
    },
    close: () => file.close(),
  };
}
