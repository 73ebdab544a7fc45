import { LockKeyhole } from 'lucide-react';
import { Action } from '../base/controls/Action';
import { Screen } from '../base/controls/Screen';
import { useSay } from '../base/speech';
import { UnlockForm } from '../vault/UnlockForm';
import type { VaultStatus } from '../vault/vault-store';

/** The locked vault: why it is locked, and how it opens. */
export function LockedVault({ status }: { status: VaultStatus }) {
  const say = useSay();
  const byPassphrase = status.sealings.includes('passphrase');
  return (
    <Screen
      title={
        <span className="vault-title">
          <LockKeyhole size={28} /> {say('keys.locked.title')}
        </span>
      }
      windowTitle={say('app.window', { place: say('keys.locked.title') })}
      lead={<p>{say('keys.locked.lead', { reason: status.lockedBy ?? 'none', minutes: status.lockAfter })}</p>}
      status={<p>{say('keys.locked.status')}</p>}
      actions={
        byPassphrase && (
          <Action kind="primary" form="unlock-vault">
            {say('keys.unlock.do')}
          </Action>
        )
      }
    >
      <UnlockForm status={status} form="unlock-vault" own={false} />
    </Screen>
  );
}
