import type { RandomAccess } from '../disk/random-access';
import { zipDamaged } from './zip-damage';

/** Large enough that the cost of a read is small beside its bytes, small enough that a few readers are a few MiB. */
const PIECE_BYTES = 512 * 1024;

/**
 * Walks through one stretch of a payload after the other, each from its start to its end, in two buffers that are
 * used again and again: while one is read, the other is filled with what follows.
 */
export class PieceReader {
  readonly #payload: RandomAccess;
  readonly #passed: (bytes: number) => void;
  readonly #endsEarly: () => Error;
  readonly #buffers = [Buffer.allocUnsafeSlow(PIECE_BYTES), Buffer.allocUnsafeSlow(PIECE_BYTES)] as const;
  #turn: 0 | 1 = 0;
  #readAhead: Promise<Buffer> = Promise.resolve(NOTHING);
  #current: Buffer = NOTHING;
  #used = 0;
  #position = 0;
  #end = 0;

  /**
   * @param passed is called with the bytes of each piece that was gone through
   * @param endsEarly what to throw where more is asked for than the stretch holds
   */
  constructor(
    payload: RandomAccess,
    passed: (bytes: number) => void,
    endsEarly = () => zipDamaged('it ends within an entry'),
  ) {
    this.#payload = payload;
    this.#passed = passed;
    this.#endsEarly = endsEarly;
  }

  /** Starts on the bytes from `start` to `end`. */
  async moveTo(start: number, end: number): Promise<void> {
    await this.settle();
    this.#position = start;
    this.#end = end;
    this.#current = NOTHING;
    this.#used = 0;
    this.#readAhead = this.#fill();
  }

  /**
   * The next bytes, at least one and at most `most`; valid until the next call. Throws zip-damaged, or what
   * it was told to, at the end of the stretch, and whatever the payload's own read throws.
   */
  async some(most: number): Promise<Buffer> {
    if (this.#used === this.#current.length) {
      this.#current = await this.#readAhead;
      if (this.#current.length === 0) throw this.#endsEarly();
      this.#used = 0;
      this.#readAhead = this.#fill();
    }
    const bytes = this.#current.subarray(this.#used, Math.min(this.#used + most, this.#current.length));
    this.#used += bytes.length;
    this.#passed(bytes.length);
    return bytes;
  }

  /** The next `length` bytes in one, for a length that memory can hold; valid until the next call. */
  async exactly(length: number): Promise<Buffer> {
    if (length === 0) return NOTHING;
    const first = await this.some(length);
    if (first.length === length) return first;
    const joined = Buffer.allocUnsafe(length);
    let filled = first.copy(joined);
    while (filled < length) filled += (await this.some(length - filled)).copy(joined, filled);
    return joined;
  }

  /** Skips `length` bytes. */
  async skip(length: number): Promise<void> {
    let left = length;
    while (left > 0) left -= (await this.some(left)).length;
  }

  /** Waits until no read is under way, so that the payload may be closed. */
  async settle(): Promise<void> {
    await this.#readAhead.catch(() => undefined);
  }

  #fill(): Promise<Buffer> {
    const buffer = this.#buffers[this.#turn];
    this.#turn = this.#turn === 0 ? 1 : 0;
    const position = this.#position;
    const target = buffer.subarray(0, Math.min(buffer.length, this.#end - position));
    if (target.length === 0) return Promise.resolve(NOTHING);
    this.#position += target.length;
    const filled = this.#payload.read(target, position).then((length) => target.subarray(0, length));
    // It is waited for when its bytes are needed; until then a failure must not count as unhandled.
    filled.catch(() => undefined);
    return filled;
  }
}

const NOTHING = Buffer.alloc(0);
