import { useEffect } from 'react';
import { useNavigation } from '../base/navigation';
import { EndedBatchScreen } from '../batch/EndedBatchScreen';
import { RunningBatchScreen } from '../batch/RunningBatchScreen';
import { EndedDrill } from '../drill/EndedDrill';
import { FailureScreen } from '../failure/FailureScreen';
import { useJobs, useReport } from '../jobs/job-store';
import { isDrill } from '../jobs/plan';
import { ResultScreen } from '../result/ResultScreen';
import { RunningScreen } from '../running/RunningScreen';

declare module '../base/navigation' {
  interface Routes {
    /** The present job, whether it runs or has ended. */
    job: object;
  }
}

/** The present restore or drill: while it runs, when it is proven, and when it failed. */
export function JobScreen() {
  const { go } = useNavigation();
  const job = useJobs((jobs) => jobs.job);
  const { progress, drills, end } = useReport();

  useEffect(() => {
    if (job === null) go({ at: 'welcome' });
  }, [job, go]);

  if (job === null) return null;
  const { id, plan } = job;
  if (plan.kind === 'batch') {
    if (end?.kind === 'batch')
      return <EndedBatchScreen key={`${id} ended`} plan={plan} drills={drills} outcome={end.outcome} />;
    return <RunningBatchScreen key={id} plan={plan} progress={progress} drills={drills} />;
  }
  if (end === null) return <RunningScreen key={id} plan={plan} progress={progress} />;
  if (!end.outcome.ok) return <FailureScreen key={id} plan={plan} failure={end.outcome.error} />;
  if (end.kind === 'drill') return <EndedDrill key={id} job={id} plan={plan} record={end.outcome.value} />;
  // A job that ends in a file was begun by a plan that says where.
  if (end.kind !== 'restore' || isDrill(plan)) return null;
  return <ResultScreen key={id} job={id} plan={plan} result={end.outcome.value} />;
}
