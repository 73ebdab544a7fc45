import type { Progress } from '../core/restore/model';

/** At most ten times a second: a window cannot show more, and the main process has better things to do. */
const INTERVAL_MS = 100;

/** Passes progress on, thinned out; a new phase, a pause, a resume, and a wait and its end are told at once. */
export class ProgressPost {
  readonly #post: (progress: Progress) => void;
  readonly #now: () => number;
  #latest: Progress | null = null;
  #posted: { phase: Progress['phase']; until: number | undefined; at: number } | null = null;
  #paused = false;

  constructor(post: (progress: Progress) => void, now: () => number = () => performance.now()) {
    this.#post = post;
    this.#now = now;
  }

  report(progress: Progress): void {
    this.#latest = progress;
    const posted = this.#posted;
    const isNew = posted?.phase !== progress.phase || posted.until !== progress.waiting?.until;
    const due = isNew || this.#now() - posted.at >= INTERVAL_MS;
    if (due) this.#send(progress);
  }

  /** While a job is paused it reports nothing by itself, so its last word is repeated with the pause in it. */
  setPaused(paused: boolean): void {
    if (this.#paused === paused) return;
    this.#paused = paused;
    if (this.#latest !== null) this.#send({ ...this.#latest, bytesPerSecond: null, secondsLeft: null });
  }

  #send(progress: Progress): void {
    this.#posted = { phase: progress.phase, until: progress.waiting?.until, at: this.#now() };
    this.#post({ ...progress, paused: this.#paused });
  }
}
