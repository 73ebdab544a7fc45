import type { JobContext } from './job';
import type { Phase, Progress, RestoreResult } from './model';

/** How much of the whole job each phase is, by its usual share of the time. */
const SHARE: Record<Phase, { from: number; to: number }> = {
  connect: { from: 0, to: 0.01 },
  transfer: { from: 0.01, to: 0.75 },
  authenticate: { from: 0.75, to: 0.76 },
  prove: { from: 0.76, to: 0.98 },
  place: { from: 0.98, to: 0.99 },
};

const REPORT_EVERY_MS = 100;
const WINDOW_MS = 5_000;
/** Before this much time has gone by, a rate says nothing. */
const ENOUGH_MS = 1_500;
/** A cautious guess of how fast the proof will go, while it has not begun: bytes per second. */
const PROOF_RATE = 400_000_000;

/** Counts a job's bytes, and tells the phase, the rate over the last seconds and the time left. */
export class Meter {
  readonly #context: JobContext;
  readonly #took: RestoreResult['took'] = {};
  #phase: Phase = 'connect';
  #began = performance.now();
  #done = 0;
  #total: number | null = null;
  #proofAhead = 0;
  #samples: { at: number; done: number }[] = [];
  #lastReport = 0;
  #waiting: Progress['waiting'] = null;
  #kept = 0;
  #startedOver = false;

  constructor(context: JobContext) {
    this.#context = context;
    this.#report(true);
  }

  /** Begins a phase. @param total its bytes, null where they are not known */
  enter(phase: Phase, total: number | null): void {
    this.#close();
    this.#phase = phase;
    this.#done = 0;
    this.#total = total;
    this.#samples = [];
    if (phase === 'transfer') this.#proofAhead = total ?? 0;
    if (phase === 'prove') this.#proofAhead = 0;
    this.#report(true);
  }

  /** @param done bytes of this phase so far */
  at(done: number): void {
    this.#done = done;
    this.#report(false);
  }

  /** Something happened that moves no bytes of this phase: the job is alive. */
  tick(): void {
    this.#report(false);
  }

  /**
   * Restarts the rate: a pause is not slowness, and reading from the disk is not the network's speed.
   */
  paused(): void {
    this.#samples = [];
    this.#report(true);
  }

  /** Tells that the job waits to try again, and with null that it does so no more. */
  waiting(waiting: Progress['waiting']): void {
    this.#waiting = waiting;
    this.paused();
  }

  /** @param bytes of the archive that need not be fetched @param startedOver whether they turned out to be damaged */
  kept(bytes: number, startedOver: boolean): void {
    this.#kept = bytes;
    this.#startedOver = startedOver;
    this.paused();
  }

  /** Milliseconds of each phase up to now. */
  took(): RestoreResult['took'] {
    this.#close();
    return this.#took;
  }

  #close(): void {
    const now = performance.now();
    this.#took[this.#phase] = Math.round((this.#took[this.#phase] ?? 0) + now - this.#began);
    this.#began = now;
  }

  #report(always: boolean): void {
    const now = performance.now();
    if (!always && now - this.#lastReport < REPORT_EVERY_MS) return;
    this.#lastReport = now;
    this.#samples.push({ at: now, done: this.#done });
    this.#samples = this.#samples.filter(({ at }) => now - at <= WINDOW_MS);
    const bytesPerSecond = this.#rate();
    const share = SHARE[this.#phase];
    const within = this.#total === null || this.#total === 0 ? 0 : Math.min(1, this.#done / this.#total);
    this.#context.report({
      phase: this.#phase,
      done: this.#done,
      total: this.#total,
      fraction: share.from + (share.to - share.from) * within,
      bytesPerSecond,
      secondsLeft: this.#secondsLeft(bytesPerSecond),
      paused: this.#context.pause.paused,
      waiting: this.#waiting,
      kept: this.#kept,
      startedOver: this.#startedOver,
    });
  }

  #rate(): number | null {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < ENOUGH_MS) return null;
    return ((last.done - first.done) * 1000) / (last.at - first.at);
  }

  #secondsLeft(rate: number | null): number | null {
    if (rate === null || rate <= 0 || this.#total === null || this.#context.pause.paused || this.#waiting !== null)
      return null;
    return (this.#total - this.#done) / rate + this.#proofAhead / PROOF_RATE;
  }
}
