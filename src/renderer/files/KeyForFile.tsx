import { KeyRound } from 'lucide-react';
import type { HeldKey } from '../../shared/ipc/key-calls';
import { Action } from '../base/controls/Action';
import { Code } from '../base/controls/Data';
import { useSay } from '../base/speech';
import { useKeys } from '../jobs/key-store';
import { GivenKey, KeySource } from '../prepare/GivenKey';
import { KeyEntry } from '../prepare/KeyEntry';
import { useServers } from '../servers/server-store';
import { VaultAtHand } from '../vault/VaultAtHand';

/** The private key for a file, whose header does not tell which one it is. */
export function KeyForFile({
  value,
  onChange,
  onCards,
}: {
  value: HeldKey | null;
  onChange: (key: HeldKey | null) => void;
  onCards: () => void;
}) {
  const say = useSay();
  const { held, hold } = useKeys();
  // The file may be one that the practice server gave out.
  const practice = useServers(({ servers }) => servers?.some((server) => server.practice) ?? false);
  if (value !== null) {
    return (
      <>
        <div className="given">
          <GivenKey value={value} words={say('app.key.given')} />
          <Action kind="quiet" onPress={() => onChange(null)}>
            {say('app.key.use-other')}
          </Action>
        </div>
        <p className="field-help">
          <KeySource value={value} />
        </p>
      </>
    );
  }
  return (
    <>
      <p>{say('app.file.key-unknown')}</p>
      <VaultAtHand />
      {held.length > 0 && (
        <div className="key-ways">
          {held.map((key) => (
            <Action key={key.token} icon={KeyRound} onPress={() => onChange(key)}>
              {say('app.file.use-held')} <Code>{key.fingerprint}</Code>
            </Action>
          ))}
        </div>
      )}
      <KeyEntry
        needed={null}
        practice={practice}
        onKey={(key) => {
          hold(key);
          onChange(key);
        }}
        onCards={onCards}
      />
    </>
  );
}
