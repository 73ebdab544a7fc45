import { CircleSlash, OctagonX } from 'lucide-react';
import { explain } from '../../shared/messages/catalogue';
import { useNavigation } from '../app/route-store';
import { useSay } from '../app/speech';
import type { Failure } from '../client';
import { Action } from '../controls/Action';
import { Data } from '../controls/Data';
import { FailureFacts } from '../controls/FailureNotice';
import { Screen } from '../controls/Screen';
import { ChosenArchive } from '../prepare/ChosenArchive';
import type { Plan } from '../prepare/plan';
import { useJobs } from '../running/job-store';
import type { Remedy } from './remedy';
import { remedyFor } from './remedy';
import './failure.css';

/** A restore that ended without a file: what happened, what is safe, and the one action that helps most. */
export function FailureScreen({ plan, failure }: { plan: Plan; failure: Failure }) {
  const say = useSay();
  const { go } = useNavigation();
  const putAway = useJobs((jobs) => jobs.putAway);
  const cancelled = failure.code === 'cancelled';
  const remedy = remedyFor(failure);
  const Icon = cancelled ? CircleSlash : OctagonX;
  const { title } = explain(say, failure);

  const prepare = (kept: Partial<Plan>) =>
    go({ at: 'prepare', server: plan.server.id, archive: plan.archive.backup.id, kept: { archive: plan.archive, ...kept } });
  const help: Record<Remedy, () => void> = {
    again: () => prepare({ destination: plan.destination, key: plan.key }),
    key: () => prepare({ destination: plan.destination, key: null }),
    place: () => prepare({ key: plan.key }),
    server: () => go({ at: 'server', server: plan.server.id }),
    archives: () => go({ at: 'server', server: plan.server.id }),
  };
  const leaveFor = (way: () => void) => {
    way();
    putAway();
  };

  return (
    <Screen
      reading
      place={<Data>{plan.server.siteName}</Data>}
      title={
        <span className={cancelled ? 'failed failed-cancelled' : 'failed'}>
          <Icon size={28} /> {title}
        </span>
      }
      windowTitle={say('app.window', { place: title })}
      lead={<ChosenArchive archive={plan.archive} />}
      status={<p>{say('app.failure.nothing-there', { name: plan.destination.name })}</p>}
      actions={
        <>
          {remedy !== 'archives' && remedy !== 'server' && (
            <Action onPress={() => leaveFor(help.archives)}>{say('app.failure.archives')}</Action>
          )}
          <Action kind="primary" onPress={() => leaveFor(help[remedy])}>
            {say(`app.failure.remedy.${remedy}`)}
          </Action>
        </>
      }
    >
      <div className="failure-whole" role="alert">
        <FailureFacts failure={failure} />
      </div>
    </Screen>
  );
}
