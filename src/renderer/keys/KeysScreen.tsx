import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { useSay } from '../base/speech';
import { useVault } from '../vault/vault-store';
import { CreateVault } from './CreateVault';
import { DamagedVault } from './DamagedVault';
import { KeyList } from './KeyList';
import { LockedVault } from './LockedVault';
import './keys.css';

declare module '../base/navigation' {
  interface Routes {
    keys: object;
  }
}

/** The vault in whichever state it is. */
export function KeysScreen() {
  const say = useSay();
  const { status, failure } = useVault();
  if (status === null || (failure !== null && status.state === 'open')) {
    return (
      <Screen title={say('keys.title')} windowTitle={say('app.window', { place: say('keys.title') })}>
        {failure !== null && <FailureNotice failure={failure} />}
      </Screen>
    );
  }
  switch (status.state) {
    case 'none':
      return <CreateVault />;
    case 'locked':
      return <LockedVault status={status} />;
    case 'damaged':
      return <DamagedVault status={status} />;
    case 'open':
      return <KeyList />;
  }
}
