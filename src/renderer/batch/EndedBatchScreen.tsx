import { CircleSlash, ShieldCheck, TriangleAlert } from 'lucide-react';
import type { JobEnd } from '../../shared/ipc/job-calls';
import { Action } from '../base/controls/Action';
import { Screen } from '../base/controls/Screen';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { type BatchDrill, useJobs } from '../jobs/job-store';
import type { BatchPlan } from '../jobs/plan';
import { BatchTable } from './BatchTable';
import { isProvenRow, rowsOf } from './rows';
import './batch.css';

interface EndedBatchProps {
  plan: BatchPlan;
  drills: readonly BatchDrill[];
  outcome: Extract<JobEnd, { kind: 'batch' }>['outcome'];
}

/** The results of a batch: one line for each site, also for those where nothing was proven. */
export function EndedBatchScreen({ plan, drills, outcome }: EndedBatchProps) {
  const say = useSay();
  const { go } = useNavigation();
  const putAway = useJobs((jobs) => jobs.putAway);
  const rows = rowsOf(plan, drills, false);
  const good = rows.filter(isProvenRow).length;
  const all = good === rows.length;
  const title = say(outcome.ok ? 'batch.summary' : 'batch.summary-cancelled', { good, count: rows.length });
  const Icon = all ? ShieldCheck : outcome.ok ? TriangleAlert : CircleSlash;

  return (
    <Screen
      reading
      place={say('batch.title')}
      title={
        <span className={all ? 'proven' : 'failed batch-short'}>
          <Icon size={28} /> {title}
        </span>
      }
      windowTitle={say('app.window', { place: title })}
      lead={<p>{say(all ? 'batch.lead-all' : 'batch.lead-some', { missing: rows.length - good })}</p>}
      status={<p>{say('batch.signed')}</p>}
      actions={
        <>
          <Action
            onPress={() => {
              go({ at: 'batch' });
              putAway();
            }}
          >
            {say('batch.again')}
          </Action>
          <Action
            kind="primary"
            onPress={() => {
              go({ at: 'drills' });
              putAway();
            }}
          >
            {say('app.drill.all')}
          </Action>
        </>
      }
    >
      <BatchTable rows={rows} caption={title} />
    </Screen>
  );
}
