/**
 * How many bytes of a stream one thread has gone through, for another that follows it. It is on shared memory: a count
 * in bytes, which only grows.
 */
export class Leash {
  readonly shared: SharedArrayBuffer;
  readonly #count: BigInt64Array;

  constructor(shared = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#count = new BigInt64Array(shared);
  }

  /** @param bytes gone through so far */
  reach(bytes: number): void {
    Atomics.store(this.#count, 0, BigInt(bytes));
    Atomics.notify(this.#count, 0);
  }

  /** Resolves when the leader has gone through `bytes`; at once where it is more than `far` bytes behind that. */
  async reached(bytes: number, far: number): Promise<void> {
    for (;;) {
      const count = Atomics.load(this.#count, 0);
      const ahead = bytes - Number(count);
      if (ahead <= 0 || ahead > far) return;
      const waiting = Atomics.waitAsync(this.#count, 0, count);
      if (waiting.async) await waiting.value;
    }
  }
}
