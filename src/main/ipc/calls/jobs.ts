import type { PresentJob } from '../../jobs/present-job';
import type { Handlers } from '../ipc';

type JobCalls = Pick<Handlers, 'jobs.current' | 'jobs.remember' | 'jobs.putAway'>;

/** The way back to the present job for a window that was loaded anew. */
export function jobCalls(present: PresentJob): JobCalls {
  return {
    'jobs.current': () => {
      const found = present.find();
      if (found === null) return null;
      // Behind the answer.
      setImmediate(found.tellAgain);
      return { job: found.job, plan: found.plan, seen: found.seen };
    },
    'jobs.remember': ({ job, plan }) => {
      present.remember(job, plan);
      return null;
    },
    'jobs.putAway': ({ job }) => {
      present.putAway(job);
      return null;
    },
  };
}
