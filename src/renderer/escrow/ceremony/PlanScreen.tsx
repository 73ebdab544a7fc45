import type { ReactNode } from 'react';
import type { MessageKey } from '../../../shared/messages/catalogue';
import { Action } from '../../base/controls/Action';
import { Screen } from '../../base/controls/Screen';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { type Step, useCeremony } from '../ceremony-store';

const STEPS: readonly Step[] = ['secrets', 'mode', 'custodians', 'review'];

interface PlanScreenProps {
  step: Step;
  title: MessageKey;
  lead: ReactNode;
  status: ReactNode;
  ready: boolean;
  /** There is more to read than to press. */
  reading?: boolean;
  /** The last action, where it is not the way to the next step. */
  primary?: ReactNode;
  children: ReactNode;
}

/** One step before anything is split: back and on, as often as anyone likes. */
export function PlanScreen({ step, title, lead, status, ready, reading = false, primary, children }: PlanScreenProps) {
  const say = useSay();
  const { go } = useNavigation();
  const change = useCeremony((ceremony) => ceremony.change);
  const at = STEPS.indexOf(step);
  const before = STEPS[at - 1];
  const after = STEPS[at + 1];
  return (
    <Screen
      key={step}
      reading={reading}
      place={say('ceremony.place', { step: at + 1 })}
      title={say(title)}
      windowTitle={say('app.window', { place: say(title) })}
      lead={<p>{lead}</p>}
      status={<p>{status}</p>}
      actions={
        <>
          <Action onPress={() => (before === undefined ? go({ at: 'escrow' }) : change({ step: before }))}>
            {say('ceremony.back')}
          </Action>
          {primary}
          {after !== undefined && primary === undefined && (
            <Action kind="primary" disabled={!ready} onPress={() => change({ step: after })}>
              {say('ceremony.next')}
            </Action>
          )}
        </>
      }
    >
      {children}
    </Screen>
  );
}
