import type { FileSource } from '../../disk/byte-source';
import { HeldFile } from '../../disk/held-file';
import { BlockSeals } from './block-seals';

/** Measured: with pieces of 512 KiB and one read ahead, reading a file keeps pace with its decryption. */
const PIECE = 512 * 1024;

/**
 * Reads a file from its start, one piece ahead of the caller.
 *
 * @param sealing whether `access`, once all was read, gives nothing but the bytes that were read here
 * @throws file-unreadable; file-changed at its end
 */
export async function fileSource(path: string, sealing = false): Promise<FileSource> {
  const file = await HeldFile.open(path);
  const seals = sealing ? new BlockSeals(file.size) : null;
  const buffers = [Buffer.allocUnsafeSlow(PIECE), Buffer.allocUnsafeSlow(PIECE)] as const;
  let turn = 0;
  let position = 0;

  const readAhead = async (): Promise<Buffer> => {
    const buffer = buffers[turn % 2 === 0 ? 0 : 1];
    turn += 1;
    const count = await file.read(buffer, 0, PIECE, position);
    position += count;
    return buffer.subarray(0, count);
  };
  let ahead = readAhead();
  // `next` throws the failure; until that is called, it must not count as unhandled.
  ahead.catch(() => {});

  return {
    size: file.size,
    async next() {
      const piece = await ahead;
      if (piece.length === 0) {
        // Before anyone judges what was read: half of one file and half of another is neither cut nor altered.
        await file.requireUnchanged();
        return null;
      }
      ahead = readAhead();
      ahead.catch(() => {});
      seals?.add(piece);
      return piece;
    },
    access: () => (seals?.complete === true ? seals.guard(path, file.access(false)) : file.access()),
    descriptor: file.descriptor,
    requireUnchanged: () => file.requireUnchanged(),
    async close() {
      await ahead.catch(() => {});
      await file.close();
    },
  };
}
