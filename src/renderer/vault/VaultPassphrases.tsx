import { KeyRound } from 'lucide-react';
import { ask } from '../base/client';
import { Action } from '../base/controls/Action';
import { Data } from '../base/controls/Data';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import type { HeldSecret } from '../jobs/given';
import { useVault } from './vault-store';

/** The vault's passphrases to choose from, for an archive of which nothing tells which one opens it. */
export function VaultPassphrases({ onPassphrase }: { onPassphrase: (passphrase: HeldSecret) => void }) {
  const say = useSay();
  const { status, entries } = useVault();
  const taking = useTask();
  const passphrases = entries.filter(({ kind }) => kind === 'passphrase');
  if (status?.state !== 'open' || passphrases.length === 0) return null;
  return (
    <div className="key-ways">
      {passphrases.map(({ id, label, fingerprint }) => (
        <Action
          key={id}
          icon={KeyRound}
          disabled={taking.busy}
          onPress={() =>
            void taking.start(
              () => ask('vault.passphrase', { id }),
              (answer) => {
                if (answer.ok && answer.value !== null)
                  onPassphrase({ token: answer.value.token, source: answer.value.label, vault: true });
              },
            )
          }
        >
          {say('keys.at-hand.held')} <Data title={fingerprint}>{label}</Data>
        </Action>
      ))}
    </div>
  );
}
