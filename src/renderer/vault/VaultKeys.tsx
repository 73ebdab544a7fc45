import { KeyRound } from 'lucide-react';
import type { HeldKey } from '../../shared/ipc/contract';
import { ask } from '../base/client';
import { Action } from '../base/controls/Action';
import { Data } from '../base/controls/Data';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { useVault } from './vault-store';

/** The vault's private keys to choose from: the one that is needed, or all of them where nothing tells which it is. */
export function VaultKeys({ needed, onKey }: { needed: string | null; onKey: (key: HeldKey) => void }) {
  const say = useSay();
  const { status, entries } = useVault();
  const taking = useTask();
  if (status?.state !== 'open') return null;
  const keys = entries.filter(
    ({ kind, fingerprint }) => kind === 'site-key' && (needed === null || fingerprint === needed),
  );
  if (keys.length === 0) return <p className="field-help">{say('keys.at-hand.lacks')}</p>;
  return (
    <div className="key-ways">
      {keys.map(({ id, label, fingerprint }) => (
        <Action
          key={id}
          icon={KeyRound}
          disabled={taking.busy}
          onPress={() =>
            void taking.start(
              () => ask('vault.keyFor', { fingerprint }),
              (answer) => {
                if (answer.ok && answer.value !== null) onKey(answer.value);
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
