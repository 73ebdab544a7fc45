import type { JobRunner } from '../../jobs/job-runner';
import type { PresentJob } from '../../jobs/present-job';
import type { HandlersOf } from '../ipc';

interface Parts {
  jobRunner: JobRunner;
  present: PresentJob;
}

/** The restore or drill that runs, and the way back to it for a window that was loaded again. */
export function jobCalls({ jobRunner, present }: Parts): HandlersOf<'jobs'> {
  return {
    'jobs.current': () => {
      const found = present.find();
      if (found === null) return null;
      // Behind the answer.
      setImmediate(found.sendAgain);
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
    'jobs.pause': ({ job }) => {
      jobRunner.pause(job);
      return null;
    },
    'jobs.resume': ({ job }) => {
      jobRunner.resume(job);
      return null;
    },
    'jobs.cancel': ({ job, keep }) => {
      jobRunner.cancel(job, keep);
      return null;
    },
  };
}
