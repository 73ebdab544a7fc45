import { crc32, createInflateRaw } from 'node:zlib';
import { failed } from '../errors';
import type { Pieces, StreamDecipher } from './format';
import { HEADER_BYTES, MAGIC, TRAILER_BYTES } from './gzip';

/** Flags of a member's header. */
const HEADER_CRC = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
/** An extra field has 64 KiB at most; names and comments are a line. */
const LONGEST_HEADER = 256 * 1024;
const CHUNK = 256 * 1024;
/** Deflate packs at most some 1032 to 1, and all that a piece gives is held until it is taken. */
const MOST_AT_ONCE = 16 * 1024;

type Part = 'header' | 'body' | 'trailer' | 'padding';

/**
 * Unpacks one member of a gzip file after another (RFC 1952, 2.2). Header and trailer are read here, since zlib takes
 * bytes that follow a whole file for the beginning of another one that was cut.
 */
export class Gunzip implements StreamDecipher {
  readonly mostAtOnce = MOST_AT_ONCE;
  #part: Part = 'header';
  /** Bytes of a header or trailer that is not all here. */
  #held = Buffer.alloc(0);
  #members = 0;
  #taken = 0;
  #crc = 0;
  #bytes = 0;
  #body: MemberBody | null = null;

  async update(piece: Uint8Array): Promise<Pieces> {
    // The source reuses its buffer, and zlib reads it later, on another thread.
    let rest: Buffer = Buffer.from(piece);
    this.#taken += rest.length;
    const out: Uint8Array[] = [];
    while (rest.length > 0) rest = await this.#step(rest, out);
    return out;
  }

  async finish(): Promise<Pieces> {
    if (this.#part === 'padding' || (this.#part === 'header' && this.#members > 0 && this.#held.length === 0))
      return [];
    if (this.#part === 'header' && this.#members > 0 && this.#held.length < MAGIC.length) throw somethingFollows();
    this.#body?.close();
    throw failed('cut-short', { have: this.#taken, need: null });
  }

  /** Takes what it can of `rest`; returns what it left. */
  async #step(rest: Buffer, out: Uint8Array[]): Promise<Buffer> {
    switch (this.#part) {
      case 'header':
        return this.#header(rest);
      case 'body':
        return this.#unpack(rest, out);
      case 'trailer':
        return this.#trailer(rest);
      case 'padding':
        // What may follow a gzip file's end: the zeros with which a tape or a block device fills its last block.
        if (rest.some((byte) => byte !== 0)) throw somethingFollows();
        return rest.subarray(rest.length);
    }
  }

  #header(rest: Buffer): Buffer {
    if (this.#members > 0 && this.#held.length === 0 && rest[0] === 0) {
      this.#part = 'padding';
      return rest;
    }
    this.#held = Buffer.concat([this.#held, rest]);
    const known = Math.min(this.#held.length, MAGIC.length);
    if (!MAGIC.subarray(0, known).every((byte, at) => this.#held[at] === byte)) {
      throw this.#members > 0
        ? somethingFollows()
        : failed('gzip-damaged', { reason: 'its header is not of its form' });
    }
    const end = memberHeaderEnd(this.#held);
    if (end === null) {
      if (this.#held.length > LONGEST_HEADER) throw failed('gzip-damaged', { reason: 'its header has no end' });
      return rest.subarray(rest.length);
    }
    const left = this.#held.subarray(end);
    this.#held = Buffer.alloc(0);
    this.#crc = 0;
    this.#bytes = 0;
    this.#body = new MemberBody();
    this.#part = 'body';
    return left;
  }

  async #unpack(rest: Buffer, out: Uint8Array[]): Promise<Buffer> {
    const body = this.#body ?? (this.#body = new MemberBody());
    const { pieces, left } = await body.push(rest);
    for (const piece of pieces) {
      this.#crc = crc32(piece, this.#crc);
      this.#bytes += piece.length;
      out.push(piece);
    }
    if (left === null) return rest.subarray(rest.length);
    this.#body = null;
    this.#part = 'trailer';
    return left;
  }

  #trailer(rest: Buffer): Buffer {
    const taken = Math.min(TRAILER_BYTES - this.#held.length, rest.length);
    this.#held = Buffer.concat([this.#held, rest.subarray(0, taken)]);
    if (this.#held.length < TRAILER_BYTES) return rest.subarray(taken);
    if (this.#held.readUInt32LE(0) !== this.#crc)
      throw failed('gzip-damaged', { reason: 'what comes out does not match its checksum' });
    if (this.#held.readUInt32LE(4) !== this.#bytes % 2 ** 32)
      throw failed('gzip-damaged', { reason: 'what comes out is not as long as it says' });
    this.#held = Buffer.alloc(0);
    this.#members += 1;
    this.#part = 'header';
    return rest.subarray(taken);
  }
}

/** Where a member's header ends; null where that is not all here. */
function memberHeaderEnd(bytes: Buffer): number | null {
  const flags = bytes[3] ?? 0;
  if (bytes.length < HEADER_BYTES) return null;
  // RFC 1952, 2.3.1.2: reserved bits must be zero.
  if ((flags & 0xe0) !== 0) throw failed('gzip-damaged', { reason: 'its header is not of its form' });
  let at = HEADER_BYTES;
  if ((flags & EXTRA) !== 0) {
    if (bytes.length < at + 2) return null;
    at += 2 + bytes.readUInt16LE(at);
  }
  for (const text of [NAME, COMMENT]) {
    if ((flags & text) === 0) continue;
    const end = at > bytes.length ? -1 : bytes.indexOf(0, at);
    if (end === -1) return null;
    at = end + 1;
  }
  if ((flags & HEADER_CRC) !== 0) at += 2;
  return at > bytes.length ? null : at;
}

function somethingFollows() {
  return failed('gzip-damaged', { reason: 'it is whole, and then something follows that does not belong to it' });
}

/** The deflated data of one member. */
class MemberBody {
  readonly #stream = createInflateRaw({ chunkSize: CHUNK });
  #out: Uint8Array[] = [];
  #given = 0;
  #ended = false;
  #failure: NodeJS.ErrnoException | null = null;
  #wake: () => void = () => {};

  constructor() {
    this.#stream.on('data', (chunk: Buffer) => this.#out.push(chunk));
    this.#stream.on('error', (error) => {
      this.#failure = error;
      this.#wake();
    });
    // Node never says that the write is done whose bytes hold the end.
    this.#stream.on('end', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** @returns what came out, and what is left behind the end; null where there was none. @throws gzip-damaged */
  async push(bytes: Buffer): Promise<{ pieces: Uint8Array[]; left: Buffer | null }> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#stream.write(bytes, () => resolve());
    });
    if (this.#failure !== null) {
      this.#stream.destroy();
      throw failed('gzip-damaged', { reason: this.#failure.message }, this.#failure);
    }
    const pieces = this.#out;
    this.#out = [];
    const used = this.#stream.bytesWritten - this.#given;
    this.#given += bytes.length;
    return { pieces, left: this.#ended ? bytes.subarray(used) : null };
  }

  close(): void {
    this.#stream.destroy();
  }
}
