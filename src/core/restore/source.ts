import { open } from 'node:fs/promises';
import { failed } from '../errors';

/** An archive's bytes in order, from a file or from a server. */
export interface ByteSource {
  /** The whole length, in bytes. */
  readonly size: number;
  /** The next piece, which is valid until the call after; null at the end. */
  next(): Promise<Uint8Array | null>;
  close(): Promise<void>;
}

/** Measured: with pieces of 512 KiB and one read ahead, reading a file keeps pace with its decryption. */
const PIECE = 512 * 1024;

/** Reads a file from its start, one piece ahead of the caller. @throws file-unreadable */
export async function fileSource(path: string): Promise<ByteSource> {
  const unreadable = (cause: NodeJS.ErrnoException): never => {
    throw failed('file-unreadable', { path, reason: cause.code ?? cause.message }, cause);
  };
  const file = await open(path, 'r').catch(unreadable);
  const { size } = await file.stat();
  const buffers = [Buffer.allocUnsafeSlow(PIECE), Buffer.allocUnsafeSlow(PIECE)] as const;
  let turn = 0;
  let position = 0;

  const readAhead = async (): Promise<Buffer> => {
    const buffer = buffers[turn % 2 === 0 ? 0 : 1];
    turn += 1;
    const { bytesRead } = await file.read(buffer, 0, PIECE, position).catch(unreadable);
    position += bytesRead;
    return buffer.subarray(0, bytesRead);
  };
  let ahead = readAhead();
  // The failure is told by `next`; until somebody calls it, it must not count as unhandled.
  ahead.catch(() => {});

  return {
    size,
    async next() {
      const piece = await ahead;
      if (piece.length === 0) return null;
      ahead = readAhead();
      ahead.catch(() => {});
      return piece;
    },
    async close() {
      await ahead.catch(() => {});
      await file.close();
    },
  };
}
