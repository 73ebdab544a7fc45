import { allowedExpansion } from '../contents/zip/expansion';
import { failed } from '../errors';
import type { PieceStream } from './stream';

/**
 * Bounds what a packed envelope may expand to: no more than is plausible for so many packed bytes, and no more than
 * there is space for where it will be written.
 *
 * @param packed length of the archive in bytes
 * @param free space on the disk in bytes; null where that is not known
 * @throws expands-too-far, expands-beyond-disk
 */
export function boundExpansion(plain: PieceStream, packed: number, free: number | null): PieceStream {
  const limit = allowedExpansion(packed);
  let bytes = 0;
  return {
    async next() {
      const piece = await plain.next();
      if (piece === null) return null;
      bytes += piece.length;
      if (bytes > limit) throw failed('expands-too-far', { packed, limit });
      if (free !== null && bytes > free) throw failed('expands-beyond-disk', { expandsTo: bytes, free });
      return piece;
    },
  };
}
