import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { END, FREE, newRing, SLOT_BYTES, SLOTS } from './ring';
import { silentThread, startThread, THREAD_SILENCE_MS } from './threads';
import { within } from './threads-end';

/** SHA-256 over a stream's pieces, while something else is done with them. */
export interface StreamHash {
  /** Takes a piece, which may change afterwards. Waits where the hash does not keep pace. */
  update(piece: Uint8Array): Promise<void> | void;
  /** The hash over all of it, in hex. To be called once. */
  digest(): Promise<string>;
  /** Gives it up; does nothing after `digest`. */
  close(): void;
}

/**
 * @param threads the folder of the built threads; undefined to hash on this thread
 * @param silenceMs how long the thread may take for one piece before `update` and `digest` reject with stalled
 */
export function sha256Of(threads: string | undefined, silenceMs = THREAD_SILENCE_MS): StreamHash {
  return threads === undefined ? hashHere() : hashApart(threads, silenceMs);
}

function hashHere(): StreamHash {
  const hash = createHash('sha256');
  return { update: (piece) => void hash.update(piece), digest: async () => hash.digest('hex'), close: () => {} };
}

function hashApart(threads: string, silenceMs: number): StreamHash {
  const ring = newRing();
  const bytes = new Uint8Array(ring.bytes);
  const states = new Int32Array(ring.states);
  const thread = startThread(threads, 'hash-thread', ring);
  const said = once(thread, 'message');
  // The error is thrown where the hash is asked for, and nowhere if the stream is given up before.
  said.catch(() => {});
  let slot = 0;
  let filled = 0;

  const inTime = <T>(answer: Promise<T>): Promise<T> =>
    within(answer, silenceMs, () => {
      throw silentThread(silenceMs);
    });
  /** Null where the next slot is free already. */
  const freed = (): Promise<unknown> | null => {
    const state = Atomics.load(states, slot);
    if (state === FREE) return null;
    const waiting = Atomics.waitAsync(states, slot, state);
    // A failed thread no longer empties any slot.
    return waiting.async ? inTime(Promise.race<unknown>([waiting.value, said])) : null;
  };
  const pass = (state: number) => {
    Atomics.store(states, slot, state);
    Atomics.notify(states, slot);
    slot = (slot + 1) % SLOTS;
    filled = 0;
  };
  const take = async (piece: Uint8Array, from: number): Promise<void> => {
    let at = from;
    while (at < piece.length) {
      if (filled === 0) await freed();
      at = copy(piece, at);
    }
  };
  const copy = (piece: Uint8Array, at: number): number => {
    const part = piece.subarray(at, at + SLOT_BYTES - filled);
    bytes.set(part, slot * SLOT_BYTES + filled);
    filled += part.length;
    if (filled === SLOT_BYTES) pass(filled);
    return at + part.length;
  };

  return {
    update(piece) {
      let at = 0;
      while (at < piece.length) {
        if (filled === 0 && Atomics.load(states, slot) !== FREE) return take(piece, at);
        at = copy(piece, at);
      }
    },
    async digest() {
      if (filled > 0) pass(filled);
      await freed();
      pass(END);
      const [hex] = (await inTime(said)) as [string];
      return hex;
    },
    close: () => void thread.terminate(),
  };
}
