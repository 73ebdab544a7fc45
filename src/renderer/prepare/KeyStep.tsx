import type { HeldKey } from '../../shared/ipc/key-calls';
import type { Archive } from '../base/client';
import { Action } from '../base/controls/Action';
import { Code } from '../base/controls/Data';
import { Notice } from '../base/controls/Notice';
import { useSay } from '../base/speech';
import type { HeldSecret } from '../jobs/given';
import { useKeys } from '../jobs/key-store';
import { isOtherKey, mayTakePassphrase } from '../jobs/missing';
import { VaultAtHand } from '../vault/VaultAtHand';
import { VaultKeys, VaultPassphrases } from '../vault/VaultSecrets';
import { GivenKey, KeySource } from './GivenKey';
import { GivenSecret } from './GivenSecret';
import { KeyEntry } from './KeyEntry';
import { SecretEntry } from './SecretEntry';
import { Step } from './Step';

interface KeyProps {
  number: number;
  archive: Archive;
  practice: boolean;
  value: HeldKey | null;
  onChange: (key: HeldKey | null) => void;
  /** In place of a key, where the server names none for the archive. */
  passphrase: HeldSecret | null;
  onPassphrase: (passphrase: HeldSecret | null) => void;
  /** Where two custodians bring it back from their cards. */
  onCards: () => void;
}

/** The private key: which one is needed, how it is given, and whether the given one is it. */
export function KeyStep({ number, archive, practice, value, onChange, passphrase, onPassphrase, onCards }: KeyProps) {
  const say = useSay();
  const forget = useKeys((keys) => keys.forget);
  const hold = useKeys((keys) => keys.hold);
  const needed = archive.keyFingerprint;

  if (archive.encrypted === false) {
    return (
      <Step number={number} title={say('app.key.title')} done>
        <p>{say('app.key.not-needed')}</p>
      </Step>
    );
  }

  if (value === null && passphrase !== null) {
    return (
      <Step number={number} title={say('app.key.title')} done>
        <GivenSecret secret={passphrase} dropWords={say('app.secret.other')} onDrop={() => onPassphrase(null)}>
          {say('app.secret.passphrase-given')}
        </GivenSecret>
      </Step>
    );
  }

  if (value === null) {
    return (
      <Step number={number} title={say('app.key.title')} done={archive.encrypted === null}>
        <p className="key-needed">
          <span>
            {say(
              archive.encrypted === null
                ? 'app.key.not-said'
                : needed === null
                  ? 'app.key.needed-unknown'
                  : 'app.key.needed',
            )}
          </span>
          {needed !== null && <Code>{needed}</Code>}
        </p>
        <VaultAtHand />
        <VaultKeys needed={needed} onKey={onChange} />
        <KeyEntry
          needed={needed}
          practice={practice}
          onKey={(key) => {
            hold(key);
            onChange(key);
          }}
          onCards={onCards}
        />
        {mayTakePassphrase(archive) && (
          <>
            <p>{say('app.key.or-passphrase')}</p>
            <VaultPassphrases onPassphrase={onPassphrase} />
            <SecretEntry kind="passphrase" label={say('app.secret.passphrase')} onSecret={onPassphrase} />
          </>
        )}
      </Step>
    );
  }

  const other = isOtherKey(archive, value);
  const useAnother = () => {
    void forget(value);
    onChange(null);
  };
  return (
    <Step
      number={number}
      title={say('app.key.title')}
      done={!other}
      tool={
        <Action kind="quiet" onPress={useAnother}>
          {say('app.key.use-other')}
        </Action>
      }
    >
      {other && needed !== null ? (
        <Notice tone="stop" title={say('app.key.other.title')} urgent>
          <p>{say('app.key.other.text', { given: value.fingerprint, needed })}</p>
        </Notice>
      ) : (
        <GivenKey value={value} words={say(needed === null ? 'app.key.given' : 'app.key.matches')} />
      )}
      <p className="field-help">
        <KeySource value={value} />
      </p>
    </Step>
  );
}
