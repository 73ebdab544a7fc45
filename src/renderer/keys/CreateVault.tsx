import { useState } from 'react';
import { Form } from 'react-aria-components';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Notice } from '../base/controls/Notice';
import { Screen } from '../base/controls/Screen';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { NewPassphrase, NO_PASSPHRASE } from '../vault/NewPassphrase';
import { SealingChoice, useSealing } from '../vault/SealingChoice';
import { useVault } from '../vault/vault-store';

/** What a vault is for, and the choice of how it is sealed. */
export function CreateVault() {
  const say = useSay();
  const load = useVault((vault) => vault.load);
  const sealing = useSealing(null);
  const { ready } = sealing;
  const [failure, setFailure] = useState<Failure | null>(null);
  const creating = useTask();

  const create = () =>
    void creating.start(
      () => ask('vault.create', sealing.input),
      (answer) => {
        sealing.setPassphrase(NO_PASSPHRASE);
        setFailure(answer.ok ? null : answer.error);
        void load();
      },
    );

  return (
    <Screen
      title={say('keys.create.title')}
      windowTitle={say('app.window', { place: say('keys.create.title') })}
      lead={<p>{say('keys.create.lead')}</p>}
      status={<p>{ready ? say('keys.create.ready') : say('keys.create.missing')}</p>}
      actions={
        <Action kind="primary" form="create-vault" busy={creating.busy} disabled={!ready}>
          {say('keys.create.do')}
        </Action>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      <ul className="plain-list">
        <li>{say('keys.create.chooses')}</li>
        <li>{say('keys.create.locks')}</li>
        <li>{say('keys.create.not-only')}</li>
      </ul>
      <Form
        id="create-vault"
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) create();
        }}
      >
        <h2 className="section-title">{say('keys.create.how')}</h2>
        {sealing.hasKeystore ? (
          <SealingChoice sealing={sealing} />
        ) : (
          <Notice tone="note" title={say('keys.seal.no-keystore.title')}>
            <p>{say('keys.seal.no-keystore.text')}</p>
          </Notice>
        )}
        {sealing.byPassphrase && (
          <NewPassphrase value={sealing.passphrase} onChange={sealing.setPassphrase} disabled={creating.busy} />
        )}
      </Form>
    </Screen>
  );
}
