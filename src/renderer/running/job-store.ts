import { create } from 'zustand';
import type { Failure, Outcome, Progress } from '../client';
import { ask } from '../client';
import type { Plan } from '../prepare/plan';

interface Report {
  progress: Progress | null;
  outcome: Outcome | null;
}

interface Job {
  id: string;
  plan: Plan;
}

interface Jobs {
  /** The restore that runs, or the last one that ended and was not put away. */
  job: Job | null;
  /** What the engine said of each job; it can speak before the answer to `start` is here. */
  reports: Readonly<Record<string, Report>>;
  starting: boolean;
  /** Set once a person has confirmed the cancelling, until the job has ended. */
  cancelling: boolean;
  /** Starts a restore; the failure when it could not be started, null when it runs. One at a time. */
  start(plan: Plan): Promise<Failure | null>;
  setPaused(paused: boolean): Promise<void>;
  cancel(): Promise<void>;
  /** Forgets a job that has ended. */
  putAway(): void;
}

const SILENT: Report = { progress: null, outcome: null };

export const useJobs = create<Jobs>()((set, get) => ({
  job: null,
  reports: {},
  starting: false,
  cancelling: false,

  async start(plan) {
    if (get().starting || isRunning(get())) return null;
    set({ starting: true });
    const answer = await ask('restore.start', {
      server: plan.server.id,
      archive: plan.archive.backup.id,
      destination: plan.destination.token,
      key: plan.key?.token ?? null,
      overwrite: plan.overwrite,
    });
    if (!answer.ok) {
      set({ starting: false });
      return answer.error;
    }
    set({ starting: false, cancelling: false, job: { id: answer.value.job, plan } });
    return null;
  },

  async setPaused(paused) {
    const { job } = get();
    if (job !== null) await ask(paused ? 'restore.pause' : 'restore.resume', { job: job.id });
  },

  async cancel() {
    const { job, cancelling } = get();
    if (job === null || cancelling) return;
    set({ cancelling: true });
    const answer = await ask('restore.cancel', { job: job.id });
    if (!answer.ok) set({ cancelling: false });
  },

  putAway() {
    if (!isRunning(get())) set({ job: null, reports: {}, cancelling: false });
  },
}));

function isRunning({ job, reports }: Pick<Jobs, 'job' | 'reports'>): boolean {
  return job !== null && (reports[job.id]?.outcome ?? null) === null;
}

export const useJobRunning = () => useJobs(isRunning);

/** Progress and outcome of the present job. */
export function useReport(): Report {
  return useJobs(({ job, reports }) => (job === null ? SILENT : (reports[job.id] ?? SILENT)));
}

function note(job: string, change: Partial<Report>) {
  useJobs.setState(({ reports }) => ({ reports: { ...reports, [job]: { ...(reports[job] ?? SILENT), ...change } } }));
}

/** Takes in what the engine reports; the function that comes back stops it. */
export function followJobs(): () => void {
  const stops = [
    window.salvor.on('restore.progress', ({ job, progress }) => note(job, { progress })),
    window.salvor.on('restore.ended', ({ job, outcome }) => note(job, { outcome })),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
