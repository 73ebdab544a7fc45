import type { WipedCeremony } from '../../../shared/ipc/ceremony-calls';
import { ask } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { Notice } from '../../base/controls/Notice';
import { Screen } from '../../base/controls/Screen';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { useCeremony } from '../ceremony-store';

/** A ceremony that ended with the vault’s lock: what is safe, and which cards have to be destroyed. */
export function Wiped({ wiped }: { wiped: WipedCeremony }) {
  const say = useSay();
  const { go } = useNavigation();
  const { load, plan } = useCeremony();
  const dismiss = async (again: boolean) => {
    await ask('ceremony.dismissWiped', {});
    plan([], null);
    if (!again) go({ at: 'escrow' });
    await load();
  };
  return (
    <Screen
      place={say('escrow.title')}
      title={say('ceremony.wiped.title')}
      windowTitle={say('app.window', { place: say('ceremony.wiped.title') })}
      lead={<p>{say('ceremony.wiped.lead', { set: wiped.name })}</p>}
      actions={
        <>
          <Action onPress={() => void dismiss(false)}>{say('ceremony.wiped.leave')}</Action>
          <Action kind="primary" onPress={() => void dismiss(true)}>
            {say('ceremony.wiped.do')}
          </Action>
        </>
      }
    >
      <p>{say('ceremony.wiped.safe')}</p>
      {wiped.taken.length === 0 ? (
        <p>{say('ceremony.wiped.none')}</p>
      ) : (
        <Notice tone="warning" title={say('ceremony.wiped.taken')}>
          <p>{say('ceremony.wiped.taken.text')}</p>
          <ul className="plain-list">
            {wiped.taken.map(({ index, custodian }) => (
              <li key={index}>{say('ceremony.wiped.share', { share: index, custodian })}</li>
            ))}
          </ul>
        </Notice>
      )}
    </Screen>
  );
}
