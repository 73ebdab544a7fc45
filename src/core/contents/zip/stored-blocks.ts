/** How far back deflate may refer, in bytes. */
const WINDOW_BYTES = 32 * 1024;

/** A block's header: one byte whose first three bits count, its length, and its length with every bit turned over. */
const HEADER_BYTES = 5;
const FINAL = 0b001;
const TYPE = 0b110;

/**
 * Walks over the stored blocks that a deflate stream begins with (RFC 1951, 3.2.4): blocks whose bytes are there as
 * they are. A stream of photographs, sound, film or anything encrypted is made of nothing else, and zlib copies
 * such bytes at about half the rate at which their checksum can be made in place.
 *
 *     const blocks = new StoredBlocks();
 *     for (const bytes of blocks.walk(piece)) use(bytes);
 *     if (blocks.state === 'compressed') zlib continues at piece.subarray(blocks.used) with blocks.window()
 */
export class StoredBlocks {
  readonly #keepsWindow: boolean;
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerBytes = 0;
  /** What is left of the present block. */
  #left = 0;
  #final = false;
  #window: Buffer = Buffer.alloc(0);
  #recent: Buffer[] = [];

  /**
   * `stored`: more is to come. `ended`: the final block has ended. `compressed`: here begins a block of another
   * kind. `broken`: a block's header is not sound.
   */
  state: 'stored' | 'ended' | 'compressed' | 'broken' = 'stored';

  /** How many bytes of the last piece belong to the blocks that were walked over. */
  used = 0;

  /** @param keepsWindow whether `window` will be asked for */
  constructor(keepsWindow = true) {
    this.#keepsWindow = keepsWindow;
  }

  /** Yields the unpacked bytes of `piece`, each a part of it, until the piece or the stored blocks end. */
  *walk(piece: Buffer): Generator<Buffer> {
    this.used = 0;
    while (this.state === 'stored' && this.used < piece.length) {
      if (this.#left === 0) {
        this.#readHeader(piece);
      } else {
        const bytes = piece.subarray(this.used, this.used + this.#left);
        this.used += bytes.length;
        this.#left -= bytes.length;
        if (this.#keepsWindow) this.#recent.push(bytes);
        yield bytes;
      }
      if (this.#final && this.#left === 0 && this.state === 'stored') this.state = 'ended';
    }
  }

  /** The last 32 KiB that were unpacked. To be called for every piece, before its buffer is used for other bytes. */
  window(): Buffer {
    const parts: Buffer[] = [];
    let wanted = WINDOW_BYTES;
    for (const bytes of [this.#window, ...this.#recent].toReversed()) {
      if (wanted === 0) break;
      const part = bytes.subarray(Math.max(0, bytes.length - wanted));
      parts.unshift(part);
      wanted -= part.length;
    }
    this.#window = Buffer.concat(parts);
    this.#recent = [];
    return this.#window;
  }

  #readHeader(piece: Buffer): void {
    if (this.#headerBytes === 0 && (piece.readUInt8(this.used) & TYPE) !== 0) {
      this.state = 'compressed';
      return;
    }
    const copied = piece.copy(this.#header, this.#headerBytes, this.used);
    this.used += copied;
    this.#headerBytes += copied;
    if (this.#headerBytes < HEADER_BYTES) return;
    this.#headerBytes = 0;
    this.#left = this.#header.readUInt16LE(1);
    this.#final = (this.#header.readUInt8(0) & FINAL) !== 0;
    if ((this.#left ^ this.#header.readUInt16LE(3)) !== 0xffff) this.state = 'broken';
  }
}
