import { useEffect } from 'react';
import { useNavigation } from '../app/route-store';
import { FailureScreen } from '../failure/FailureScreen';
import { ResultScreen } from '../result/ResultScreen';
import { useJobs, useReport } from './job-store';
import { RunningScreen } from './RunningScreen';

/** The present restore: while it runs, when it is proven, and when it failed. */
export function RestoreScreen() {
  const { go } = useNavigation();
  const job = useJobs((jobs) => jobs.job);
  const { progress, outcome } = useReport();

  useEffect(() => {
    if (job === null) go({ at: 'welcome' });
  }, [job, go]);

  if (job === null) return null;
  if (outcome === null) return <RunningScreen key={job.id} plan={job.plan} progress={progress} />;
  if (outcome.ok) return <ResultScreen key={job.id} job={job.id} plan={job.plan} result={outcome.value} />;
  return <FailureScreen key={job.id} plan={job.plan} failure={outcome.error} />;
}
