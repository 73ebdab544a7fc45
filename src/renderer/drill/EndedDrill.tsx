import { RotateCcw } from 'lucide-react';
import { useEffect } from 'react';
import type { DrillRecord } from '../../shared/ipc/drill-calls';
import type { Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { useSay } from '../base/speech';
import { remedyFor } from '../failure/remedy';
import { useRemedies } from '../failure/use-remedies';
import { useDrills } from '../jobs/drill-store';
import { useJobs } from '../jobs/job-store';
import { isFromServer, type Plan } from '../jobs/plan';
import { ReportScreen } from './ReportScreen';

/** The drill that has just ended: its report, and the way to run it once more. */
export function EndedDrill({ job, plan, record }: { job: string; plan: Plan; record: DrillRecord }) {
  const load = useDrills((drills) => drills.load);
  const putAway = useJobs((jobs) => jobs.putAway);
  const { outcome } = record.report;

  useEffect(() => {
    void load();
  }, [load]);

  return (
    <ReportScreen
      job={job}
      record={record}
      onLeave={putAway}
      remedy={outcome.verdict === 'failed' ? <RemedyAction plan={plan} failure={outcome.error} /> : undefined}
    />
  );
}

function RemedyAction({ plan, failure }: { plan: Plan; failure: Failure }) {
  const say = useSay();
  const remedy = remedyFor(failure);
  const help = useRemedies(plan, failure);
  const otherFile = !isFromServer(plan) && (remedy === 'archives' || remedy === 'server');
  return (
    <Action icon={RotateCcw} onPress={help[remedy]}>
      {say(otherFile ? 'app.file.other' : `app.failure.remedy.${remedy}`)}
    </Action>
  );
}
