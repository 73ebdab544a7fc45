import { useState } from 'react';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Notice } from '../base/controls/Notice';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { useKeys } from '../jobs/key-store';
import type { WritingPlan } from '../jobs/plan';
import { useVault } from './vault-store';

/** After something was opened by a secret that the vault does not hold: the offer to keep it there. */
export function KeepSecret({ plan, fingerprint }: { plan: WritingPlan; fingerprint: string | null }) {
  const say = useSay();
  const { go } = useNavigation();
  const { status, entries, load } = useVault();
  const forget = useKeys((keys) => keys.forget);
  const [kept, setKept] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const keeping = useTask();

  const key = plan.kind === 'restore' ? plan.key : plan.given.key;
  const passphrase = plan.kind === 'open' ? plan.given.passphrase : null;
  const held = fingerprint !== null && entries.some((entry) => entry.fingerprint === fingerprint);
  const pasted = key !== null && fingerprint === key.fingerprint && key.source !== 'vault' && !held;
  const typed = passphrase !== null && passphrase.vault !== true;
  if (kept) {
    return (
      <Notice tone="good" title={say('keys.keep.kept')}>
        <p>{say('keys.keep.kept-text')}</p>
      </Notice>
    );
  }
  if (status === null || !(pasted || typed)) return null;

  const label = plan.kind === 'restore' ? plan.server.siteName : plan.file.name;
  const keep = () =>
    void keeping.start(
      () =>
        pasted && key !== null
          ? ask('vault.keepKey', { key: key.token, label })
          : ask('vault.keepSecret', { secret: passphrase?.token ?? '', kind: 'passphrase', label }),
      (answer) => {
        setFailure(answer.ok ? null : answer.error);
        setKept(answer.ok);
        // From here on it is taken from the vault.
        if (answer.ok && pasted && key !== null) void forget(key);
        void load();
      },
    );

  return (
    <>
      <Notice
        tone="note"
        title={say(pasted ? 'keys.keep.key' : 'keys.keep.passphrase')}
        actions={
          status.state === 'open' ? (
            <Action onPress={keep} busy={keeping.busy}>
              {say('keys.keep.do')}
            </Action>
          ) : (
            <Action onPress={() => go({ at: 'keys' })}>
              {say(status.state === 'none' ? 'keys.keep.create' : 'keys.keep.unlock')}
            </Action>
          )
        }
      >
        <p>{say('keys.keep.text')}</p>
      </Notice>
      {failure !== null && <FailureNotice failure={failure} />}
    </>
  );
}
