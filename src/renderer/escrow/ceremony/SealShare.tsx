import { FileLock2 } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { CeremonyShareView, CeremonyView } from '../../../shared/ipc/ceremony-calls';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { Code } from '../../base/controls/Data';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { Notice } from '../../base/controls/Notice';
import { Screen } from '../../base/controls/Screen';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { isReady, NewPassphrase, NO_PASSPHRASE } from '../../vault/NewPassphrase';
import { AbortCeremony } from './AbortCeremony';

interface SealShareProps {
  view: CeremonyView;
  share: CeremonyShareView;
  again: boolean;
  onTaken: (view: CeremonyView) => void;
}

/** The share leaves as a file: sealed by a passphrase that its custodian chooses here, or to their own key. */
export function SealShare({ view, share, again, onTaken }: SealShareProps) {
  const say = useSay();
  const [passphrase, setPassphrase] = useState(NO_PASSPHRASE);
  const [failure, setFailure] = useState<Failure | null>(null);
  const sealing = useTask();
  const { medium } = share;
  const byPassphrase = medium.kind === 'age-passphrase';
  const ready = !byPassphrase || isReady(passphrase);
  const title = say('ceremony.take.title', { share: share.index, custodian: share.custodian });

  const save = () =>
    void sealing.start(
      () =>
        ask('ceremony.saveSealed', {
          ceremony: view.ceremony,
          index: share.index,
          passphrase: byPassphrase ? passphrase.first : null,
          again,
        }),
      (answer) => {
        setFailure(answer.ok ? null : answer.error);
        if (!answer.ok || answer.value === null) return;
        setPassphrase(NO_PASSPHRASE);
        onTaken(answer.value.view);
      },
    );

  return (
    <Screen
      place={say('ceremony.place', { step: 5 })}
      title={title}
      windowTitle={say('app.window', { place: title })}
      lead={<p>{say(byPassphrase ? 'ceremony.take.passphrase' : 'ceremony.take.recipient')}</p>}
      tools={<AbortCeremony view={view} />}
      status={byPassphrase && <p>{say('ceremony.take.sealing')}</p>}
      actions={
        <Action kind="primary" icon={FileLock2} form="seal-share" disabled={!ready} busy={sealing.busy}>
          {say('ceremony.take.seal')}
        </Action>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      {again && <Notice tone="warning" title={say('ceremony.take.again')} />}
      <Form
        id="seal-share"
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) save();
        }}
      >
        {byPassphrase ? (
          <NewPassphrase value={passphrase} onChange={setPassphrase} disabled={sealing.busy} />
        ) : (
          medium.kind === 'age-recipient' && (
            <p>
              <Code breaks>{medium.recipient}</Code>
            </p>
          )
        )}
      </Form>
    </Screen>
  );
}
