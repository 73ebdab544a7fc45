import { failed } from '../../errors';
import { toPrintable } from '../printable';
import type { ZipEntry } from './zip-directory';

/**
 * How far an archive may expand: to `RATIO` times what it stores, but always to `ALWAYS_ALLOWED`.
 *
 * Deflate can reach 1,032 to 1, and only runs of one byte do. What portals hold: text and logs reach 5 to 30, a
 * SQLite file whose rows were mostly deleted (pages of zeros between real ones) 50 to 150. So 200 lets real
 * data pass, and a database of nothing but empty pages passes up to 256 MiB. An archive of 300 MiB of zeros in
 * 300 kB is beyond both. What still passes costs no more than 200 times the time that the archive took to
 * fetch, and no disk, since only the database is ever written out.
 */
const RATIO = 200;
const ALWAYS_ALLOWED = 256 * 1024 * 1024;

/**
 * Judges the lengths that the central directory states, before anything is unpacked; unpacking then stops as
 * soon as an entry is longer than stated. The bound holds for each entry and for the whole archive, so that a
 * bomb can hide neither among large uploads nor in many small pieces.
 *
 * Returns the total in bytes. Throws zip-bomb.
 */
export function checkExpansion(entries: readonly ZipEntry[]): { total: number } {
  let total = 0;
  let stored = 0;
  let largest: ZipEntry | null = null;
  for (const entry of entries) {
    const limit = allowedExpansion(entry.storedBytes);
    if (entry.bytes > limit)
      throw failed('zip-bomb', { entry: toPrintable(entry.name), expandsTo: entry.bytes, limit });
    total += entry.bytes;
    stored += entry.storedBytes;
    if (largest === null || entry.bytes > largest.bytes) largest = entry;
  }
  const limit = allowedExpansion(stored);
  if (largest !== null && total > limit)
    throw failed('zip-bomb', { entry: toPrintable(largest.name), expandsTo: total, limit });
  return { total };
}

/**
 * Whether the files would not fit on a disk with so much space. That is no reason to refuse an archive, since a proof
 * never unpacks all of it; but anyone who does needs to know.
 */
export function needsMoreSpace(total: number, freeBytes: number | null): boolean {
  return freeBytes !== null && total > freeBytes;
}

/** The most that this many stored bytes may expand to. */
export function allowedExpansion(stored: number): number {
  return Math.max(ALWAYS_ALLOWED, RATIO * stored);
}
