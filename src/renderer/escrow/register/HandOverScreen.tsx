import { useEffect, useState } from 'react';
import { Form } from 'react-aria-components';
import { mediumWords } from '../../../shared/escrow/words';
import type { SetView, ShareView } from '../../../shared/ipc/register-calls';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { Notice } from '../../base/controls/Notice';
import { Screen } from '../../base/controls/Screen';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { Choice, Line } from '../fields';
import { refOf, type ShareRef, useRegister, useSet } from '../register-store';
import './register.css';

declare module '../../base/navigation' {
  interface Routes {
    'hand-over': { share: ShareRef };
  }
}

const MEDIA = ['printed', 'age-passphrase', 'age-recipient'] as const;
const ORGANISATIONS = ['customer', 'vendor'] as const;

/** A custodian leaves: who takes the share over, and how it is kept from now on. */
export function HandOverScreen({ share: ref }: { share: ShareRef }) {
  const set = useSet(ref);
  const share = set?.shares.find(({ index }) => index === ref.index);
  const { go } = useNavigation();
  const { view, load } = useRegister();
  const lost = view !== null && share === undefined;

  useEffect(() => {
    if (view === null) void load();
    else if (lost) go({ at: 'escrow' });
  }, [view, lost, load, go]);

  return set === undefined || share === undefined ? null : <HandOver set={set} share={share} />;
}

function HandOver({ set, share }: { set: SetView; share: ShareView }) {
  const say = useSay();
  const { go } = useNavigation();
  const take = useRegister((register) => register.take);
  const [custodian, setCustodian] = useState({
    name: '',
    role: share.custodian.role,
    contact: '',
    organisation: share.custodian.organisation,
  });
  const [medium, setMedium] = useState<(typeof MEDIA)[number]>(share.medium.kind);
  const [recipient, setRecipient] = useState('');
  const [place, setPlace] = useState('');
  const [by, setBy] = useState(share.custodian.name);
  const [failure, setFailure] = useState<Failure | null>(null);
  const changing = useTask();
  const back = () => go({ at: 'escrow-set', set: { set: set.set, generation: set.generation } });
  const ready =
    custodian.name.trim() !== '' && by.trim() !== '' && (medium !== 'age-recipient' || recipient.trim() !== '');
  const title = say('escrow.hand-over.title', { share: share.index });

  const write = () => {
    const kept = medium === 'age-recipient' ? { kind: medium, recipient: recipient.trim() } : { kind: medium };
    void changing.start(
      () =>
        ask('register.replaceCustodian', {
          share: refOf(set, share.index),
          custodian: { ...custodian, name: custodian.name.trim() },
          medium: kept,
          place: place.trim(),
          by: by.trim(),
        }),
      (answer) => {
        if (!answer.ok) return setFailure(answer.error);
        take(answer);
        back();
      },
    );
  };

  return (
    <Screen
      place={say('escrow.set.name', { set: set.name })}
      title={title}
      windowTitle={say('app.window', { place: title })}
      lead={<p>{say('escrow.hand-over.lead', { custodian: share.custodian.name })}</p>}
      status={<p>{say(ready ? 'escrow.hand-over.ready' : 'escrow.hand-over.missing')}</p>}
      actions={
        <>
          <Action onPress={back}>{say('escrow.leave-it')}</Action>
          <Action kind="primary" form="hand-over" busy={changing.busy} disabled={!ready}>
            {say('escrow.hand-over.do')}
          </Action>
        </>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      <Notice tone="warning" title={say('escrow.hand-over.copy', { custodian: share.custodian.name })} />
      <Form
        id="hand-over"
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) write();
        }}
      >
        <h2 className="section-title">{say('escrow.hand-over.who')}</h2>
        <div className="two-fields">
          <Line
            label={say('escrow.hand-over.name')}
            value={custodian.name}
            onChange={(name) => setCustodian({ ...custodian, name })}
          />
          <Line
            label={say('escrow.hand-over.role')}
            value={custodian.role}
            onChange={(role) => setCustodian({ ...custodian, role })}
          />
          <Line
            label={say('escrow.hand-over.contact')}
            value={custodian.contact}
            onChange={(contact) => setCustodian({ ...custodian, contact })}
          />
          <Line label={say('escrow.hand-over.by')} value={by} onChange={setBy} />
        </div>
        {set.mode === 'managed' && (
          <Choice
            label={say('escrow.hand-over.organisation')}
            value={custodian.organisation}
            options={ORGANISATIONS.map((value) => ({ value, words: say(`escrow.share.organisation.${value}`) }))}
            onChange={(organisation) => setCustodian({ ...custodian, organisation })}
          />
        )}
        <h2 className="section-title">{say('escrow.hand-over.how')}</h2>
        <Choice
          label={say('escrow.hand-over.medium')}
          value={medium}
          options={MEDIA.map((value) => ({
            value,
            words: mediumWords(say, value === 'age-recipient' ? { kind: value, recipient: '' } : { kind: value }),
          }))}
          onChange={setMedium}
        />
        {medium === 'age-recipient' && (
          <Line label={say('escrow.hand-over.recipient')} value={recipient} onChange={setRecipient} />
        )}
        <Line label={say('escrow.hand-over.place')} value={place} onChange={setPlace} />
        <h2 className="section-title">{say('escrow.hand-over.then')}</h2>
        <ol className="plain-list">
          <li>{say('escrow.hand-over.then.check-in')}</li>
          <li>{say('escrow.hand-over.then.form')}</li>
        </ol>
      </Form>
    </Screen>
  );
}
