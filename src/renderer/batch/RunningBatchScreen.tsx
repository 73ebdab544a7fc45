import type { Progress } from '../base/client';
import { Screen } from '../base/controls/Screen';
import { useSay } from '../base/speech';
import type { BatchDrill } from '../jobs/job-store';
import type { BatchPlan } from '../jobs/plan';
import { JobActions } from '../running/JobActions';
import { Measures } from '../running/Measures';
import { percentOf } from '../running/percent';
import { WholeProgress } from '../running/WholeProgress';
import { BatchTable } from './BatchTable';
import { rowsOf } from './rows';
import './batch.css';

interface RunningBatchProps {
  plan: BatchPlan;
  progress: Progress | null;
  drills: readonly BatchDrill[];
}

/** A batch of drills under way: which site it is at, and the results of those before. */
export function RunningBatchScreen({ plan, progress, drills }: RunningBatchProps) {
  const say = useSay();
  const paused = progress?.paused ?? false;
  const percent = percentOf(progress?.fraction ?? 0);
  const present = Math.min(drills.length, plan.sites.length - 1);
  const site = plan.sites[present]?.server.siteName ?? '';

  return (
    <Screen
      reading
      place={say('app.drills.title')}
      title={say(paused ? 'batch.running-paused' : 'batch.running')}
      windowTitle={say('app.window', { place: say('app.running.window', { percent }) })}
      lead={<p>{say('batch.at', { number: present + 1, count: plan.sites.length, site })}</p>}
      status={<p>{say('app.running.elsewhere')}</p>}
      actions={
        <JobActions
          paused={paused}
          question={{
            title: say('batch.cancel-title'),
            text: say('batch.cancel-text', { count: drills.length }),
            doIt: say('batch.cancel-do'),
            leaveIt: say('app.running.cancel-drill-leave'),
          }}
        />
      }
    >
      <WholeProgress label={say('batch.whole')} percent={percent} paused={paused} />
      <Measures progress={progress} />
      <BatchTable rows={rowsOf(plan, drills, true)} caption={say('batch.running')} />
    </Screen>
  );
}
