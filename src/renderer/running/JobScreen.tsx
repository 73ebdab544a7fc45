import { useEffect } from 'react';
import { useNavigation } from '../app/route-store';
import { EndedDrill } from '../drill/EndedDrill';
import { EndedListScreen } from '../drill-list/EndedListScreen';
import { RunningListScreen } from '../drill-list/RunningListScreen';
import { FailureScreen } from '../failure/FailureScreen';
import { isDrill } from '../prepare/plan';
import { ResultScreen } from '../result/ResultScreen';
import { useJobs, useReport } from './job-store';
import { RunningScreen } from './RunningScreen';

/** The present restore or drill: while it runs, when it is proven, and when it failed. */
export function JobScreen() {
  const { go } = useNavigation();
  const job = useJobs((jobs) => jobs.job);
  const { progress, listed, end } = useReport();

  useEffect(() => {
    if (job === null) go({ at: 'welcome' });
  }, [job, go]);

  if (job === null) return null;
  const { id, plan } = job;
  if (plan.kind === 'drill-list') {
    if (end?.kind === 'drill-list')
      return <EndedListScreen key={`${id} ended`} plan={plan} listed={listed} outcome={end.outcome} />;
    return <RunningListScreen key={id} plan={plan} progress={progress} listed={listed} />;
  }
  if (end === null) return <RunningScreen key={id} plan={plan} progress={progress} />;
  if (!end.outcome.ok) return <FailureScreen key={id} plan={plan} failure={end.outcome.error} />;
  if (end.kind === 'drill') return <EndedDrill key={id} job={id} plan={plan} record={end.outcome.value} />;
  // A job that ends in a file was begun by a plan that says where.
  if (end.kind !== 'file' || isDrill(plan)) return null;
  return <ResultScreen key={id} job={id} plan={plan} result={end.outcome.value} />;
}
