import { failed } from '../errors';
import { type JobContext, StopAndKeep } from './job';
import type { Progress } from './model';

/** How long a job may show no progress before it is given up, in milliseconds. */
export interface StallLimits {
  /** While this process uses no processor time either: it waits for something that does not come. */
  readonly idleMs: number;
  /** While it is busy, or waits for the disk to have taken everything: a large database is checked in one piece. */
  readonly busyMs: number;
  /** How long a job that was given up may take to close its files. */
  readonly cleanMs: number;
}

const MINUTE = 60_000;
const STALL_LIMITS: StallLimits = { idleMs: 5 * MINUTE, busyMs: 60 * MINUTE, cleanMs: 5_000 };

/** A process that computes less than this share of the time only waits: one that a busy machine lets wait gets more. */
const IDLE_SHARE = 0.002;
/** And what the check itself takes, in milliseconds. */
const CHECK_MS = 1;
/** How many checks there are within a limit. */
const CHECKS = 20;
/** A check that comes later than this many times its interval was held up by a machine that slept. */
const OVERSLEPT = 2;

/**
 * Runs a job and gives it up when it shows no progress for a bounded time, for instance where a thread never answers
 * or a file cannot be read. Time does not count while the job waits for the network, is paused by a person, or the
 * machine sleeps.
 *
 * @throws stalled, and what `run` throws
 */
export async function withStallWatch<T>(context: JobContext, run: (context: JobContext) => Promise<T>): Promise<T> {
  const limits = context.stall ?? STALL_LIMITS;
  const giveUp = new AbortController();
  const watch = new Watch(limits, context.pause);
  const work = run({
    ...context,
    signal: AbortSignal.any([context.signal, giveUp.signal]),
    report(progress) {
      watch.see(progress);
      context.report(progress);
    },
  });
  const over = work.then(
    () => {},
    () => {},
  );
  const stalled = new Promise<never>((_resolve, reject) => {
    watch.start((seconds) => {
      // What came of a fetch is good, and is kept to continue with.
      giveUp.abort(new StopAndKeep());
      const error = failed('stalled', { seconds });
      void Promise.race([over, timer(limits.cleanMs)]).then(() => reject(error));
    });
  });
  try {
    return await Promise.race([work, stalled]);
  } catch (error) {
    // The job ended by our own signal, not because a person cancelled it.
    if (giveUp.signal.aborted) return await stalled;
    throw error;
  } finally {
    watch.stop();
  }
}

/** Counts the time since the last progress. */
class Watch {
  readonly #limits: StallLimits;
  readonly #pause: JobContext['pause'];
  #timer: NodeJS.Timeout | undefined;
  #progress: Progress | null = null;
  #still = 0;
  #idle = 0;

  constructor(limits: StallLimits, pause: JobContext['pause']) {
    this.#limits = limits;
    this.#pause = pause;
  }

  see(progress: Progress): void {
    const before = this.#progress;
    this.#progress = progress;
    if (before?.phase === progress.phase && before.done === progress.done && before.waiting === progress.waiting)
      return;
    this.#still = 0;
    this.#idle = 0;
  }

  /** @param onStall called once, with the seconds without progress */
  start(onStall: (seconds: number) => void): void {
    const { idleMs, busyMs } = this.#limits;
    const everyMs = Math.max(10, Math.min(idleMs, busyMs) / CHECKS);
    let checkedAt = performance.now();
    let used = process.cpuUsage();
    this.#timer = setInterval(() => {
      const now = performance.now();
      const passed = Math.min(now - checkedAt, OVERSLEPT * everyMs);
      const { user, system } = process.cpuUsage(used);
      checkedAt = now;
      used = process.cpuUsage();
      if (this.#waitsOutside()) {
        this.#still = 0;
        this.#idle = 0;
        return;
      }
      const isIdle =
        (user + system) / 1000 < Math.max(passed * IDLE_SHARE, CHECK_MS) && this.#progress?.phase !== 'place';
      this.#still += passed;
      this.#idle = isIdle ? this.#idle + passed : 0;
      if (this.#idle < idleMs && this.#still < busyMs) return;
      this.stop();
      onStall(Math.round(this.#still / 1000));
    }, everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #waitsOutside(): boolean {
    return this.#pause.paused || (this.#progress?.waiting ?? null) !== null;
  }
}

function timer(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
