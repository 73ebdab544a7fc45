import type { RandomAccess } from '../disk/random-access';

/** A position further ahead than this is read at once, instead of waiting for the leader. */
const FAR = 32 * 1024 ** 2;

/** How many bytes of a stream the leading thread has read, in memory that it shares with the thread behind. */
export class LeaderPosition {
  readonly shared: SharedArrayBuffer;
  readonly #count: BigInt64Array;

  constructor(shared = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#count = new BigInt64Array(shared);
  }

  /** @param bytes read so far; this only grows */
  set(bytes: number): void {
    Atomics.store(this.#count, 0, BigInt(bytes));
    Atomics.notify(this.#count, 0);
  }

  /** Resolves when the leader has read `bytes`; at once where it is more than `far` bytes behind. */
  async wait(bytes: number, far: number): Promise<void> {
    for (;;) {
      const count = Atomics.load(this.#count, 0);
      const ahead = bytes - Number(count);
      if (ahead <= 0 || ahead > far) return;
      const waiting = Atomics.waitAsync(this.#count, 0, count);
      if (waiting.async) await waiting.value;
    }
  }
}

/**
 * Reads a payload behind another thread, so that both pause together and the disk is read once. Far positions do not
 * wait: a zip's directory is at its end and read first.
 */
export function readBehind(leader: LeaderPosition, payload: RandomAccess): RandomAccess {
  return {
    size: payload.size,
    async read(target, position) {
      await leader.wait(Math.min(position + target.length, payload.size), FAR);
      return payload.read(target, position);
    },
    close: () => payload.close(),
  };
}
