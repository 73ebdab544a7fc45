import { ShieldCheck } from 'lucide-react';
import type { Cleared } from '../../shared/ipc/privacy-calls';
import { Action } from '../base/controls/Action';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { Cover } from './Cover';
import { usePrivacy } from './privacy-store';

/** Says what was cleared while no one was here, that nothing is lost by it, and how to go on. */
export function ClearedScreen({ cleared }: { cleared: Cleared }) {
  const say = useSay();
  const { go } = useNavigation();
  const dismiss = usePrivacy((privacy) => privacy.dismiss);
  const recovery = cleared.what === 'recovery';
  const again = () => {
    go({ at: 'recovery', use: null });
    void dismiss();
  };
  return (
    <Cover
      icon={ShieldCheck}
      title={say(recovery ? 'privacy.cleared.recovery.title' : 'privacy.cleared.title')}
      actions={
        <>
          {recovery && <Action onPress={again}>{say('privacy.cleared.recovery.do')}</Action>}
          <Action kind="primary" onPress={() => void dismiss()}>
            {say('privacy.cleared.do')}
          </Action>
        </>
      }
    >
      <p>
        {cleared.what === 'recovery'
          ? say('privacy.cleared.recovery.text', { minutes: cleared.minutes })
          : say('privacy.cleared.text', { reason: cleared.reason, minutes: cleared.minutes })}
      </p>
      <p>{say(recovery ? 'privacy.cleared.recovery.safe' : 'privacy.cleared.safe')}</p>
    </Cover>
  );
}
