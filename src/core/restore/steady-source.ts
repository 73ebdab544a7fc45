import type { ByteSource } from '../disk/byte-source';
import { failed } from '../errors';
import type { SizedArchive } from '../sources/model';
import type { Source } from '../sources/source';
import type { JobContext } from './job';
import type { Retry } from './retry';

/** After the machine slept, a connection that has been silent for so long is not waited for. */
const SILENT_MS = 2_000;

/**
 * An archive of a source, as one stream: where the connection breaks or stalls, it continues from the very byte that is
 * missing.
 */
export class SteadySource implements ByteSource {
  readonly size: number;
  readonly #source: Source;
  readonly #archive: SizedArchive;
  readonly #retry: Retry;
  readonly #signal: AbortSignal;
  #at: number;
  #download: ByteSource | null = null;
  #lastByte = Date.now();
  /** Ends the present connection alone. */
  #connection = new AbortController();

  /** @param from the first byte that is wanted */
  constructor(source: Source, archive: SizedArchive, from: number, retry: Retry, context: JobContext) {
    this.#source = source;
    this.#archive = archive;
    this.#retry = retry;
    this.#signal = context.signal;
    this.#at = from;
    this.size = archive.bytes;
    context.nudge?.listen(() => {
      if (Date.now() - this.#lastByte < SILENT_MS) return;
      this.#connection.abort(failed('connection-lost', { host: source.host, have: this.#at, need: this.size }));
    });
  }

  /**
   * @throws archive-not-found, size-changed-on-server, unauthorised, broken-answer and whatever else stops a fetch at
   *   once; cut-short, connection-lost, unreachable, server-error when patience is at its end
   */
  async next(): Promise<Uint8Array | null> {
    for (;;) {
      if (this.#at === this.size && this.#download === null) return null;
      try {
        this.#download ??= await this.#connect();
        const piece = await this.#download.next();
        if (piece === null) return null;
        this.#lastByte = Date.now();
        this.#at += piece.length;
        this.#retry.gained(piece.length, this.size);
        return piece;
      } catch (error) {
        await this.close();
        await this.#retry.after(error);
      }
    }
  }

  #connect(): Promise<ByteSource> {
    this.#lastByte = Date.now();
    this.#connection = new AbortController();
    const signal = AbortSignal.any([this.#signal, this.#connection.signal]);
    return this.#source.download(this.#archive, signal, this.#at);
  }

  async close(): Promise<void> {
    await this.#download?.close();
    this.#download = null;
  }
}
