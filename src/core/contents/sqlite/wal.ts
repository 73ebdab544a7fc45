import { readSync } from 'node:fs';
import { HEADER_BYTES, type Pages, readHeader } from './pages';

const MAGIC = 0x377f0682;
const VERSION = 3_007_000;
const HEADER = 32;
const FRAME = 24;

/** What a write-ahead log would change in the database beside it. */
export interface WalChanges {
  /** How many pages would be other ones. */
  readonly pages: number;
  /** The database as it would be. */
  readonly changed: Pages;
}

/**
 * Reads a write-ahead log (https://sqlite.org/fileformat2.html, 4): its frames count up to the last whole one that ends
 * a transaction, as SQLite itself takes them.
 *
 * Null where it would change nothing: it has no such frame, or the pages already are as it says.
 *
 * @param log an open file of `size` bytes
 * @throws database-unsound where the first page that it holds is that of no database
 */
export function readWal(log: number, size: number, database: Pages): WalChanges | null {
  const header = Buffer.alloc(HEADER);
  if (readSync(log, header, 0, HEADER, 0) < HEADER) return null;
  const { pageSize } = database.header;
  const magic = header.readUInt32BE(0);
  if ((magic & ~1) >>> 0 !== MAGIC || header.readUInt32BE(4) !== VERSION || header.readUInt32BE(8) !== pageSize)
    return null;
  const sums = new Checksum((magic & 1) === 1);
  sums.add(header.subarray(0, 24));
  if (!sums.is(header, 24)) return null;

  const frame = Buffer.alloc(FRAME + pageSize);
  const pending = new Map<number, number>();
  const committed = new Map<number, number>();
  let count = 0;
  for (let at = HEADER; at + frame.length <= size; at += frame.length) {
    if (readSync(log, frame, 0, frame.length, at) < frame.length) break;
    if (frame.compare(header, 16, 24, 8, 16) !== 0) break;
    sums.add(frame.subarray(0, 8));
    sums.add(frame.subarray(FRAME));
    if (!sums.is(frame, 16)) break;
    pending.set(frame.readUInt32BE(0), at + FRAME);
    const pagesAfter = frame.readUInt32BE(4);
    if (pagesAfter === 0) continue;
    for (const [page, place] of pending) committed.set(page, place);
    pending.clear();
    count = pagesAfter;
  }
  const pages = changedPages(log, database, committed);
  return pages === 0 && count === database.count
    ? null
    : count === 0
      ? null
      : { pages, changed: overlaid(log, database, committed, count) };
}

function changedPages(log: number, database: Pages, committed: ReadonlyMap<number, number>): number {
  const bytes = Buffer.alloc(database.header.pageSize);
  let changed = 0;
  for (const [page, place] of committed) {
    readSync(log, bytes, 0, bytes.length, place);
    if (page > database.count || !database.read(page).equals(bytes)) changed += 1;
  }
  return changed;
}

function overlaid(log: number, database: Pages, committed: ReadonlyMap<number, number>, count: number): Pages {
  const read = (page: number): Buffer => {
    const place = committed.get(page);
    if (place === undefined) return database.read(page);
    const bytes = Buffer.alloc(database.header.pageSize);
    readSync(log, bytes, 0, bytes.length, place);
    return bytes;
  };
  return { header: readHeader(read(1).subarray(0, HEADER_BYTES)), count, read };
}

/** The running checksum of a log, which takes 32-bit words in pairs. */
class Checksum {
  readonly #bigEndian: boolean;
  #first = 0;
  #second = 0;

  constructor(bigEndian: boolean) {
    this.#bigEndian = bigEndian;
  }

  add(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += 8) {
      const word = (place: number) => (this.#bigEndian ? bytes.readUInt32BE(place) : bytes.readUInt32LE(place));
      this.#first = (this.#first + word(at) + this.#second) >>> 0;
      this.#second = (this.#second + word(at + 4) + this.#first) >>> 0;
    }
  }

  /** Whether the sums are at this place. */
  is(bytes: Buffer, at: number): boolean {
    return bytes.readUInt32BE(at) === this.#first && bytes.readUInt32BE(at + 4) === this.#second;
  }
}
