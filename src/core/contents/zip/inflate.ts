import { createInflateRaw, inflateRaw } from 'node:zlib';
import { SalvorError } from '../../errors';
import type { PieceReader } from '../piece-reader';
import { damagedEntry } from './local-header';
import { StoredBlocks } from './stored-blocks';
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
  const blocks = new StoredBlocks();
  const parts = [...blocks.walk(stored)];
  if (blocks.state === 'ended') {
    if (blocks.used !== entry.storedBytes) throw damagedEntry(entry, 'size');
    for (const bytes of parts) await take(bytes);
    return;
  }

  const { bytes, consumed } = await new Promise<{ bytes: Buffer; consumed: number }>((resolve, reject) => {
    // One byte more than stated, so that an entry which is longer differs from one that is exact.
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
  const blocks = new StoredBlocks();
  let left = entry.storedBytes;
  while (left > 0) {
    const piece = await reader.some(left);
    for (const bytes of blocks.walk(piece)) {
      const held = take(bytes);
      if (held !== undefined) await held;
    }
    left -= blocks.used;
    const window = blocks.window();
    if (blocks.state === 'compressed') {
      const rest = piece.subarray(blocks.used);
      return await inflateFrom(entry, reader, take, { window, first: rest, left: left - rest.length });
    }
    if (blocks.state !== 'stored') break;
  }
  if (blocks.state !== 'ended') throw damagedEntry(entry, 'inflate');
  if (left !== 0) throw damagedEntry(entry, 'size');
}

interface Remainder {
  /** What was unpacked before and may still be referred to. */
  readonly window: Buffer;
  /** The stored bytes at hand. */
  readonly first: Buffer;
  /** How many more follow in the reader. */
  readonly left: number;
}

/** Unpacks the remainder of a deflate stream, from the start of a block to its end. */
async function inflateFrom(entry: ZipEntry, reader: PieceReader, take: Take, remainder: Remainder): Promise<void> {
  const dictionary = remainder.window.length > 0 ? { dictionary: remainder.window } : {};
  const inflater = createInflateRaw({ chunkSize: OUTPUT_BYTES, ...dictionary });
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
      taken.then(
        () => inflater.resume(),
        (error: Error) => inflater.destroy(error),
      );
    } catch (error) {
      inflater.destroy(error as Error);
    }
  });

  try {
    let piece = remainder.first;
    let left = remainder.left;
    for (;;) {
      const written = new Promise<void>((resolve) => inflater.write(piece, () => resolve()));
      // Where the deflate stream ends within a piece, zlib never says that the piece was written.
      if ((await Promise.race([written, ended])) === 'ended' || left === 0) break;
      piece = await reader.some(left);
      left -= piece.length;
    }
    inflater.end();
    await ended;
    if (inflater.bytesWritten !== remainder.first.length + remainder.left) throw damagedEntry(entry, 'size');
  } finally {
    inflater.destroy();
  }
}

function isTooLong(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

function isOfZlib(error: unknown): boolean {
  return (
    !(error instanceof SalvorError) && error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
  );
}
