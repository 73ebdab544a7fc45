import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader } from 'yauzl';
import type { RandomAccess } from '../../disk/random-access';
import { failed, SalvorError } from '../../errors';
import { zipDamaged } from '../zip-damage';
import { END_RECORD, END_RECORD_BYTES, findZipEnd, type ZipEnd } from './zip-end';
import { entryNames } from './zip-names';

/**
 * One entry as the zip's central directory describes it. Nothing here is believed until the proof has read the entry.
 */
export interface ZipEntry {
  /** What it was called when it was packed; separators as they are in the archive. */
  readonly name: string;
  /** What a program calls it that follows the zip's own rules alone, as the portal does, where that is another name. */
  readonly otherName: string | null;
  /** The name's bytes, one character for each byte. */
  readonly rawName: string;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  /** Length as stored, in bytes. */
  readonly storedBytes: number;
  /** Length once unpacked, in bytes. */
  readonly bytes: number;
  /** Where the local header begins. */
  readonly offset: number;
  /** Type and permissions as Unix has them; 0 where the archive was made elsewhere. */
  readonly unixMode: number;
  /** When the file was last changed: MS-DOS date in the upper 16 bits, time in the lower (APPNOTE.TXT, 4.4.6). */
  readonly modified: number;
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  /** Where the central directory begins, which is where the last entry must have ended. */
  readonly start: number;
  /** Bytes that follow the end of the zip. */
  readonly after: number;
}

export const LOCAL_HEADER = 0x04034b50;
const ZIP64_END_RECORD = 0x06064b50;
const ZIP64_END_RECORD_BYTES = 56;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_LOCATOR_BYTES = 20;

/**
 * The backup server takes 8 GiB at most, so that this many entries would have 80 kB each; portals have some
 * thousands. An archive of this many takes some 70 MB of memory while its names are compared.
 */
const MOST_ENTRIES = 100_000;

/** The central directory is read through a window of this size: yauzl asks for some hundred bytes at a time. */
const WINDOW_BYTES = 256 * 1024;

/**
 * Reads the central directory of a zip (zip64 too). It must be directly before the end records and be of
 * exactly the length and number that they state: readers disagree about an archive where it does not.
 *
 * Throws payload-empty, payload-not-a-zip, zip-end-missing, zip-damaged, cancelled.
 */
export async function readZipDirectory(payload: RandomAccess, signal: AbortSignal): Promise<ZipDirectory> {
  if (payload.size === 0) throw failed('payload-empty', {});
  const first = Buffer.alloc(4);
  await payload.read(first, 0);
  const signature = first.readUInt32LE(0);
  if (signature !== LOCAL_HEADER && signature !== END_RECORD) throw failed('payload-not-a-zip', { found: 'binary' });

  const found = await findZipEnd(payload);
  const reader = new WindowReader(payload, found.at);
  try {
    const zip = await fromRandomAccessReaderPromise(reader, found.at + END_RECORD_BYTES, {
      autoClose: false,
      // Names are judged by entry-names.ts, whose errors say which entry it is and what is wrong with it.
      decodeStrings: false,
      validateEntrySizes: false,
    });
    const end = await readEnd(reader, found);
    if (end.count > MOST_ENTRIES)
      throw zipDamaged(`it lists ${end.count} entries; more than ${MOST_ENTRIES} are not read`);

    const entries: ZipEntry[] = [];
    let length = 0;
    for await (const entry of zip.eachEntry()) {
      if (signal.aborted) throw failed('cancelled', {});
      length += 46 + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
      if (length > end.length) throw zipDamaged('its central directory is longer than the end record says');
      entries.push(describe(entry));
    }
    if (length !== end.length) throw zipDamaged('its central directory is shorter than the end record says');
    return { entries, start: end.start, after: found.after };
  } catch (error) {
    // What the file system says is no fault of the zip.
    if (reader.trouble !== null) throw reader.trouble;
    if (error instanceof SalvorError || !(error instanceof Error) || error.name !== 'Error') throw error;
    // The library's own words stay in the cause.
    throw zipDamaged('its list of contents is not as the zip format has it', error);
  }
}

function describe(entry: Entry): ZipEntry {
  const rawName = entry.fileNameRaw.toString('latin1');
  const { name, otherName } = entryNames(entry);
  return {
    name,
    otherName,
    // One string for both where they are equal, which they nearly always are.
    rawName: rawName === name ? name : rawName,
    flags: entry.generalPurposeBitFlag,
    method: entry.compressionMethod,
    crc32: entry.crc32,
    storedBytes: entry.compressedSize,
    bytes: entry.uncompressedSize,
    offset: entry.relativeOffsetOfLocalHeader,
    unixMode: entry.externalFileAttributes >>> 16,
    modified: ((entry.lastModFileDate << 16) | entry.lastModFileTime) >>> 0,
  };
}

/** What the end records say of the central directory: its place, its length in bytes and its number of entries. */
async function readEnd(
  reader: WindowReader,
  { at: endRecord, record: end }: ZipEnd,
): Promise<{ start: number; length: number; count: number }> {
  const small = { count: end.readUInt16LE(10), length: end.readUInt32LE(12), start: end.readUInt32LE(16) };
  if (end.readUInt16LE(4) !== 0 || end.readUInt16LE(6) !== 0)
    throw zipDamaged('it is one part of an archive in several parts');

  const large = await readZip64End(reader, endRecord);
  if (large === null) {
    if (end.readUInt16LE(8) !== small.count) throw zipDamaged('its end record counts the entries in two ways');
    if (small.start + small.length !== endRecord)
      throw zipDamaged('its central directory does not end where its end record begins');
    return small;
  }
  if (
    !agree(small.count, large.count, 0xffff) ||
    !agree(small.length, large.length, 0xffffffff) ||
    !agree(small.start, large.start, 0xffffffff)
  ) {
    throw zipDamaged('its two end records disagree');
  }
  return large;
}

/** Whether a field of the small end record gives way to the zip64 one, or says the same. */
function agree(value: number, whole: number, unset: number): boolean {
  return value === unset || value === whole;
}

async function readZip64End(reader: WindowReader, endRecord: number) {
  const place = endRecord - ZIP64_LOCATOR_BYTES;
  if (place < 0) return null;
  const locator = await reader.exactly(place, ZIP64_LOCATOR_BYTES);
  if (locator.readUInt32LE(0) !== ZIP64_LOCATOR) return null;

  const recordPlace = place - ZIP64_END_RECORD_BYTES;
  if (recordPlace < 0 || locator.readBigUInt64LE(8) !== BigInt(recordPlace))
    throw zipDamaged('its zip64 end record is not where it should be');
  const record = await reader.exactly(recordPlace, ZIP64_END_RECORD_BYTES);
  const sound =
    record.readUInt32LE(0) === ZIP64_END_RECORD &&
    record.readBigUInt64LE(4) === BigInt(ZIP64_END_RECORD_BYTES - 12) &&
    record.readUInt32LE(20) === 0 &&
    record.readBigUInt64LE(24) === record.readBigUInt64LE(32);
  if (!sound) throw zipDamaged('its zip64 end record is not sound');
  const start = record.readBigUInt64LE(48);
  const length = record.readBigUInt64LE(40);
  if (start + length !== BigInt(recordPlace))
    throw zipDamaged('its central directory does not end where its zip64 end record begins');
  return { start: Number(start), length: Number(length), count: Number(record.readBigUInt64LE(32)) };
}

/** Serves yauzl's many small reads from one window over the payload, which it leaves open. */
class WindowReader extends RandomAccessReader {
  readonly #payload: RandomAccess;
  /** Where the end record says how long its comment is: yauzl wants to hear of none, and that nothing follows. */
  readonly #commentLength: number;
  readonly #window = Buffer.allocUnsafe(WINDOW_BYTES);
  #start = 0;
  #filled = 0;
  /** What a read of the payload itself failed with. */
  trouble: unknown = null;

  constructor(payload: RandomAccess, endRecord: number) {
    super();
    this.#payload = payload;
    this.#commentLength = endRecord + 20;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    // At once where the window has it, which is nearly always: thousands of entries need two reads each.
    if (this.#copy(buffer, offset, length, position)) return callback(null);
    this.#fill(buffer, offset, length, position).then(
      (complete) => callback(complete ? null : new Error('it ends too early')),
      (error: unknown) => callback(new Error('the payload cannot be read', { cause: error })),
    );
  }

  /** Reads `length` bytes. Throws zip-damaged where the payload ends before. */
  async exactly(position: number, length: number): Promise<Buffer> {
    const target = Buffer.alloc(length);
    if (!this.#copy(target, 0, length, position) && !(await this.#fill(target, 0, length, position)))
      throw zipDamaged('it ends too early');
    return target;
  }

  async #fill(buffer: Buffer, offset: number, length: number, position: number): Promise<boolean> {
    // The longest that is asked for is a name, extra field and comment together: 192 KiB.
    try {
      this.#filled = await this.#payload.read(this.#window, position);
      this.#start = position;
      for (const at of [this.#commentLength - position, this.#commentLength + 1 - position])
        if (at >= 0 && at < this.#filled) this.#window[at] = 0;
    } catch (error) {
      this.trouble = error;
      throw error;
    }
    return this.#copy(buffer, offset, length, position);
  }

  /** False where the window does not hold all of it. */
  #copy(buffer: Buffer, offset: number, length: number, position: number): boolean {
    const from = position - this.#start;
    if (from < 0 || from + length > this.#filled) return false;
    this.#window.copy(buffer, offset, from, from + length);
    return true;
  }
}
