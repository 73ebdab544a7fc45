import { crc32 } from 'node:zlib';
import type { RandomAccess } from '../../disk/random-access';
import { failed } from '../../errors';
import { PieceReader } from '../piece-reader';
import { descriptorLength, readGap } from './gap';
import { inflateEntry, type Take } from './inflate';
import { agreesWith, bytesAfterHeader, checkLocalHeader, damagedEntry, LOCAL_HEADER_BYTES } from './local-header';
import { isUnpacked, STORED } from './packing';
import type { StreamedEntries } from './streamed-entries';
import type { ZipDirectory, ZipEntry } from './zip-directory';

/** An entry and where the next thing in the archive begins, which it must not reach into. */
export interface Place {
  readonly entry: ZipEntry;
  readonly limit: number;
}

/**
 * How many entries are unpacked at once. The checksum of everything is made on this one thread at 2 to 3 GB/s,
 * and one inflater in the thread pool makes less than that; with three of them the checksum is never kept waiting.
 */
const LANES = 3;

/** Neighbouring small entries are read as one stretch of about this many bytes, and at most so many entries. */
const STRETCH_BYTES = 4 * 1024 * 1024;
const STRETCH_ENTRIES = 256;

/** Puts the entries in the order of their places. Throws entry-damaged where two overlap. */
export function layOut(directory: ZipDirectory): Place[] {
  const sorted = [...directory.entries].sort((a, b) => a.offset - b.offset);
  return sorted.map((entry, index) => {
    const limit = sorted[index + 1]?.offset ?? directory.start;
    // The name and extra field in front of the data are counted when the local header is read.
    if (entry.offset + LOCAL_HEADER_BYTES + entry.storedBytes > limit) throw damagedEntry(entry, 'overlap');
    return { entry, limit };
  });
}

export interface ContentsContext {
  readonly signal: AbortSignal;
  /** Told of each piece of the archive that was gone through, in bytes. */
  readonly passed: (bytes: number) => void;
  /** Who wants the unpacked bytes of an entry. */
  readonly takers: ReadonlyMap<ZipEntry, Take>;
  /** What was found of the entries before, while they streamed by. */
  readonly streamed?: StreamedEntries | null;
}

/** How many bytes lie between entries without belonging to one. */
type Between = number;

/**
 * Reads every entry to its end and compares its local header, length and CRC-32 with the central directory. Memory
 * does not depend on the lengths of the entries. Of an entry that is packed by a method that Salvor does not unpack,
 * only the header is compared. Returns how many bytes lie between entries and belong to none.
 *
 * Throws entry-damaged, zip-damaged, cancelled; by then nothing is under way any more.
 */
export async function checkContents(
  payload: RandomAccess,
  places: readonly Place[],
  context: ContentsContext,
): Promise<Between> {
  const stop = new AbortController();
  const inner = { ...context, signal: AbortSignal.any([context.signal, stop.signal]) };
  const unread = places.filter((place) => !streamedSoundly(place, context));
  const stretches = inStretches(unread)[Symbol.iterator]();
  const failures: unknown[] = [];
  let between = 0;

  const lane = async () => {
    const reader = new PieceReader(payload, context.passed);
    try {
      for (let next = stretches.next(); next.done !== true; next = stretches.next()) {
        // Added only when it is known: the lanes run beside one another.
        const more = await checkStretch(reader, next.value, inner);
        between += more;
      }
    } catch (error) {
      // Only the first failure is reported; the other lanes then end as if they were cancelled.
      failures.push(error);
      stop.abort();
    } finally {
      await reader.settle();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (failures.length > 0) throw failures[0];
  return between;
}

/**
 * Whether all that reading an entry would show was seen while it streamed by, and is as it must be. Where anything is
 * not, the entry is read, and that says what is wrong with it.
 */
function streamedSoundly({ entry, limit }: Place, { streamed, takers, signal, passed }: ContentsContext): boolean {
  if (signal.aborted) throw failed('cancelled', {});
  const found = streamed?.at(entry.offset);
  if (found === undefined || takers.has(entry)) return false;
  const { header, storedBytes, bytes, tail } = found;
  const end = entry.offset + header.length + storedBytes + tail.length;
  const agrees =
    end === limit &&
    storedBytes === entry.storedBytes &&
    bytes === entry.bytes &&
    found.crc32 === entry.crc32 &&
    tail.length === descriptorLength(entry, tail) &&
    agreesWith(entry, header.subarray(0, LOCAL_HEADER_BYTES), header.subarray(LOCAL_HEADER_BYTES));
  if (agrees) passed(limit - entry.offset);
  return agrees;
}

/**
 * Cuts the places into runs that one reader walks through; a large entry, or one far from the others, is a run of its
 * own.
 */
function* inStretches(places: readonly Place[]): Generator<Place[]> {
  let stretch: Place[] = [];
  let start = 0;
  for (const place of places) {
    const apart = stretch.at(-1)?.limit !== place.entry.offset;
    if (stretch.length > 0 && (apart || stretch.length === STRETCH_ENTRIES || place.limit - start > STRETCH_BYTES)) {
      yield stretch;
      stretch = [];
    }
    if (stretch.length === 0) start = place.entry.offset;
    stretch.push(place);
  }
  if (stretch.length > 0) yield stretch;
}

async function checkStretch(
  reader: PieceReader,
  stretch: readonly Place[],
  context: ContentsContext,
): Promise<Between> {
  const [start, end] = [stretch[0]?.entry.offset ?? 0, stretch.at(-1)?.limit ?? 0];
  await reader.moveTo(start, end);
  let between = 0;
  for (const place of stretch) {
    if (context.signal.aborted) throw failed('cancelled', {});
    const length = await checkEntry(reader, place, context);
    const gap = place.limit - place.entry.offset - length;
    if (gap > 0) between += await readGap(place.entry, reader, gap);
  }
  return between;
}

/**
 * Reads one entry, at whose place `reader` is, to the end of its data, and checks it. Returns the length of header
 * and data together. Throws entry-damaged, zip-damaged, cancelled, and what a taker throws.
 */
export async function checkEntry(
  reader: PieceReader,
  { entry, limit }: Place,
  context: ContentsContext,
): Promise<number> {
  // A copy: the bytes of one read are valid only until the next.
  const header = Buffer.from(await reader.exactly(LOCAL_HEADER_BYTES));
  const after = bytesAfterHeader(entry, header);
  const length = LOCAL_HEADER_BYTES + after + entry.storedBytes;
  if (entry.offset + length > limit) throw damagedEntry(entry, 'overlap');
  checkLocalHeader(entry, header, await reader.exactly(after));

  if (!isUnpacked(entry)) {
    await reader.skip(entry.storedBytes);
    return length;
  }
  const taker = context.takers.get(entry);
  let bytes = 0;
  let crc = 0;
  const take: Take = (piece) => {
    if (context.signal.aborted) throw failed('cancelled', {});
    bytes += piece.length;
    if (bytes > entry.bytes) throw damagedEntry(entry, 'size');
    crc = crc32(piece, crc);
    return taker?.(piece);
  };

  if (entry.method === STORED) await copyEntry(entry, reader, take);
  else await inflateEntry(entry, reader, take);
  if (bytes !== entry.bytes) throw damagedEntry(entry, 'size');
  if (crc !== entry.crc32) throw damagedEntry(entry, 'crc');
  return length;
}

async function copyEntry(entry: ZipEntry, reader: PieceReader, take: Take): Promise<void> {
  let left = entry.storedBytes;
  while (left > 0) {
    const piece = await reader.some(left);
    left -= piece.length;
    await take(piece);
  }
}
