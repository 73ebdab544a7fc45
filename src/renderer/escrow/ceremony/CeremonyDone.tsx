import { FileDown, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { formatShortDay } from '../../../shared/format/dates';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { Code, Data } from '../../base/controls/Data';
import { Fact, Facts } from '../../base/controls/Facts';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { Notice } from '../../base/controls/Notice';
import { Screen } from '../../base/controls/Screen';
import { Section } from '../../base/controls/Section';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { useCeremony } from '../ceremony-store';
import { refOf, type SetRef, useSet } from '../register-store';

/** The set is registered: when it is looked at next, and what is left to sign. */
export function CeremonyDone({ at }: { at: SetRef }) {
  const set = useSet(at);
  const say = useSay();
  const { go } = useNavigation();
  const plan = useCeremony((ceremony) => ceremony.plan);
  const [saved, setSaved] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const saving = useTask();
  if (set === undefined) return null;

  const unconfirmed = set.shares.filter(({ status }) => status === 'handed-over');
  const due = set.standing.shares
    .flatMap((share) => (share.confirmed === null || share.due === null ? [] : [share.due]))
    .toSorted()[0];
  const saveForm = (share: number) =>
    void saving.start(
      () => ask('register.saveForm', { share: refOf(set, share) }),
      (answer) => {
        setFailure(answer.ok ? null : answer.error);
        if (answer.ok && answer.value !== null) setSaved(answer.value.path);
      },
    );
  const leave = () => {
    go({ at: 'escrow-set', set: at });
    plan([], null);
  };

  return (
    <Screen
      reading
      place={say('escrow.title')}
      title={
        <span className="proven">
          <ShieldCheck size={28} /> {say('ceremony.done.title')}
        </span>
      }
      windowTitle={say('app.window', { place: say('ceremony.done.title') })}
      lead={<p>{say('ceremony.done.lead', { set: set.name })}</p>}
      status={
        <output>
          {saved !== null && (
            <>
              {say('escrow.share.form.saved')} <Code breaks>{saved}</Code>
            </>
          )}
        </output>
      }
      actions={
        <Action kind="primary" onPress={leave}>
          {say('ceremony.done.to-set')}
        </Action>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      <Facts>
        {due !== undefined && (
          <Fact name={say('ceremony.done.next')}>
            <Data>{formatShortDay(due)}</Data>
          </Fact>
        )}
      </Facts>
      {unconfirmed.map(({ index, custodian }) => (
        <Notice key={index} tone="note" title={say('ceremony.done.unconfirmed', { custodian: custodian.name })}>
          <p>{say('ceremony.done.unconfirmed.text', { custodian: custodian.name, share: index })}</p>
        </Notice>
      ))}
      <Section title={say('ceremony.done.forms')} className="explained">
        <p>{say('ceremony.done.forms.text')}</p>
        <div className="key-ways">
          {set.shares.map(({ index, custodian }) => (
            <Action key={index} icon={FileDown} disabled={saving.busy} onPress={() => saveForm(index)}>
              {say('ceremony.done.form', { custodian: custodian.name })}
            </Action>
          ))}
        </div>
      </Section>
      {set.generation > 1 && <p>{say('ceremony.done.old')}</p>}
    </Screen>
  );
}
