import { create } from 'zustand';
import type { Outcome } from '../../core/errors';
import type { EventPayload } from '../../shared/ipc/contract';
import type { JobEnd } from '../../shared/ipc/job-calls';
import { ask, type Failure, type Progress } from '../base/client';
import { useDrills } from './drill-store';
import { tokensOf } from './given';
import type { JobPlan } from './plan';
import { isProof } from './verdict';

/** A drill of a batch that is over; `drill` names it in the history. */
export type BatchDrill = Pick<EventPayload<'jobs.drilled'>, 'index' | 'drill' | 'outcome'>;

interface Report {
  progress: Progress | null;
  /** Of a batch, the drills that are over. */
  drills: readonly BatchDrill[];
  end: JobEnd | null;
}

interface Job {
  id: string;
  plan: JobPlan;
}

interface Jobs {
  /** The restore or drill that runs, or the last one that ended and was not put away. */
  job: Job | null;
  /** What the engine said of each job; it can speak before the answer to `start` is here. */
  reports: Readonly<Record<string, Report>>;
  starting: boolean;
  /** Set once a person has confirmed the cancelling, until the job has ended. */
  cancelling: boolean;
  /** Starts a job; the failure when it could not be started, null when it runs. One at a time. */
  start(plan: JobPlan): Promise<Failure | null>;
  setPaused(paused: boolean): Promise<void>;
  /** @param keep whether what was fetched is kept, to continue later */
  cancel(keep?: boolean): Promise<void>;
  /** Forgets a job that has ended. */
  putAway(): void;
}

const SILENT: Report = { progress: null, drills: [], end: null };

export const useJobs = create<Jobs>()((set, get) => ({
  job: null,
  reports: {},
  starting: false,
  cancelling: false,

  async start(plan) {
    if (get().starting || isRunning(get())) return null;
    set({ starting: true });
    const answer = await begin(plan);
    if (!answer.ok) {
      set({ starting: false });
      return answer.error;
    }
    set({ starting: false, cancelling: false, job: { id: answer.value.job, plan } });
    void ask('jobs.remember', { job: answer.value.job, plan: JSON.stringify(plan) });
    return null;
  },

  async setPaused(paused) {
    const { job } = get();
    if (job !== null) await ask(paused ? 'jobs.pause' : 'jobs.resume', { job: job.id });
  },

  async cancel(keep = false) {
    const { job, cancelling } = get();
    if (job === null || cancelling) return;
    set({ cancelling: true });
    const answer = await ask('jobs.cancel', { job: job.id, keep });
    if (!answer.ok) set({ cancelling: false });
  },

  putAway() {
    const { job } = get();
    if (isRunning(get())) return;
    if (job !== null) void ask('jobs.putAway', { job: job.id });
    set({ job: null, reports: {}, cancelling: false });
  },
}));

function begin(plan: JobPlan): Promise<Outcome<{ job: string }>> {
  switch (plan.kind) {
    case 'restore':
      return ask('restore.start', {
        server: plan.server.id,
        archive: plan.archive.id,
        destination: plan.destination.token,
        key: plan.key?.token ?? null,
        passphrase: plan.passphrase?.token ?? null,
        overwrite: plan.overwrite,
        accepts: plan.accepts,
      });
    case 'open':
      return ask('restore.startFromFile', {
        file: plan.file.token,
        destination: plan.destination.token,
        secrets: tokensOf(plan.given),
        scope: plan.scope,
        overwrite: plan.overwrite,
        accepts: plan.accepts,
      });
    case 'server-drill':
      return ask('drill.start', {
        target: {
          kind: 'server',
          server: plan.server.id,
          archive: plan.archive.id,
          key: plan.key?.token ?? null,
          passphrase: plan.passphrase?.token ?? null,
        },
        operator: plan.operator,
      });
    case 'file-drill':
      return ask('drill.start', {
        target: { kind: 'file', file: plan.file.token, secrets: tokensOf(plan.given), scope: plan.scope },
        operator: plan.operator,
      });
    case 'batch':
      return ask('drill.startBatch', {
        targets: plan.sites.map(({ server, archive, key }) => ({
          server: server.id,
          archive: archive?.id ?? null,
          key: key?.token ?? null,
        })),
        operator: plan.operator,
      });
  }
}

function isRunning({ job, reports }: Pick<Jobs, 'job' | 'reports'>): boolean {
  return job !== null && (reports[job.id]?.end ?? null) === null;
}

export const useJobRunning = () => useJobs(isRunning);

/** Progress and end of the present job. */
export function useReport(): Report {
  return useJobs(({ job, reports }) => (job === null ? SILENT : (reports[job.id] ?? SILENT)));
}

/** Whether a job that has ended proved its archive, or all of them. */
export function isProven(plan: JobPlan, end: JobEnd, drills: readonly BatchDrill[]): boolean {
  if (plan.kind === 'batch') return plan.leftOut.length === 0 && drills.filter(isGood).length === plan.sites.length;
  if (!end.outcome.ok) return false;
  if (end.kind === 'restore') return isProof(end.outcome.value.verdict);
  return end.kind === 'drill' && isProof(end.outcome.value.report.outcome.verdict);
}

function isGood({ outcome }: BatchDrill): boolean {
  return outcome.ok && isProof(outcome.value.report.outcome.verdict);
}

function note(job: string, change: Partial<Report>) {
  useJobs.setState(({ reports }) => ({ reports: { ...reports, [job]: { ...(reports[job] ?? SILENT), ...change } } }));
}

/** Finds a job of before this window was loaded; main reports once more what became of it. Returns whether there is news of it. */
export async function findPresentJob(): Promise<boolean> {
  if (useJobs.getState().job !== null) return false;
  const answer = await ask('jobs.current', {});
  if (!answer.ok || answer.value === null) return false;
  const { job, plan, seen } = answer.value;
  // Only this window has written it.
  useJobs.setState({ job: { id: job, plan: JSON.parse(plan) as JobPlan }, cancelling: false });
  return !seen;
}

/** Takes in what the engine reports; the function that comes back stops it. */
export function followJobs(): () => void {
  const stops = [
    window.salvor.on('jobs.progress', ({ job, progress }) => note(job, { progress })),
    window.salvor.on('jobs.drilled', ({ job, ...drill }) => {
      const { drills } = useJobs.getState().reports[job] ?? SILENT;
      note(job, { drills: [...drills, drill] });
      // From a batch, each report can be opened while the rest still run.
      void useDrills.getState().load();
    }),
    window.salvor.on('jobs.ended', ({ job, end }) => note(job, { end })),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
