import { CircleSlash, ShieldCheck, TriangleAlert } from 'lucide-react';
import type { JobEnd } from '../../shared/ipc/job-calls';
import { Action } from '../base/controls/Action';
import { Screen } from '../base/controls/Screen';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { type ListedDrill, useJobs } from '../jobs/job-store';
import type { DrillListPlan } from '../jobs/plan';
import { RoundTable } from './BatchTable';
import { isProvenRow, rowsOf } from './rows';
import './batch.css';

interface EndedBatchProps {
  plan: DrillListPlan;
  listed: readonly ListedDrill[];
  outcome: Extract<JobEnd, { kind: 'batch' }>['outcome'];
}

/** The results of a batch: one line for each site, also for those where nothing was proven. */
export function EndedBatchScreen({ plan, listed, outcome }: EndedBatchProps) {
  const say = useSay();
  const { go } = useNavigation();
  const putAway = useJobs((jobs) => jobs.putAway);
  const rows = rowsOf(plan, listed, false);
  const good = rows.filter(isProvenRow).length;
  const all = good === rows.length;
  const title = say(outcome.ok ? 'app.list.summary' : 'app.list.summary-cancelled', { good, count: rows.length });
  const Icon = all ? ShieldCheck : outcome.ok ? TriangleAlert : CircleSlash;

  return (
    <Screen
      reading
      place={say('app.list.title')}
      title={
        <span className={all ? 'proven' : 'failed rounds-short'}>
          <Icon size={28} /> {title}
        </span>
      }
      windowTitle={say('app.window', { place: title })}
      lead={<p>{say(all ? 'app.list.lead-all' : 'app.list.lead-some', { missing: rows.length - good })}</p>}
      status={<p>{say('app.list.signed')}</p>}
      actions={
        <>
          <Action
            onPress={() => {
              go({ at: 'batch' });
              putAway();
            }}
          >
            {say('app.list.again')}
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
      <RoundTable rows={rows} caption={title} />
    </Screen>
  );
}
