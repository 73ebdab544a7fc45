import { createInflate } from 'node:zlib';
import { dumpDamaged } from './archive-cursor';

/** pg_dump packs in chunks of 4 KiB before 17: handed on one by one, each would cost a change of threads. */
const INPUT_BYTES = 128 * 1024;
const OUTPUT_BYTES = 128 * 1024;

/**
 * Unpacks one zlib stream that comes in chunks, with what has not been looked at yet never more than two buffers.
 * The stream must end exactly where the chunks end.
 */
export class ZlibStream {
  readonly #inflater = createInflate({ chunkSize: OUTPUT_BYTES });
  readonly #input = Buffer.allocUnsafe(INPUT_BYTES);
  #filled = 0;
  #given = 0;
  #failure: Error | null = null;
  #ended = false;
  #wake: () => void = () => undefined;

  /** @param take sees the unpacked bytes; what it throws ends the stream */
  constructor(take: (bytes: Buffer) => void) {
    this.#inflater.on('data', (bytes: Buffer) => {
      if (this.#failure !== null) return;
      try {
        take(bytes);
      } catch (error) {
        this.#fail(error as Error);
      }
    });
    this.#inflater.on('end', () => {
      this.#ended = true;
      this.#wake();
    });
    this.#inflater.on('error', (error) =>
      this.#fail(dumpDamaged(`a block of data cannot be unpacked (${error.message})`, error)),
    );
  }

  async push(chunk: Buffer): Promise<void> {
    let from = 0;
    while (from < chunk.length) {
      const copied = chunk.copy(this.#input, this.#filled, from);
      this.#filled += copied;
      from += copied;
      if (this.#filled === this.#input.length) await this.#write();
    }
  }

  /** @throws dump-damaged where the stream has no end, or where bytes follow it */
  async finish(): Promise<void> {
    await this.#write();
    // A large object of no bytes may be nothing at all.
    if (this.#given === 0) return;
    await this.#wait((done) => this.#inflater.end(done));
    await this.#wait((done) => (this.#ended ? done() : undefined));
    if (this.#inflater.bytesWritten !== this.#given) throw dumpDamaged('a block of data goes on behind its end');
  }

  /** To be called in any case. */
  close(): void {
    this.#inflater.destroy();
  }

  async #write(): Promise<void> {
    const piece = this.#input.subarray(0, this.#filled);
    if (piece.length === 0) return;
    if (this.#ended) throw dumpDamaged('a block of data goes on behind its end');
    this.#given += piece.length;
    await this.#wait((done) => this.#inflater.write(piece, done));
    this.#filled = 0;
  }

  /** Until `act` is done, or the stream has ended or failed: zlib then never says that a piece was written. */
  async #wait(act: (done: () => void) => void): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (this.#failure !== null) resolve();
      else act(resolve);
    });
    if (this.#failure !== null) throw this.#failure;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }
}
