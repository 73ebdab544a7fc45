import type { Leftovers } from '../leftovers/store';
import type { Progress } from './model';
import type { StallLimits } from './stall';

/** What every long job is given: a way to be stopped, to be held, and to tell how far it is. */
export interface JobContext {
  readonly signal: AbortSignal;
  readonly pause: PauseGate;
  report(progress: Progress): void;
  /** Where unfinished files are written down, so that they are found again; without it none is kept. */
  readonly leftovers?: Leftovers;
  /** The folder of the built threads, see threads.ts; without it the job does with its own thread. */
  readonly threads?: string;
  /** Told when the machine has woken up or the network may be back: what waits for it tries at once. */
  readonly nudge?: Nudge;
  /** How long it may show no progress; the usual limits if left out. */
  readonly stall?: StallLimits;
}

/** A word that things may have got better. */
export class Nudge {
  readonly #listeners: (() => void)[] = [];

  listen(listener: () => void): void {
    this.#listeners.push(listener);
  }

  give(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The reason of a signal that ends a job but keeps what there is of its file. It passes for any other cancelling. */
export class StopAndKeep extends Error {
  constructor() {
    super('stopped, and what is there is kept');
    this.name = 'AbortError';
  }
}

/** A gate that a job walks through between two pieces of work; while it is closed the job waits there. */
export class PauseGate {
  #opened: Promise<void> | null = null;
  #open: (() => void) | null = null;

  get paused(): boolean {
    return this.#opened !== null;
  }

  close(): void {
    this.#opened ??= new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open?.();
    this.#opened = null;
    this.#open = null;
  }

  /** Resolves when the gate is open; rejects with the signal's reason when the job is cancelled meanwhile. */
  async pass(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#opened === null) return;
    await new Promise<void>((resolve, reject) => {
      const stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      this.#opened?.then(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
    });
  }
}
