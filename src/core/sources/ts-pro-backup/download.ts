import type { Readable } from 'node:stream';
import type { ByteSource } from '../../disk/byte-source';
import { failed } from '../../errors';
import { release } from '../../formats/release';
import { errorCode, isBrokenEncoding } from './trouble';

/** Signs of an orderly close in the middle of a body, as opposed to a connection that broke. */
const CLOSED_EARLY = new Set([
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_CLOSED',
  'HPE_INVALID_EOF_STATE',
]);

/** Less than this within the time in which something has to come is no download: 1 KiB a minute would take years. */
const LEAST_BYTES = 1024;

export interface DownloadPlace {
  /** The position in the archive of the first byte that is wanted. */
  readonly from?: number;
  /** How many bytes are before it in the body, where the server sent more than it was asked for. */
  readonly skip?: number;
  /** How many milliseconds may be waited for `LEAST_BYTES`. */
  readonly stallMs: number;
}

/**
 * The body of a download as a byte source: it must reach exactly to the length that the listing said. Of each piece the
 * memory is given back with the call after.
 *
 * `next` throws cut-short where the server ended it too early, connection-lost where the line broke or
 * stalled, size-changed-on-server where more comes than was listed.
 */
export class Download implements ByteSource {
  readonly size: number;
  readonly #body: Readable;
  readonly #pieces: AsyncIterator<Buffer>;
  readonly #host: string;
  #received: number;
  #skip: number;
  readonly #stallMs: number;
  /** Milliseconds that were waited for the bytes since the last LEAST_BYTES. */
  #waited = 0;
  #gained = 0;
  #last: Buffer | null = null;

  constructor(body: Readable, host: string, listed: number, { from = 0, skip = 0, stallMs }: DownloadPlace) {
    this.#body = body;
    this.#pieces = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    this.#host = host;
    this.size = listed;
    this.#received = from - skip;
    this.#skip = skip;
    this.#stallMs = stallMs;
  }

  async next(): Promise<Uint8Array | null> {
    for (;;) {
      const piece = await this.#piece();
      if (piece === null) {
        if (this.#received < this.size) throw failed('cut-short', { have: this.#received, need: this.size });
        return null;
      }
      this.#received += piece.length;
      if (this.#received > this.size)
        throw failed('size-changed-on-server', { listed: this.size, got: this.#received });
      const skipped = Math.min(this.#skip, piece.length);
      this.#skip -= skipped;
      if (skipped < piece.length) return piece.subarray(skipped);
    }
  }

  async close(): Promise<void> {
    // An aborted body reports its abort once more; the closer knows already.
    this.#body.on('error', () => {}).destroy();
  }

  async #piece(): Promise<Buffer | null> {
    // The last piece was used by now; the socket made its buffer for it alone.
    if (this.#last !== null) release(this.#last);
    this.#last = null;
    try {
      const asked = performance.now();
      const { done, value } = await this.#pieces.next();
      if (done !== true) this.#last = value;
      if (this.#isTrickle(performance.now() - asked, value?.length ?? 0)) throw new Error('a trickle');
      return this.#last;
    } catch (cause) {
      if (cause instanceof Error && cause.name === 'AbortError') throw cause;
      const facts = { have: this.#received, need: this.size };
      if (isBrokenEncoding(cause) && errorCode(cause) !== 'Z_BUF_ERROR')
        throw failed('broken-answer', { host: this.#host, reason: 'Content-Encoding' }, cause);
      // zlib calls it so where the compressed bytes end too early.
      if (errorCode(cause) === 'Z_BUF_ERROR') throw failed('cut-short', facts, cause);
      if (CLOSED_EARLY.has(errorCode(cause))) throw failed('cut-short', facts, cause);
      throw failed('connection-lost', { host: this.#host, ...facts }, cause);
    }
  }

  /** A server that sends a byte now and then keeps a connection open for ever; only the time spent waiting counts. */
  #isTrickle(waitedMs: number, bytes: number): boolean {
    this.#waited += waitedMs;
    this.#gained += bytes;
    if (this.#gained >= LEAST_BYTES || this.#received + bytes >= this.size) {
      this.#waited = 0;
      this.#gained = 0;
    }
    return this.#waited > this.#stallMs;
  }
}
