import { EyeOff } from 'lucide-react';
import { useState } from 'react';
import type { PausedRecovery } from '../../shared/ipc/privacy-calls';
import { ask } from '../base/client';
import { Action } from '../base/controls/Action';
import { Confirm } from '../base/controls/Confirm';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { useRecovery } from '../escrow/recovery-store';
import { Cover } from './Cover';
import { usePrivacy } from './privacy-store';
import { useCountdown } from './use-countdown';

/** Below this, the time that is left is shown in seconds. */
const LAST_MINUTE_S = 60;

/**
 * Covers the whole window while a recovery is paused: nothing of it shows but which cards are kept, and for how long.
 */
export function PausedRecoveryScreen({ paused: { name, cards, secrets, reason, left } }: { paused: PausedRecovery }) {
  const say = useSay();
  const { go } = useNavigation();
  const load = usePrivacy((privacy) => privacy.load);
  const loadRecovery = useRecovery((recovery) => recovery.load);
  const seconds = useCountdown(Math.ceil(left / 1000));
  const [stopping, setStopping] = useState(false);
  const working = useTask();

  const goOn = () =>
    void working.start(
      () => ask('privacy.resume', {}),
      () => {
        void loadRecovery();
        go({ at: 'recovery', use: null });
        void load();
      },
    );
  const stop = () =>
    void working.start(
      () => ask('recovery.end', {}),
      () => {
        setStopping(false);
        void load();
      },
    );

  return (
    <Cover
      icon={EyeOff}
      title={say('privacy.paused.title')}
      actions={
        <>
          <Action onPress={() => setStopping(true)}>{say('recover.leave.do')}</Action>
          <Action kind="primary" busy={working.busy} onPress={goOn}>
            {say('privacy.paused.do')}
          </Action>
        </>
      }
    >
      <p>{say(`privacy.paused.reason.${reason}`)}</p>
      <div>
        <p>{say('privacy.paused.kept', { set: name })}</p>
        <ul className="plain-list">
          {cards.map(({ index, custodian }) => (
            <li key={index}>
              {custodian === null
                ? say('privacy.paused.share', { index })
                : say('privacy.paused.card', { index, custodian })}
            </li>
          ))}
          {secrets > 0 && <li>{say('privacy.paused.secrets', { count: secrets })}</li>}
        </ul>
      </div>
      <p role="timer" className={seconds <= LAST_MINUTE_S ? 'cover-last' : undefined}>
        {seconds <= LAST_MINUTE_S
          ? say('privacy.paused.seconds', { seconds })
          : say('privacy.paused.minutes', { minutes: Math.ceil(seconds / 60) })}
      </p>
      <Confirm
        open={stopping}
        title={say('recover.leave.title')}
        doIt={say('recover.leave.do')}
        leaveIt={say('privacy.paused.keep')}
        busy={working.busy}
        onDo={stop}
        onLeave={() => setStopping(false)}
      >
        <p>{say('recover.leave.text')}</p>
      </Confirm>
    </Cover>
  );
}
