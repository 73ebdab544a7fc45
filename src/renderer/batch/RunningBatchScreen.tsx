import type { Progress } from '../base/client';
import { Screen } from '../base/controls/Screen';
import { useSay } from '../base/speech';
import type { ListedDrill } from '../jobs/job-store';
import type { DrillListPlan } from '../jobs/plan';
import { JobActions } from '../running/JobActions';
import { Measures } from '../running/Measures';
import { percentOf } from '../running/percent';
import { WholeProgress } from '../running/WholeProgress';
import { RoundTable } from './BatchTable';
import { rowsOf } from './rows';
import './batch.css';

interface RunningBatchProps {
  plan: DrillListPlan;
  progress: Progress | null;
  listed: readonly ListedDrill[];
}

/** A batch of drills under way: which site it is at, and the results of those before. */
export function RunningBatchScreen({ plan, progress, listed }: RunningBatchProps) {
  const say = useSay();
  const paused = progress?.paused ?? false;
  const percent = percentOf(progress?.fraction ?? 0);
  const present = Math.min(listed.length, plan.sites.length - 1);
  const site = plan.sites[present]?.server.siteName ?? '';

  return (
    <Screen
      reading
      place={say('app.drills.title')}
      title={say(paused ? 'app.list.running-paused' : 'app.list.running')}
      windowTitle={say('app.window', { place: say('app.running.window', { percent }) })}
      lead={<p>{say('app.list.at', { number: present + 1, count: plan.sites.length, site })}</p>}
      status={<p>{say('app.running.elsewhere')}</p>}
      actions={
        <JobActions
          paused={paused}
          question={{
            title: say('app.list.cancel-title'),
            text: say('app.list.cancel-text', { count: listed.length }),
            doIt: say('app.list.cancel-do'),
            leaveIt: say('app.running.cancel-drill-leave'),
          }}
        />
      }
    >
      <WholeProgress label={say('app.list.whole')} percent={percent} paused={paused} />
      <Measures progress={progress} />
      <RoundTable rows={rowsOf(plan, listed, true)} caption={say('app.list.running')} />
    </Screen>
  );
}
