import { createGunzip } from 'node:zlib';
import { failed } from '../errors';
import type { EnvelopeFormat, Pieces, StreamDecipher } from './format';
import { requireBytes, startsWith } from './magic';

/** RFC 1952, 2.3.1: the two identifying bytes, and deflate, the only method there is. */
const MAGIC = Uint8Array.of(0x1f, 0x8b, 0x08);
const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
const CHUNK = 256 * 1024;
/** Deflate packs at most some 1032 to 1, and all that a piece gives is held until it is taken. */
const MOST_AT_ONCE = 16 * 1024;

/** gzip as an envelope that needs no secret. Its CRC-32 and length are checked by zlib. */
export const gzip: EnvelopeFormat = {
  headBytes: HEADER_BYTES + TRAILER_BYTES,
  recognise: (head) => startsWith(head, MAGIC),
  readHeader(head) {
    requireBytes(head, HEADER_BYTES + TRAILER_BYTES);
    return {
      id: 'gzip',
      needs: 'nothing',
      // zlib reads header and trailer itself.
      headerBytes: 0,
      trailerBytes: 0,
      zipHolds: 'portal-export',
      said: {},
      plainBytes: () => null,
      openings: async () => [
        { keyFingerprint: null, derivation: null, look: () => null, tellsWrongKey: true, decipher: () => new Gunzip(), inPlace: null, reseal: null },
      ],
    };
  },
};

/** zlib's stream, one piece at a time: what a piece gives is handed on before the next is taken. */
class Gunzip implements StreamDecipher {
  readonly mostAtOnce = MOST_AT_ONCE;
  readonly #stream = createGunzip({ chunkSize: CHUNK });
  #out: Uint8Array[] = [];
  #given = 0;
  #ended = false;
  #failure: NodeJS.ErrnoException | null = null;
  #told: (() => void) | null = null;

  constructor() {
    this.#stream.on('data', (chunk: Buffer) => this.#out.push(chunk));
    this.#stream.on('error', (error) => {
      this.#failure = error;
      this.#told?.();
    });
    // A zero byte behind the trailer ends the stream by itself; Node then never says that the write is done.
    this.#stream.on('end', () => {
      this.#ended = true;
      this.#told?.();
    });
  }

  async update(piece: Uint8Array): Promise<Pieces> {
    if (this.#ended) return requirePadding(piece);
    // The source reuses its buffer, and zlib reads it later, on another thread.
    const copy = Buffer.from(piece);
    await this.#wait((done) => this.#stream.write(copy, done));
    if (this.#ended) requirePadding(copy.subarray(this.#stream.bytesWritten - this.#given));
    this.#given += copy.length;
    return this.#taken();
  }

  async finish(): Promise<Pieces> {
    if (this.#ended) return [];
    await this.#wait(() => this.#stream.end());
    return this.#taken();
  }

  #taken(): Pieces {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  async #wait(act: (done: () => void) => void): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#told = resolve;
      if (this.#failure === null) act(resolve);
      else resolve();
    });
    if (this.#failure === null) return;
    this.#stream.destroy();
    // Z_BUF_ERROR is zlib's word for an end that comes too early.
    if (this.#failure.code === 'Z_BUF_ERROR') throw failed('cut-short', { have: this.#stream.bytesWritten, need: null }, this.#failure);
    throw failed('gzip-damaged', { reason: this.#failure.message }, this.#failure);
  }
}

/** What may follow a gzip file's end: the zeros with which a tape or a block device fills its last block. */
function requirePadding(rest: Uint8Array): Pieces {
  if (rest.some((byte) => byte !== 0)) throw failed('gzip-damaged', { reason: 'other bytes follow its end' });
  return [];
}
