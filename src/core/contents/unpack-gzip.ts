import type { RandomAccess } from '../disk/random-access';
import { failed } from '../errors';
import { gzip } from '../formats/gzip';
import { PieceReader } from './piece-reader';

/** zlib hands on all that a piece gives: up to a thousand times as much. */
const PIECE_BYTES = 16 * 1024;
const HEAD_BYTES = 18;

/**
 * Unpacks a gzip file and hands its bytes to `take`, in order.
 *
 * @throws cut-short, gzip-damaged, cancelled, and what `take` throws
 */
export async function unpackGzip(
  access: RandomAccess,
  signal: AbortSignal,
  take: (bytes: Uint8Array) => Promise<void> | void,
): Promise<void> {
  const head = Buffer.alloc(Math.min(HEAD_BYTES, access.size));
  await access.read(head, 0);
  const [opening] = await gzip.readHeader(head).openings({});
  if (opening === undefined) throw failed('gzip-damaged', { reason: 'its header cannot be read' });
  const decipher = opening.decipher(true);
  let done = 0;
  const reader = new PieceReader(
    access,
    (bytes) => (done += bytes),
    () => failed('cut-short', { have: access.size, need: null }),
  );
  await reader.moveTo(0, access.size);
  try {
    while (done < access.size) {
      if (signal.aborted) throw failed('cancelled', {});
      for (const bytes of await decipher.update(await reader.some(PIECE_BYTES))) await take(bytes);
    }
    for (const bytes of await decipher.finish(new Uint8Array())) await take(bytes);
  } finally {
    await reader.settle();
  }
}
