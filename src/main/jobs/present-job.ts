import type { Progress } from '../../core/restore/model';
import type { RestoreListener } from './job-runner';

/** How to tell one of the listeners again what it was told once. */
type Told = (listener: RestoreListener) => void;

interface Remembered {
  readonly job: string;
  plan: string | null;
  progress: Progress | null;
  ends: Told[];
  over: boolean;
  /** Its end was shown before the window was loaded anew. */
  seen: boolean;
}

/** The latest restore or drill, so that a window that was loaded anew finds its way back to it. */
export class PresentJob {
  readonly #listener: RestoreListener;
  #present: Remembered | null = null;

  constructor(listener: RestoreListener) {
    this.#listener = listener;
  }

  /** What the restores are to tell; all of it is passed on. */
  get listener(): RestoreListener {
    const to = this.#listener;
    const keep = (job: string, told: Told, over = true) => {
      if (this.#present?.job === job) {
        this.#present.ends.push(told);
        this.#present.over = over;
      }
      told(to);
    };
    return {
      started: (job) => {
        this.#present = { job, plan: null, progress: null, ends: [], over: false, seen: false };
        to.started(job);
      },
      progress: (job, progress) => {
        if (this.#present?.job === job) this.#present.progress = progress;
        to.progress(job, progress);
      },
      ended: (job, outcome) => keep(job, (listener) => listener.ended(job, outcome)),
      drilled: (job, outcome) => keep(job, (listener) => listener.drilled(job, outcome)),
      listed: (job, index, drill, outcome) =>
        keep(job, (listener) => listener.listed(job, index, drill, outcome), false),
      listEnded: (job, outcome) => keep(job, (listener) => listener.listEnded(job, outcome)),
    };
  }

  /** Keeps what the window says of its job. */
  remember(job: string, plan: string): void {
    if (this.#present?.job === job) this.#present.plan = plan;
  }

  putAway(job: string): void {
    if (this.#present?.job === job) this.#present = null;
  }

  /** The window is about to be loaded anew: what has ended by now has been shown. */
  windowLeaves(): void {
    if (this.#present !== null) this.#present.seen = this.#present.over;
  }

  /**
   * The job, and how to tell `listener` once more how far it is or how it ended; null where there is none to go back
   * to.
   */
  find(): { job: string; plan: string; seen: boolean; tellAgain: () => void } | null {
    const present = this.#present;
    if (present?.plan == null) return null;
    const { job, plan, seen, progress, ends } = present;
    return {
      job,
      plan,
      seen,
      tellAgain: () => {
        if (progress !== null) this.#listener.progress(job, progress);
        for (const told of ends) told(this.#listener);
      },
    };
  }
}
