import { useState } from 'react';
import { Action } from '../base/controls/Action';
import { useSay } from '../base/speech';
import type { RecoveryUse } from '../escrow/recovery-store';
import { type Given, hasLicense, type Need } from '../jobs/given';
import { GivenSecret } from '../prepare/GivenSecret';
import { SecretEntry } from '../prepare/SecretEntry';
import { Step } from '../prepare/Step';
import { VaultAtHand } from '../vault/VaultAtHand';
import { KeyForFile } from './KeyForFile';
import { LicenseKey } from './LicenseKey';
import { OtherIdentity } from './OtherIdentity';

interface SecretsProps {
  number: number;
  /** The format of the file, and the secrets that it and what lies within need. */
  format: string;
  needs: readonly Need[];
  done: boolean;
  given: Given;
  /** Whether the vault is being searched. */
  searching: boolean;
  onChange: (given: Given) => void;
  /** Where two custodians bring a secret of that kind back from their cards. */
  onCards: (kind: RecoveryUse['kind']) => void;
}

/** Asks for what the file needs, and for nothing else. */
export function SecretsStep({ number, format, needs, done, given, searching, onChange, onCards }: SecretsProps) {
  const say = useSay();
  const only = needs.length === 1 ? needs[0] : undefined;
  return (
    <Step number={number} title={say(only === undefined ? 'app.file.secrets' : `app.file.secret.${only}`)} done={done}>
      {searching && (
        <output className="asking">
          <span className="spinner" />
          <span>{say('keys.at-hand.trying')}</span>
        </output>
      )}
      {needs.includes('nothing') && <p>{say('app.file.not-needed')}</p>}
      {needs.includes('private-key') && (
        <KeyForFile
          value={given.key}
          onChange={(key) => onChange({ ...given, key })}
          onCards={() => onCards('site-key')}
        />
      )}
      {needs.includes('passphrase') && <Passphrase given={given} onChange={onChange} onCards={onCards} />}
      {needs.includes('database-password') && (
        <>
          <DatabasePasswords
            given={given}
            text={say(format === 'proxpanel-v2-tenant' ? 'app.file.password-text-tenant' : 'app.file.password-text')}
            onChange={onChange}
            onCards={onCards}
          />
          {hasLicense(format) && <OtherIdentity given={given} onChange={onChange} />}
        </>
      )}
      {needs.includes('database-password-or-license-key') && (
        <>
          <DatabasePasswords
            given={given}
            text={say('app.file.password-or-license-text')}
            onChange={onChange}
            onCards={onCards}
          />
          <LicenseKey given={given} label={say('app.secret.own-license-key')} onChange={onChange} />
        </>
      )}
    </Step>
  );
}

function Passphrase({ given, onChange, onCards }: Pick<SecretsProps, 'given' | 'onChange' | 'onCards'>) {
  const say = useSay();
  if (given.passphrase === null) {
    return (
      <>
        <p>{say('app.file.passphrase-text')}</p>
        <VaultAtHand />
        <SecretEntry
          kind="passphrase"
          label={say('app.secret.passphrase')}
          onSecret={(passphrase) => onChange({ ...given, passphrase })}
          onCards={() => onCards('passphrase')}
        />
      </>
    );
  }
  return (
    <GivenSecret
      secret={given.passphrase}
      dropWords={say('app.secret.other')}
      onDrop={() => onChange({ ...given, passphrase: null })}
    >
      {say('app.secret.passphrase-given')}
    </GivenSecret>
  );
}

/** One or more: it may not be known any more which one was in use when the backup was made. */
function DatabasePasswords({
  given,
  text,
  onChange,
  onCards,
}: Pick<SecretsProps, 'given' | 'onChange' | 'onCards'> & { text: string }) {
  const say = useSay();
  const [adding, setAdding] = useState(false);
  const { databasePasswords: passwords } = given;
  const asking = passwords.length === 0 || adding;
  return (
    <>
      <p>{text}</p>
      {passwords.map((password, index) => (
        <GivenSecret
          key={password.token}
          secret={password}
          dropWords={say('app.secret.remove-password', { number: index + 1 })}
          onDrop={() => onChange({ ...given, databasePasswords: passwords.filter((one) => one !== password) })}
        >
          {say('app.secret.password-given', { number: index + 1 })}
        </GivenSecret>
      ))}
      {passwords.length === 0 && <VaultAtHand />}
      {asking ? (
        <SecretEntry
          kind="database-password"
          label={say('app.secret.database-password')}
          onSecret={(password) => {
            setAdding(false);
            onChange({ ...given, databasePasswords: [...passwords, password] });
          }}
          onCards={() => onCards('database-password')}
        />
      ) : (
        passwords.length < 20 && (
          <Action kind="quiet" onPress={() => setAdding(true)}>
            {say('app.secret.add-password')}
          </Action>
        )
      )}
    </>
  );
}
