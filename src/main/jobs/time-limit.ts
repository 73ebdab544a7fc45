import { failed, type Outcome } from '../../core/errors';
import type { EngineJob } from './engine-host';

/** A job's outcome, or `stalled` when there is none after so many milliseconds; then the job is ended. */
export function orStalled<T>(job: Pick<EngineJob<T>, 'outcome' | 'cancel'>, withinMs: number): Promise<Outcome<T>> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => {
      resolve({ ok: false, error: failed('stalled', { seconds: Math.round(withinMs / 1000) }).failure });
      job.cancel();
    }, withinMs);
    void job.outcome.then((outcome) => {
      clearTimeout(limit);
      resolve(outcome);
    });
  });
}
