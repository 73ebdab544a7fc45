import { setTimeout as wait } from 'node:timers/promises';
import { type Failure, SalvorError } from '../errors';
import type { JobContext } from './job';
import type { Meter } from './meter';

/** How long a fetch bears with a bad network. */
export interface Patience {
  /** How often it tries again in a row without getting further. */
  readonly tries: number;
  /** The first wait, and the longest, in milliseconds; each is twice the one before. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** After so long without a byte a connection counts as broken. */
  readonly stallMs: number;
}

/** Eight tries are about four minutes: a router that restarts, a train in a tunnel. */
export const PATIENCE: Patience = { tries: 8, firstMs: 1_000, longestMs: 60_000, stallMs: 30_000 };

/** A server may ask for more time than we would take; beyond this a person is to decide. */
const LONGEST_ASKED_MS = 15 * 60 * 1000;
/** A try that got this far, or a hundredth of the archive, was not in vain. */
const FURTHER = 1024 * 1024;

const MAY_PASS: ReadonlySet<Failure['code']> = new Set([
  'not-now',
  'answer-too-slow',
  'connection-lost',
  'cut-short',
  'unreachable',
  'proxy-unreachable',
] as const);

/**
 * Whether the same request may succeed later. A refused key, a certificate or a changed archive will not get better.
 */
function mayPass({ code, params }: Failure): boolean {
  // A proxy that refuses for want of a password will not change its mind; one that does not reach the server may.
  if (code === 'proxy-refused') return params.status >= 500;
  return MAY_PASS.has(code);
}

/**
 * Reported at once where it is the very first answer: the address, or the proxy's, is mistyped more often than not.
 */
const AT_ONCE: ReadonlySet<Failure['code']> = new Set(['unreachable', 'proxy-unreachable'] as const);

/** Tries again after failures that may pass, with growing, random waits. */
export class Retry {
  readonly #patience: Patience;
  readonly #context: JobContext;
  readonly #meter: Meter;
  /** In a row, without getting further. */
  #failures = 0;
  #gained = 0;
  #hurried = false;
  #waiting: AbortController | null = null;
  /** All of them. */
  count = 0;

  constructor(patience: Patience, context: JobContext, meter: Meter) {
    this.#patience = patience;
    this.#context = context;
    this.#meter = meter;
    context.nudge?.listen(() => {
      this.#hurried = true;
      this.#failures = 0;
      this.#waiting?.abort();
    });
  }

  /** @param bytes that have come since the last call, of `whole` */
  gained(bytes: number, whole: number): void {
    this.#hurried = false;
    this.#gained += bytes;
    if (this.#gained < Math.min(FURTHER, whole / 100)) return;
    this.#failures = 0;
    this.#gained = 0;
  }

  /** Waits until it is time to try again. @throws `error` itself where that is of no use, or was tried often enough */
  async after(error: unknown): Promise<void> {
    this.#context.signal.throwIfAborted();
    if (!(error instanceof SalvorError) || !mayPass(error.failure)) throw error;
    const asked = error.failure.code === 'not-now' ? (error.failure.params.retryAfter ?? 0) * 1000 : 0;
    if (this.#failures >= this.#patience.tries || asked > LONGEST_ASKED_MS) throw error;
    const grown = Math.min(this.#patience.longestMs, this.#patience.firstMs * 2 ** this.#failures);
    // Half of the wait is random, so that many clients of one server do not return at once.
    const delay = this.#hurried && asked === 0 ? 0 : Math.max(asked, grown * (0.5 + Math.random() / 2));
    this.#hurried = false;
    this.#failures += 1;
    this.#gained = 0;
    this.count += 1;
    await this.#wait(delay, error.failure.code);
  }

  /**
   * Asks once, and again where that may help. A server that cannot even be reached the first time is reported at once.
   */
  async asking<T>(ask: () => Promise<T>, first = false): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (first && error instanceof SalvorError && AT_ONCE.has(error.failure.code)) throw error;
        await this.after(error);
      }
    }
  }

  async #wait(delay: number, reason: Failure['code']): Promise<void> {
    const waiting = new AbortController();
    this.#waiting = waiting;
    this.#meter.waiting({ reason, until: Date.now() + delay, attempt: this.#failures });
    try {
      await wait(delay, undefined, { signal: AbortSignal.any([waiting.signal, this.#context.signal]) });
    } catch {
      // Cancelled, or asked to try now: the former is thrown below.
    } finally {
      this.#waiting = null;
      this.#meter.waiting(null);
    }
    this.#context.signal.throwIfAborted();
    await this.#context.pause.pass(this.#context.signal);
  }
}
