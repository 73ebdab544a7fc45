import { randomUUID } from 'node:crypto';
import type { DrillReport } from '../../core/drill/model';
import { failed, type Outcome, toFailure } from '../../core/errors';
import type { Progress } from '../../core/restore/model';
import type { JobRequest, JobResult } from '../../engine/job-messages';
import type { DrillRecord } from '../../shared/ipc/drill-calls';
import type { JobEnd } from '../../shared/ipc/job-calls';
import { runBatch } from './batch';
import type { EngineJob } from './engine-host';

/** What the rest of main learns of jobs. */
export interface JobListener {
  started(job: string): void;
  progress(job: string, progress: Progress): void;
  /** One drill of a batch is over; its report is kept under the name `drill`. */
  drilled(job: string, index: number, drill: string, outcome: Outcome<DrillRecord>): void;
  ended(job: string, end: JobEnd): void;
}

type Restore = Extract<JobRequest, { kind: 'fetch' | 'open' }>;
type Drill = Extract<JobRequest, { kind: 'drill' }>;
type LongKind = (Restore | Drill)['kind'];
type RunLong = <K extends LongKind>(
  request: Extract<JobRequest, { kind: K }>,
  report: (progress: Progress) => void,
) => EngineJob<JobResult<K>>;
/** Signs a report and keeps it; rejects when it cannot. */
type KeepReport = (job: string, report: DrillReport) => Promise<DrillRecord>;

interface Running {
  id: string;
  kind: LongKind;
  job: EngineJob<unknown>;
  /** Resolves when the listener knows the end; a drill's report is kept by then. */
  over: Promise<void>;
}

/** Restores and drills: one at a time, each in its own engine process. */
export class JobRunner {
  readonly #run: RunLong;
  readonly #listener: JobListener;
  readonly #keep: KeepReport;
  readonly #results = new Map<string, string>();
  #running: Running | null = null;

  constructor(run: RunLong, listener: JobListener, keep: KeepReport) {
    this.#run = run;
    this.#listener = listener;
    this.#keep = keep;
  }

  /** What runs at this moment, or null. */
  get running(): 'restore' | 'drill' | null {
    if (this.#running === null) return null;
    return this.#running.kind === 'drill' ? 'drill' : 'restore';
  }

  /** Starts a restore, from a server or a file, and gives its id; the listener follows it. */
  restore(request: Restore): string {
    return this.#begin<Restore['kind']>(request.kind, request, async (id, outcome) => {
      if (outcome.ok && outcome.value.path !== null) this.#results.set(id, outcome.value.path);
      return { kind: 'restore', outcome };
    });
  }

  /** The same for a drill. Its report is signed and kept before the listener hears of it, whatever the verdict. */
  drill(request: Drill): string {
    return this.#begin(request.kind, request, async (id, outcome) => ({
      kind: 'drill',
      outcome: outcome.ok ? await this.#keepReport(id, outcome.value.report) : outcome,
    }));
  }

  /**
   * Several drills, one after another, as one job. Each report is signed and kept before the listener hears of it, under
   * a name of its own; those that were made before the batch is cancelled stay.
   */
  drillBatch(requests: readonly Drill[]): string {
    return this.#occupy('drill', (id) => {
      const report = (progress: Progress) => this.#listener.progress(id, progress);
      const job = runBatch(this.#run, requests, report, async (index, outcome) => {
        const drill = randomUUID();
        const kept = outcome.ok ? await this.#keepReport(drill, outcome.value.report) : outcome;
        this.#listener.drilled(id, index, drill, kept);
      });
      return { job, end: job.outcome.then((outcome) => ({ kind: 'batch', outcome })) };
    });
  }

  pause(id: string): void {
    this.#job(id)?.pause();
  }

  resume(id: string): void {
    this.#job(id)?.resume();
  }

  /** @param keep whether what has been fetched stays, to be resumed later */
  cancel(id: string, keep: boolean): void {
    this.#job(id)?.cancel(keep);
  }

  /** The machine has woken up: a fetch that waits for the network tries at once. */
  wake(): void {
    this.#running?.job.wake();
  }

  /** Where a finished restore put its file. */
  result(id: string): string {
    const path = this.#results.get(id);
    if (path === undefined) throw failed('unexpected', { detail: 'a restore that has no result' });
    return path;
  }

  /**
   * Cancels what runs, keeping what can be resumed; resolves when its files are closed and its process is done with.
   */
  async stop(): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    running.job.cancel(true);
    await running.over;
  }

  /** @param settle turns the outcome into the job's end */
  #begin<K extends LongKind>(
    kind: K,
    request: Extract<JobRequest, { kind: K }>,
    settle: (id: string, outcome: Outcome<JobResult<K>>) => Promise<JobEnd>,
  ): string {
    return this.#occupy(kind, (id) => {
      const job = this.#run<K>(request, (progress) => this.#listener.progress(id, progress));
      return { job, end: job.outcome.then((outcome) => settle(id, outcome)) };
    });
  }

  /** @param begin starts a job under its id; another can start before the listener hears of its end */
  #occupy(kind: LongKind, begin: (id: string) => { job: EngineJob<unknown>; end: Promise<JobEnd> }): string {
    const { running } = this;
    if (running !== null) throw failed('already-running', { what: running });
    const id = randomUUID();
    this.#listener.started(id);
    const { job, end } = begin(id);
    const over = end.then((ended) => {
      this.#running = null;
      this.#listener.ended(id, ended);
    });
    this.#running = { id, kind, job, over };
    return id;
  }

  async #keepReport(id: string, report: DrillReport): Promise<Outcome<DrillRecord>> {
    try {
      return { ok: true, value: await this.#keep(id, report) };
    } catch (error) {
      return { ok: false, error: toFailure(error) };
    }
  }

  /** A job that has just ended is not an error to pause or cancel: the window may not know yet. */
  #job(id: string): EngineJob<unknown> | null {
    return this.#running?.id === id ? this.#running.job : null;
  }
}
