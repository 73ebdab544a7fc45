import { randomUUID } from 'node:crypto';
import { failed } from '../core/errors';
import type { Progress, RestoreResult } from '../core/restore/model';
import type { JobRequest } from '../engine/messages';
import type { Answer } from '../shared/ipc/contract';
import type { EngineJob } from './engine-host';

/** What the rest of main learns of restores. */
export interface RestoreListener {
  started(job: string): void;
  progress(job: string, progress: Progress): void;
  ended(job: string, outcome: Answer<RestoreResult>): void;
}

type Fetch = Extract<JobRequest, { kind: 'fetch' }>;
type RunFetch = (request: Fetch, report: (progress: Progress) => void) => EngineJob<RestoreResult>;

/** The restores of this run of Salvor: one at a time, each in its own engine process. */
export class Restores {
  readonly #run: RunFetch;
  readonly #listener: RestoreListener;
  readonly #results = new Map<string, string>();
  #running: { id: string; job: EngineJob<RestoreResult> } | null = null;

  constructor(run: RunFetch, listener: RestoreListener) {
    this.#run = run;
    this.#listener = listener;
  }

  get running(): boolean {
    return this.#running !== null;
  }

  /** Starts a restore and gives its id; how it goes is told to the listener. */
  start(request: Fetch): string {
    if (this.#running !== null) throw failed('unexpected', { detail: 'a restore is running already' });
    const id = randomUUID();
    const job = this.#run(request, (progress) => this.#listener.progress(id, progress));
    this.#running = { id, job };
    this.#listener.started(id);
    void job.outcome.then((outcome) => {
      this.#running = null;
      if (outcome.ok && outcome.value.path !== null) this.#results.set(id, outcome.value.path);
      this.#listener.ended(id, outcome);
    });
    return id;
  }

  pause(id: string): void {
    this.#job(id)?.pause();
  }

  resume(id: string): void {
    this.#job(id)?.resume();
  }

  cancel(id: string): void {
    this.#job(id)?.cancel();
  }

  /** Where a finished restore put its file. */
  result(id: string): string {
    const path = this.#results.get(id);
    if (path === undefined) throw failed('unexpected', { detail: 'a restore that has no result' });
    return path;
  }

  /** Cancels what runs; resolves when its files are closed and its process is done with. */
  async stop(): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    running.job.cancel();
    await running.job.outcome;
  }

  /** A restore that has just ended is not an error to pause or cancel: the window may not know yet. */
  #job(id: string): EngineJob<RestoreResult> | null {
    return this.#running?.id === id ? this.#running.job : null;
  }
}
