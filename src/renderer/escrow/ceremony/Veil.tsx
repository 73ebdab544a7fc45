import { EyeOff } from 'lucide-react';
import type { CeremonyShareView, CeremonyView } from '../../../shared/ipc/ceremony-calls';
import { Action } from '../../base/controls/Action';
import { Screen } from '../../base/controls/Screen';
import { useSay } from '../../base/speech';
import { AbortCeremony } from './AbortCeremony';
import { ShareProgress } from './ShareProgress';

interface VeilProps {
  view: CeremonyView;
  share: CeremonyShareView;
  onAlone: () => void;
}

/** Before anything of a share is shown: whose turn it is, and that everybody else turns away. */
export function Veil({ view, share, onAlone }: VeilProps) {
  const say = useSay();
  const { custodian } = share;
  const title = say('ceremony.veil.title', { custodian });
  return (
    <Screen
      place={say('ceremony.place', { step: 5 })}
      title={title}
      windowTitle={say('app.window', { place: title })}
      lead={<p>{say('ceremony.veil.lead', { share: share.index, set: view.name })}</p>}
      tools={<AbortCeremony view={view} />}
      actions={
        <Action kind="primary" onPress={onAlone}>
          {say('ceremony.veil.begin', { custodian })}
        </Action>
      }
    >
      <div className="ceremony-veil">
        <EyeOff size={40} strokeWidth={1.5} className="drills-none-sign" />
        <p>{say('ceremony.veil.others')}</p>
        <p>{say('ceremony.veil.custodian', { custodian })}</p>
      </div>
      <ShareProgress view={view} now={share.index} />
    </Screen>
  );
}
