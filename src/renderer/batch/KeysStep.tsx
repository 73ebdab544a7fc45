import { CircleCheck, KeyRound } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { HeldKey } from '../../shared/ipc/key-calls';
import { ask } from '../base/client';
import { Code } from '../base/controls/Data';
import { Notice } from '../base/controls/Notice';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { useKeys } from '../jobs/key-store';
import { KeyEntry } from '../prepare/KeyEntry';
import { Step } from '../prepare/Step';
import { VaultAtHand } from '../vault/VaultAtHand';
import { useVault } from '../vault/vault-store';
import type { keysNeeded } from './sites';

interface KeysProps {
  number: number;
  keys: ReturnType<typeof keysNeeded>;
  asking: boolean;
}

/** Every private key that the archives need. Each is given once and serves all that its fingerprint opens. */
export function KeysStep({ number, keys, asking }: KeysProps) {
  const say = useSay();
  const { go } = useNavigation();
  const hold = useKeys(({ hold: keep }) => keep);
  const [useless, setUseless] = useState<string | null>(null);
  const missing = keys.filter(({ held }) => !held);
  const [first] = missing;
  const inVault = useVault(
    ({ entries }) =>
      missing.find(({ fingerprint }) =>
        entries.some((entry) => entry.kind === 'site-key' && entry.fingerprint === fingerprint),
      )?.fingerprint,
  );

  // One after the other: each that is taken makes the next one the first.
  useEffect(() => {
    if (inVault === undefined) return;
    void ask('vault.keyFor', { fingerprint: inVault }).then((answer) => {
      if (answer.ok && answer.value !== null) hold(answer.value);
    });
  }, [inVault, hold]);

  const take = (key: HeldKey) => {
    hold(key);
    setUseless(keys.some(({ fingerprint }) => fingerprint === key.fingerprint) ? null : key.fingerprint);
  };

  return (
    <Step number={number} title={say('batch.keys')} done={!asking && missing.length === 0}>
      {keys.length === 0 && <p>{say(asking ? 'batch.keys-unknown' : 'app.key.not-needed')}</p>}
      {keys.length > 0 && (
        <ul className="batch-keys">
          {keys.map(({ fingerprint, held, sites }) => {
            const Icon = held ? CircleCheck : KeyRound;
            return (
              <li key={fingerprint} className={held ? 'batch-verdict batch-good' : 'batch-verdict'}>
                <Icon size={16} />
                <Code>{fingerprint}</Code>
                <span>
                  {say(held ? 'batch.key-held' : 'batch.key-missing', {
                    sites: sites.map(({ server }) => server.siteName).join(', '),
                  })}
                </span>
              </li>
            );
          })}
        </ul>
      )}
      {useless !== null && (
        <Notice tone="warning" title={say('batch.useless-key.title')} urgent>
          <p>{say('batch.useless-key.text', { given: useless })}</p>
        </Notice>
      )}
      {first !== undefined && <VaultAtHand />}
      {first !== undefined && (
        <KeyEntry
          key={missing.length}
          needed={first.fingerprint}
          practice={first.sites.some(({ server }) => server.practice)}
          onKey={take}
          onCards={() =>
            go({
              at: 'recovery',
              use: { kind: 'site-key', fingerprint: first.fingerprint, back: { at: 'batch' } },
            })
          }
        />
      )}
    </Step>
  );
}
