import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { findingsFolder } from './findings';

/** How long one input may take, in milliseconds, and by how much it may raise the memory of the process, in bytes. */
export const MOST_MS = 1000;
export const MOST_BYTES = 64 * 1024 * 1024;

/** After so long without an end, the process that hangs is ended from another thread. */
const HUNG_MS = 20_000;
/** Of an input that hangs, so much is kept. */
const KEPT_BYTES = 1024 * 1024;
/** A rise that is worth looking at again, with the rubbish of earlier inputs swept away first. */
const SUSPICIOUS_BYTES = 24 * 1024 * 1024;
const SWEEP_MS = 2;
/** A busy machine makes anything slow once. */
const TRIES = 3;

/** What one input took. */
export interface Effort {
  readonly ms: number;
  readonly bytes: number;
}

/**
 * Watches a parser while it is given inputs. Where an input seems to take too long or too much, it is given again,
 * alone and after a collection, and the least of that counts. A parser that never comes back ends with its process:
 * another thread keeps the input and sees to it.
 */
export class Watch {
  /** Odd while an input is with the parser. */
  readonly #turn = new Int32Array(new SharedArrayBuffer(8));
  readonly #input = new Uint8Array(new SharedArrayBuffer(KEPT_BYTES));
  readonly #guard: Worker;

  constructor(name: string) {
    this.#guard = new Worker(GUARD, {
      eval: true,
      workerData: {
        turn: this.#turn,
        input: this.#input,
        path: join(findingsFolder(), `${name}.hung`),
        name,
        patience: HUNG_MS,
        pid: process.pid,
      },
    });
    this.#guard.unref();
  }

  /** @param give hands the input to the parser; must never reject */
  async over(input: Uint8Array, give: () => Promise<void>): Promise<Effort> {
    const first = await this.#measured(input, give, false);
    if (first.ms <= MOST_MS && first.bytes <= SUSPICIOUS_BYTES) return first;
    let least = { ms: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
    for (let count = 0; count < TRIES; count += 1) {
      // Sweeping takes time, so that each is measured without the other.
      const { ms } = await this.#measured(input, give, false);
      const { bytes } = await this.#measured(input, give, true);
      least = { ms: Math.min(least.ms, ms), bytes: Math.min(least.bytes, bytes) };
      if (least.ms <= MOST_MS && least.bytes <= MOST_BYTES) break;
    }
    return least;
  }

  async end(): Promise<void> {
    await this.#guard.terminate();
  }

  async #measured(input: Uint8Array, give: () => Promise<void>, swept: boolean): Promise<Effort> {
    if (swept) sweep();
    const before = swept ? process.memoryUsage.rss() : peakBytes();
    const kept = input.subarray(0, KEPT_BYTES);
    this.#input.set(kept);
    this.#turn[1] = kept.length;
    Atomics.add(this.#turn, 0, 1);
    // What a stream has let go of already is not held, whenever the collector would have come by itself.
    const sweeping = swept
      ? setInterval(() => {
          if (process.memoryUsage.rss() - before > SUSPICIOUS_BYTES) globalThis.gc?.();
        }, SWEEP_MS)
      : undefined;
    const began = performance.now();
    await give();
    const ms = performance.now() - began;
    clearInterval(sweeping);
    Atomics.add(this.#turn, 0, 1);
    return { ms, bytes: Math.max(0, peakBytes() - before) };
  }
}

/** The most memory that this process ever had, since the last sweep where the system can forget the time before. */
function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

function sweep(): void {
  globalThis.gc?.();
  globalThis.gc?.();
  if (process.platform !== 'linux') return;
  // proc(5): 5 resets the peak resident set size to what it is now.
  writeFileSync('/proc/self/clear_refs', '5');
}

/** Plain JavaScript, since a thread of its own loads no TypeScript. */
const GUARD = `
const { workerData } = require('node:worker_threads');
const { writeFileSync, writeSync } = require('node:fs');
const { turn, input, path, name, patience, pid } = workerData;
let seen = -1, since = 0;
setInterval(() => {
  const now = Atomics.load(turn, 0);
  if (now % 2 === 0 || now !== seen) { seen = now; since = Date.now(); return; }
  if (Date.now() - since < patience) return;
  writeFileSync(path, input.slice(0, turn[1]));
  writeSync(2, 'The parser "' + name + '" hangs; its input is kept as ' + path + '\\n');
  process.kill(pid, 'SIGKILL');
}, 500);
`;
