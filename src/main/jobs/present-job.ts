import type { Progress } from '../../core/restore/model';
import type { JobListener } from './job-runner';

/** An event of the job, to be sent to a listener again. */
type Event = (listener: JobListener) => void;

interface Remembered {
  readonly job: string;
  plan: string | null;
  progress: Progress | null;
  events: Event[];
  over: boolean;
  /** Its end was shown before the window was loaded again. */
  seen: boolean;
}

/** The latest job, for a window that was loaded again to find its way back to it. */
export class PresentJob {
  readonly #listener: JobListener;
  #present: Remembered | null = null;

  constructor(listener: JobListener) {
    this.#listener = listener;
  }

  /** Listens to the jobs, and passes all of it on. */
  get listener(): JobListener {
    const to = this.#listener;
    const send = (job: string, event: Event, over: boolean) => {
      if (this.#present?.job === job) {
        this.#present.events.push(event);
        this.#present.over = over;
      }
      event(to);
    };
    return {
      started: (job) => {
        this.#present = { job, plan: null, progress: null, events: [], over: false, seen: false };
        to.started(job);
      },
      progress: (job, progress) => {
        if (this.#present?.job === job) this.#present.progress = progress;
        to.progress(job, progress);
      },
      drilled: (job, ...drill) => send(job, (listener) => listener.drilled(job, ...drill), false),
      ended: (job, end) => send(job, (listener) => listener.ended(job, end), true),
    };
  }

  /** Keeps what the window says of its job. */
  remember(job: string, plan: string): void {
    if (this.#present?.job === job) this.#present.plan = plan;
  }

  putAway(job: string): void {
    if (this.#present?.job === job) this.#present = null;
  }

  /** The window is about to be loaded again: what has ended by now has been shown. */
  windowLeaves(): void {
    if (this.#present !== null) this.#present.seen = this.#present.over;
  }

  /**
   * The job, and how to send its latest events to the listener again; null where there is none to go back to.
   */
  find(): { job: string; plan: string; seen: boolean; sendAgain: () => void } | null {
    const present = this.#present;
    if (present?.plan == null) return null;
    const { job, plan, seen, progress, events } = present;
    return {
      job,
      plan,
      seen,
      sendAgain: () => {
        if (progress !== null) this.#listener.progress(job, progress);
        for (const event of events) event(this.#listener);
      },
    };
  }
}
