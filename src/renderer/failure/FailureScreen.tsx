import { CircleSlash, OctagonX } from 'lucide-react';
import { explain } from '../../shared/messages/catalogue';
import type { Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { FailureFacts } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { useSay } from '../base/speech';
import { isDrill, isFromServer, type Plan } from '../jobs/plan';
import { KeptNotice } from '../leftovers/LeftoverNotice';
import { Place, Subject } from '../running/Subject';
import { AcceptAction } from './AcceptAction';
import { remedyFor } from './remedy';
import { useRemedies } from './use-remedies';
import './failure.css';

/** A job that ended without a file or a report: what happened, what is safe, and the one action that helps most. */
export function FailureScreen({ plan, failure }: { plan: Plan; failure: Failure }) {
  const say = useSay();
  const cancelled = failure.code === 'cancelled';
  const remedy = remedyFor(failure);
  const help = useRemedies(plan, failure);
  const Icon = cancelled ? CircleSlash : OctagonX;
  const { title } = explain(say, failure);
  const fromServer = isFromServer(plan);

  return (
    <Screen
      reading
      place={<Place plan={plan} />}
      title={
        <span className={cancelled ? 'failed failed-cancelled' : 'failed'}>
          <Icon size={28} /> {title}
        </span>
      }
      windowTitle={say('app.window', { place: title })}
      lead={<Subject plan={plan} />}
      status={
        <p>
          {isDrill(plan)
            ? say('app.failure.no-report')
            : say('app.failure.nothing-there', { name: plan.destination.name })}
        </p>
      }
      actions={
        <>
          {remedy !== 'archives' && remedy !== 'server' && (
            <Action onPress={help.archives}>{say(fromServer ? 'app.failure.archives' : 'app.file.other')}</Action>
          )}
          <AcceptAction plan={plan} failure={failure} />
          <Action kind="primary" onPress={help[remedy]}>
            {say(
              fromServer || (remedy !== 'archives' && remedy !== 'server')
                ? `app.failure.remedy.${remedy}`
                : 'app.file.other',
            )}
          </Action>
        </>
      }
    >
      {plan.kind === 'restore' && <KeptNotice path={plan.destination.path} />}
      <div className="failure-whole" role="alert">
        <FailureFacts failure={failure} />
      </div>
    </Screen>
  );
}
