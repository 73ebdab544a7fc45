import { useEffect } from 'react';
import { Action } from '../base/controls/Action';
import { EmptyState } from '../base/controls/EmptyState';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { LeftoverEntry } from './LeftoverEntry';
import { useLeftovers } from './leftover-store';
import './leftovers.css';

declare module '../base/navigation' {
  interface Routes {
    leftovers: object;
  }
}

/** What interrupted restores left: to go on with it, or to remove it. */
export function LeftoversScreen() {
  const say = useSay();
  const { go } = useNavigation();
  const { leftovers, failure, load } = useLeftovers();
  const none = leftovers !== null && leftovers.length === 0;
  const first = leftovers?.find(({ resumable, known }) => resumable && known !== null)?.id ?? null;

  useEffect(() => {
    void load();
  }, [load]);

  return (
    <Screen
      reading={!none}
      title={say('leftovers.title')}
      windowTitle={say('app.window', { place: say('leftovers.title') })}
      lead={none ? undefined : <p>{say('leftovers.lead')}</p>}
      status={none ? undefined : <p>{say('leftovers.how')}</p>}
      actions={
        none ? (
          <Action kind="primary" onPress={() => go({ at: 'welcome' })}>
            {say('leftovers.leave')}
          </Action>
        ) : undefined
      }
    >
      {failure !== null && (
        <FailureNotice
          failure={failure}
          actions={<Action onPress={() => void load()}>{say('app.action.try-again')}</Action>}
        />
      )}
      {none ? (
        <EmptyState title={say('leftovers.none.title')} text={say('leftovers.none.text')} />
      ) : (
        <ul className="leftovers">
          {leftovers?.map((each) => (
            <LeftoverEntry key={each.id} leftover={each} foremost={each.id === first} />
          ))}
        </ul>
      )}
    </Screen>
  );
}
