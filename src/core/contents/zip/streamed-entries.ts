import { crc32 } from 'node:zlib';
import { LOCAL_HEADER_BYTES } from './local-header';
import { DEFLATED, STORED } from './packing';
import { StoredBlocks } from './stored-blocks';
import { LOCAL_HEADER } from './zip-directory';

/** An entry that streamed by. What is said here is true of the bytes, whatever the central directory says of them. */
export interface StreamedEntry {
  /** The local header with its name and extra field. */
  readonly header: Buffer;
  readonly storedBytes: number;
  /** Length and CRC-32 once unpacked. */
  readonly bytes: number;
  readonly crc32: number;
  /** What lies between its data and the next header: a data descriptor, or nothing. */
  readonly tail: Buffer;
}

/** A longer header, with its name and extra field, is not kept in mind: the proof reads that entry. In bytes. */
const LONGEST_HEADER = 4096;

/** How many entries are kept in mind, each with its header; of archives with more the proof reads the others. */
export const MOST_STREAMED_ENTRIES = 32_768;

const SIGNATURE = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
const CENTRAL_HEADER = 0x02014b50;
/** Data descriptors are this long (APPNOTE.TXT, 4.3.9): with or without a signature, and lengths of 4 or 8 bytes. */
const TAIL_BYTES = [0, 12, 16, 20, 24];
const LENGTHS_FOLLOW = 1 << 3;
const UNSET = 0xffffffff;
const NOTHING = Buffer.alloc(0);

/**
 * Makes the checksums of a zip's entries while the zip streams by, each whose bytes are there as they are: those that
 * are stored, and deflate streams of nothing but stored blocks, as photographs and films give. Others are passed over.
 *
 * It judges nothing, and takes a length that a header states for no more than a guess where to look next. The proof
 * compares what was found with the central directory, and reads every entry for which nothing was found or which does
 * not agree.
 */
export class StreamedEntries {
  readonly #found = new Map<number, StreamedEntry>();
  /** How much of the stream went by. */
  #position = 0;
  #step: (bytes: Buffer) => number = this.#search;
  /** The present header or tail, up to what has come; while searching, the possible start of a signature. */
  #gathered: Buffer = NOTHING;
  /** The present entry. */
  #offset = 0;
  #header: Buffer = NOTHING;
  #left = 0;
  #blocks = new StoredBlocks(false);
  #storedBytes = 0;
  #bytes = 0;
  #crc = 0;

  /** The entry whose local header begins at `offset` of the stream. */
  at(offset: number): StreamedEntry | undefined {
    return this.#found.get(offset);
  }

  /** Takes the next bytes of the stream, and keeps none of them. */
  add(slice: Uint8Array): void {
    let rest = Buffer.from(slice.buffer, slice.byteOffset, slice.length);
    while (rest.length > 0 && this.#found.size < MOST_STREAMED_ENTRIES) rest = rest.subarray(this.#step(rest));
  }

  /** Each step takes some of the bytes and says how many; looks for a header, also where it lies across two slices. */
  #search(bytes: Buffer): number {
    const before = this.#gathered;
    const joined = Buffer.concat([before, bytes.subarray(0, SIGNATURE.length - 1)]);
    const across = before.length === 0 ? -1 : joined.indexOf(SIGNATURE);
    const at = across >= 0 ? across - before.length : bytes.indexOf(SIGNATURE);
    if (across < 0 && at < 0) {
      this.#gathered = Buffer.concat([before, bytes.subarray(1 - SIGNATURE.length)]).subarray(1 - SIGNATURE.length);
      this.#position += bytes.length;
      return bytes.length;
    }
    const used = at + SIGNATURE.length;
    this.#position += used;
    this.#beginHeader();
    return used;
  }

  #beginSearch(): void {
    this.#gathered = NOTHING;
    this.#step = this.#search;
  }

  /** Behind a signature. */
  #beginHeader(): void {
    this.#offset = this.#position - SIGNATURE.length;
    this.#gathered = SIGNATURE;
    this.#step = this.#readHeader;
  }

  #readHeader(bytes: Buffer): number {
    if (this.#gathered.length < LOCAL_HEADER_BYTES) return this.#gather(bytes, LOCAL_HEADER_BYTES);
    const header = this.#gathered;
    const length = LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
    if (length > LONGEST_HEADER) {
      this.#beginSearch();
      return 0;
    }
    const used = this.#gather(bytes, length);
    if (this.#gathered.length === length) this.#beginData(this.#gathered);
    return used;
  }

  /** Takes what is missing to `length` bytes. */
  #gather(bytes: Buffer, length: number): number {
    const part = bytes.subarray(0, length - this.#gathered.length);
    this.#gathered = Buffer.concat([this.#gathered, part]);
    this.#position += part.length;
    return part.length;
  }

  #beginData(header: Buffer): void {
    const method = header.readUInt16LE(8);
    this.#header = header;
    this.#left = header.readUInt32LE(18);
    this.#blocks = new StoredBlocks(false);
    this.#storedBytes = 0;
    this.#bytes = 0;
    this.#crc = 0;
    const lengthFollows = (header.readUInt16LE(6) & LENGTHS_FOLLOW) !== 0 || this.#left === UNSET;
    if (method === DEFLATED) this.#step = this.#readBlocks;
    else if (method !== STORED || lengthFollows) this.#beginSearch();
    else if (this.#left > 0) this.#step = this.#readStored;
    else this.#beginTail();
  }

  #readStored(bytes: Buffer): number {
    const part = bytes.subarray(0, this.#left);
    this.#checksum(part);
    this.#left -= part.length;
    this.#passData(part.length);
    if (this.#left === 0) this.#beginTail();
    return part.length;
  }

  #readBlocks(bytes: Buffer): number {
    for (const part of this.#blocks.walk(bytes)) this.#checksum(part);
    const { state, used } = this.#blocks;
    this.#passData(used);
    if (state === 'ended') this.#beginTail();
    else if (state !== 'stored') this.#beginSearch();
    return used;
  }

  #checksum(part: Buffer): void {
    this.#crc = crc32(part, this.#crc);
    this.#bytes += part.length;
  }

  #passData(length: number): void {
    this.#storedBytes += length;
    this.#position += length;
  }

  #beginTail(): void {
    this.#gathered = NOTHING;
    this.#step = this.#readTail;
  }

  /** Behind the data a header begins, or a descriptor of one of a few lengths and then a header. */
  #readTail(bytes: Buffer): number {
    const wanted = TAIL_BYTES.find((length) => this.#gathered.length < length + SIGNATURE.length);
    if (wanted === undefined) {
      this.#beginSearch();
      return 0;
    }
    const used = this.#gather(bytes, wanted + SIGNATURE.length);
    if (this.#gathered.length < wanted + SIGNATURE.length) return used;
    const signature = this.#gathered.readUInt32LE(wanted);
    if (signature !== LOCAL_HEADER && signature !== CENTRAL_HEADER) return used;
    this.#found.set(this.#offset, {
      header: this.#header,
      storedBytes: this.#storedBytes,
      bytes: this.#bytes,
      crc32: this.#crc,
      tail: this.#gathered.subarray(0, wanted),
    });
    if (signature === LOCAL_HEADER) this.#beginHeader();
    else this.#beginSearch();
    return used;
  }
}
