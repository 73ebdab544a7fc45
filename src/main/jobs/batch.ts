import { failed, type Outcome } from '../../core/errors';
import type { Progress } from '../../core/restore/model';
import type { JobRequest, JobResult } from '../../engine/job-messages';
import type { EngineJob } from './engine-host';

type Drill = Extract<JobRequest, { kind: 'drill' }>;
type RunDrill = (request: Drill, report: (progress: Progress) => void) => EngineJob<JobResult<'drill'>>;

/**
 * Runs one drill after another as if they were one job. Each has an engine process of its own, so that not even one
 * that dies stops the rest.
 *
 * @param report progress of the present drill, its `fraction` that of the whole batch
 * @param settle takes the outcome of each in, but not of the one that was cancelled; must not reject
 */
export function runBatch(
  run: RunDrill,
  requests: readonly Drill[],
  report: (progress: Progress) => void,
  settle: (index: number, outcome: Outcome<JobResult<'drill'>>) => Promise<void>,
): EngineJob<null> {
  let present: EngineJob<unknown> | null = null;
  let paused = false;
  let cancelled = false;

  const runAll = async (): Promise<Outcome<null>> => {
    for (const [index, request] of requests.entries()) {
      const job = run(request, (progress) =>
        report({ ...progress, fraction: (index + progress.fraction) / requests.length }),
      );
      present = job;
      // The one before may have ended in the moment in which the batch was paused.
      if (paused) job.pause();
      const outcome = await job.outcome;
      if (outcome.ok || !cancelled) await settle(index, outcome);
      if (cancelled) return { ok: false, error: failed('cancelled', {}).failure };
    }
    return { ok: true, value: null };
  };

  return {
    outcome: runAll(),
    pause: () => {
      paused = true;
      present?.pause();
    },
    resume: () => {
      paused = false;
      present?.resume();
    },
    cancel: () => {
      cancelled = true;
      present?.cancel();
    },
    wake: () => present?.wake(),
  };
}
