import { useState } from 'react';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { Code } from '../base/controls/Data';
import { Fact, Facts } from '../base/controls/Facts';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { useVault, type VaultStatus } from '../vault/vault-store';

/** A vault file that is not what Salvor wrote, and the way back to the one before it. */
export function DamagedVault({ status }: { status: VaultStatus }) {
  const say = useSay();
  const load = useVault((vault) => vault.load);
  const [failure, setFailure] = useState<Failure | null>(null);
  const restoring = useTask();
  const damaged: Failure = { code: 'vault-damaged', params: { path: status.path, previous: status.previous ? 1 : 0 } };

  const restore = () =>
    void restoring.start(
      () => ask('vault.restorePrevious', {}),
      (answer) => {
        setFailure(answer.ok ? null : answer.error);
        void load();
      },
    );

  return (
    <Screen
      title={say('keys.damaged.title')}
      windowTitle={say('app.window', { place: say('keys.damaged.title') })}
      status={<p>{say(status.previous ? 'keys.damaged.previous' : 'keys.damaged.no-previous')}</p>}
      actions={
        <>
          <Action onPress={() => void load()}>{say('app.action.try-again')}</Action>
          {status.previous && (
            <Action kind="primary" busy={restoring.busy} onPress={restore}>
              {say('keys.damaged.restore')}
            </Action>
          )}
        </>
      }
    >
      <FailureNotice failure={failure ?? damaged} />
      <Facts>
        <Fact name={say('keys.damaged.file')}>
          <Code breaks>{status.path}</Code>
        </Fact>
      </Facts>
    </Screen>
  );
}
