import { Fingerprint } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { FailureNotice } from '../base/controls/FailureNotice';
import { SecretField } from '../base/controls/SecretField';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { useVault, type VaultStatus } from './vault-store';
import './vault.css';

interface UnlockFormProps {
  status: VaultStatus;
  /** The id of the form, for a button elsewhere. */
  form?: string;
  /** Whether it has its own button. */
  own?: boolean;
  onUnlocked?: () => void;
}

/** Opens the vault: with its passphrase, or by this machine's keystore. */
export function UnlockForm({ status, form: givenForm, own = true, onUnlocked }: UnlockFormProps) {
  const say = useSay();
  const madeForm = useId();
  const form = givenForm ?? madeForm;
  const load = useVault((vault) => vault.load);
  const [passphrase, setPassphrase] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const unlocking = useTask();
  const byPassphrase = status.sealings.includes('passphrase');

  const unlock = (given: string | null) =>
    void unlocking.start(
      () => ask('vault.unlock', { passphrase: given }),
      (answer) => {
        setPassphrase('');
        setFailure(answer.ok ? null : answer.error);
        if (!answer.ok) return;
        void load();
        onUnlocked?.();
      },
    );

  return (
    <form
      id={form}
      className="key-entry"
      onSubmit={(event) => {
        event.preventDefault();
        if (!byPassphrase) return;
        if (passphrase === '') event.currentTarget.querySelector('input')?.focus();
        else unlock(passphrase);
      }}
    >
      {byPassphrase && (
        <SecretField
          label={say('keys.unlock.passphrase')}
          value={passphrase}
          onChange={setPassphrase}
          disabled={unlocking.busy}
        />
      )}
      {failure !== null &&
        (failure.code === 'vault-wait' ? (
          <Waiting seconds={failure.params.seconds} />
        ) : (
          <FailureNotice failure={failure} />
        ))}
      <div className="key-ways">
        {byPassphrase && own && (
          <Action form={form} busy={unlocking.busy} disabled={passphrase === ''}>
            {say('keys.unlock.do')}
          </Action>
        )}
        {status.sealings.includes('keystore') && (
          <Action
            kind={own || byPassphrase ? 'plain' : 'primary'}
            icon={Fingerprint}
            busy={unlocking.busy && !byPassphrase}
            disabled={unlocking.busy}
            onPress={() => unlock(null)}
          >
            {say('keys.unlock.keystore')}
          </Action>
        )}
      </div>
    </form>
  );
}

/** Counts down how long the next try has to wait. */
function Waiting({ seconds }: { seconds: number }) {
  const say = useSay();
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => setLeft((before) => Math.max(0, before - 1)), 1000);
    return () => clearInterval(timer);
  }, []);
  return <output className="strength strength-weak">{say('keys.unlock.wait', { seconds: left })}</output>;
}
