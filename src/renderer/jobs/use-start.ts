import { useState } from 'react';
import type { Failure } from '../base/client';
import { type Route, useNavigation } from '../base/navigation';
import { useJobRunning, useJobs } from './job-store';
import type { JobPlan } from './plan';

interface StartOptions {
  /** Whether the window is still where the job was prepared. */
  isHere: (route: Route) => boolean;
  /** Takes back what a refusal has made void, for instance a key that the main process has forgotten meanwhile. */
  onRefusal: (failure: Failure) => void;
}

/** The start of a job from the screen that prepares it, and the refusal of it. */
export function useStart({ isHere, onRefusal }: StartOptions) {
  const { go } = useNavigation();
  const start = useJobs((jobs) => jobs.start);
  const starting = useJobs((jobs) => jobs.starting);
  const running = useJobRunning();
  const [failure, setFailure] = useState<Failure | null>(null);

  const begin = async (plan: JobPlan) => {
    setFailure(null);
    const refusal = await start(plan);
    if (refusal !== null) {
      setFailure(refusal);
      onRefusal(refusal);
      return;
    }
    // Someone who has gone elsewhere meanwhile is not pulled back: the sidebar shows the job.
    if (isHere(useNavigation.getState().route)) go({ at: 'job' });
  };

  return { failure, starting, running, begin: (plan: JobPlan) => void begin(plan) };
}
