import { createInflateRaw, inflateRaw } from 'node:zlib';
import { SalvorError } from '../errors';
import { damagedEntry } from './local-header';
import type { PieceReader } from './piece-reader';
import type { ZipEntry } from './zip-directory';

/** Takes unpacked bytes as they come; a promise holds the flow until it resolves. */
export type Take = (bytes: Buffer) => Promise<void> | void;

/** The buffer that zlib unpacks into, in bytes. Below 256 KiB the rate falls off, above it nothing is won. */
const OUTPUT_BYTES = 256 * 1024;

/**
 * Up to these lengths, in bytes, an entry is unpacked in one call: cheaper by the cost of a stream, and there
 * are many small entries.
 */
const SMALL_STORED = 128 * 1024;
const SMALL = 512 * 1024;

/**
 * Unpacks a deflated entry on libuv's threads and hands its bytes to `take`. The deflate stream must end exactly
 * where the entry's stored bytes end. Throws entry-damaged, and whatever `take` throws.
 */
export async function inflateEntry(entry: ZipEntry, reader: PieceReader, take: Take): Promise<void> {
  try {
    if (entry.storedBytes <= SMALL_STORED && entry.bytes <= SMALL) await inflateSmall(entry, reader, take);
    else await inflateLarge(entry, reader, take);
  } catch (error) {
    throw isOfZlib(error) ? damagedEntry(entry, 'inflate', error) : error;
  }
}

async function inflateSmall(entry: ZipEntry, reader: PieceReader, take: Take): Promise<void> {
  const stored = await reader.exactly(entry.storedBytes);
  const { bytes, consumed } = await new Promise<{ bytes: Buffer; consumed: number }>((resolve, reject) => {
    // One byte more than stated, so that an entry which is longer is told from one that is exact.
    const most = entry.bytes + 1;
    inflateRaw(stored, { chunkSize: Math.max(64, most), maxOutputLength: most, info: true }, (error, result) => {
      if (error !== null) return reject(isTooLong(error) ? damagedEntry(entry, 'size', error) : error);
      const { buffer, engine } = result as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
      resolve({ bytes: buffer, consumed: engine.bytesWritten });
    });
  });
  if (consumed !== entry.storedBytes) throw damagedEntry(entry, 'size');
  await take(bytes);
}

async function inflateLarge(entry: ZipEntry, reader: PieceReader, take: Take): Promise<void> {
  const inflater = createInflateRaw({ chunkSize: OUTPUT_BYTES });
  const ended = new Promise<'ended'>((resolve, reject) => {
    inflater.once('end', () => resolve('ended')).once('error', reject);
  });
  // It is waited for below; until then a failure must not count as unhandled.
  ended.catch(() => undefined);

  inflater.on('data', (bytes: Buffer) => {
    // The first trouble ends it: what zlib has already unpacked of the same piece is of no more use.
    if (inflater.destroyed) return;
    try {
      const taken = take(bytes);
      if (taken === undefined) return;
      inflater.pause();
      taken.then(() => inflater.resume(), (error: Error) => inflater.destroy(error));
    } catch (error) {
      inflater.destroy(error as Error);
    }
  });

  try {
    let left = entry.storedBytes;
    while (left > 0) {
      const piece = await reader.some(left);
      left -= piece.length;
      const written = new Promise<void>((resolve) => inflater.write(piece, () => resolve()));
      // Where the deflate stream ends within a piece, zlib never says that the piece was written.
      if ((await Promise.race([written, ended])) === 'ended') break;
    }
    inflater.end();
    await ended;
    if (inflater.bytesWritten !== entry.storedBytes) throw damagedEntry(entry, 'size');
  } finally {
    inflater.destroy();
  }
}

function isTooLong(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

function isOfZlib(error: unknown): boolean {
  return !(error instanceof SalvorError) && error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
