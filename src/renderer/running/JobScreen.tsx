import { useEffect } from 'react';
import { useNavigation } from '../app/route-store';
import { EndedDrill } from '../drill/EndedDrill';
import { FailureScreen } from '../failure/FailureScreen';
import { isDrill } from '../prepare/plan';
import { ResultScreen } from '../result/ResultScreen';
import { useJobs, useReport } from './job-store';
import { RunningScreen } from './RunningScreen';

/** The present restore or drill: while it runs, when it is proven, and when it failed. */
export function JobScreen() {
  const { go } = useNavigation();
  const job = useJobs((jobs) => jobs.job);
  const { progress, end } = useReport();

  useEffect(() => {
    if (job === null) go({ at: 'welcome' });
  }, [job, go]);

  if (job === null) return null;
  if (end === null) return <RunningScreen key={job.id} plan={job.plan} progress={progress} />;
  if (!end.outcome.ok) return <FailureScreen key={job.id} plan={job.plan} failure={end.outcome.error} />;
  if (end.kind === 'drill') return <EndedDrill key={job.id} job={job.id} plan={job.plan} record={end.outcome.value} />;
  // A job that ends in a file was begun by a plan that says where.
  if (isDrill(job.plan)) return null;
  return <ResultScreen key={job.id} job={job.id} plan={job.plan} result={end.outcome.value} />;
}
