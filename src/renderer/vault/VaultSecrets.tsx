import { KeyRound } from 'lucide-react';
import type { Outcome } from '../../core/errors';
import type { HeldKey } from '../../shared/ipc/key-calls';
import { ask } from '../base/client';
import { Action } from '../base/controls/Action';
import { Data } from '../base/controls/Data';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import type { HeldSecret } from '../jobs/given';
import { type KeyInVault, useVault } from './vault-store';

/** The vault's private keys to choose from: the one that is needed, or all of them where it is not known which. */
export function VaultKeys({ needed, onKey }: { needed: string | null; onKey: (key: HeldKey) => void }) {
  const say = useSay();
  const { status, entries } = useVault();
  if (status?.state !== 'open') return null;
  const keys = entries.filter(
    ({ kind, fingerprint }) => kind === 'site-key' && (needed === null || fingerprint === needed),
  );
  if (keys.length === 0) return <p className="field-help">{say('keys.at-hand.lacks')}</p>;
  return <Choices secrets={keys} take={({ fingerprint }) => ask('vault.keyFor', { fingerprint })} onTaken={onKey} />;
}

/** The vault's passphrases to choose from, for an archive that does not tell which one opens it. */
export function VaultPassphrases({ onPassphrase }: { onPassphrase: (passphrase: HeldSecret) => void }) {
  const { status, entries } = useVault();
  const passphrases = entries.filter(({ kind }) => kind === 'passphrase');
  if (status?.state !== 'open' || passphrases.length === 0) return null;
  return (
    <Choices
      secrets={passphrases}
      take={({ id }) => ask('vault.passphrase', { id })}
      onTaken={({ token, label }) => onPassphrase({ token, source: label, vault: true })}
    />
  );
}

interface ChoicesProps<Taken> {
  secrets: readonly KeyInVault[];
  take: (secret: KeyInVault) => Promise<Outcome<Taken | null>>;
  onTaken: (taken: Taken) => void;
}

function Choices<Taken>({ secrets, take, onTaken }: ChoicesProps<Taken>) {
  const say = useSay();
  const taking = useTask();
  return (
    <div className="key-ways">
      {secrets.map((secret) => (
        <Action
          key={secret.id}
          icon={KeyRound}
          disabled={taking.busy}
          onPress={() =>
            void taking.start(
              () => take(secret),
              (answer) => {
                if (answer.ok && answer.value !== null) onTaken(answer.value);
              },
            )
          }
        >
          {say('keys.at-hand.held')} <Data title={secret.fingerprint}>{secret.label}</Data>
        </Action>
      ))}
    </div>
  );
}
