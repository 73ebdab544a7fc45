import { useEffect, useState } from 'react';
import type { Outcome } from '../../../core/errors';
import { stepWords } from '../../../shared/escrow/words';
import type { RegisterView, SetView } from '../../../shared/ipc/register-calls';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { Confirm } from '../../base/controls/Confirm';
import { Code, Data } from '../../base/controls/Data';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { Screen } from '../../base/controls/Screen';
import { Section } from '../../base/controls/Section';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { useBeginCeremony } from '../ceremony/use-ceremony';
import { isSet, type SetRef, useRegister, useSet } from '../register-store';
import { Losses } from './Losses';
import { SetFacts } from './SetFacts';
import { ShareBlock } from './ShareBlock';
import { Unlogged } from './Unlogged';
import './register.css';

declare module '../../base/navigation' {
  interface Routes {
    'escrow-set': { set: SetRef };
  }
}

/** One set: everything that the register knows of it, and all that can change in it. */
export function SetScreen({ set: at }: { set: SetRef }) {
  const { go } = useNavigation();
  const { view, load } = useRegister();
  const set = useSet(at);
  const lost = view !== null && set === undefined;

  useEffect(() => void load(), [load]);
  useEffect(() => {
    if (lost) go({ at: 'escrow' });
  }, [lost, go]);

  return set === undefined ? null : <SetDetails set={set} />;
}

function SetDetails({ set }: { set: SetView }) {
  const say = useSay();
  const { go } = useNavigation();
  const { view, take } = useRegister();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const [retiring, setRetiring] = useState(false);
  const beginCeremony = useBeginCeremony();
  const changing = useTask();
  const ref = { set: set.set, generation: set.generation };
  const { next } = set.standing;
  const active = set.state === 'active';
  const labels = set.secrets.map(({ label }) => label).join(', ');
  const onlyOne = (view?.sets ?? []).every(
    (other) =>
      isSet(other, set) ||
      other.state !== 'active' ||
      !other.secrets.some(({ fingerprint }) => set.secrets.some((own) => own.fingerprint === fingerprint)),
  );

  const change = (work: () => Promise<Outcome<RegisterView>>) =>
    void changing.start(work, (answer) => {
      setRetiring(false);
      setFailure(answer.ok ? null : answer.error);
      if (answer.ok) take(answer);
    });
  const checkEvery = (days: number) => change(() => ask('register.checkEvery', { set: ref, days }));

  return (
    <Screen
      reading
      place={say('escrow.title')}
      title={<Data>{labels}</Data>}
      windowTitle={say('app.window', { place: say('escrow.set.name', { set: set.name }) })}
      lead={
        <p className="choice">
          <span>{say('escrow.set.name', { set: set.name })}</span>
          <span>{say(`escrow.state.${set.state}`)}</span>
        </p>
      }
      tools={
        <Action kind="quiet" onPress={() => go({ at: 'escrow' })}>
          {say('escrow.set.all')}
        </Action>
      }
      status={
        <output>
          {saved === null ? (
            next.kind !== 'none' && `${say('escrow.set.next')} ${stepWords(say, set, next)}`
          ) : (
            <>
              {say('escrow.share.form.saved')} <Code breaks>{saved}</Code>
            </>
          )}
        </output>
      }
      actions={
        active && (
          <>
            <Action kind="grave" onPress={() => setRetiring(true)}>
              {say('escrow.set.retire')}
            </Action>
            <Action onPress={() => beginCeremony([], set)}>{say('ceremony.split-again')}</Action>
            <Action
              kind="primary"
              onPress={() => go({ at: 'check-in', share: { ...ref, index: 'share' in next ? next.share : 1 } })}
            >
              {say('escrow.check-in')}
            </Action>
          </>
        )
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      <Unlogged />
      {active && <Losses standing={set.standing} />}
      <Section title={say('escrow.set.shares')}>
        {set.shares.map((share, at) => (
          <ShareBlock
            key={share.index}
            set={set}
            share={share}
            standing={set.standing.shares[at]}
            onFailure={setFailure}
            onSaved={setSaved}
          />
        ))}
      </Section>
      <SetFacts set={set} busy={changing.busy} onCheckEvery={checkEvery} />
      <Confirm
        open={retiring}
        title={say('escrow.set.retire.title', { set: set.name })}
        doIt={say('escrow.set.retire.do')}
        leaveIt={say('escrow.leave-it')}
        busy={changing.busy}
        onDo={() => change(() => ask('register.retire', { set: ref }))}
        onLeave={() => setRetiring(false)}
      >
        <p>{say('escrow.set.retire.text')}</p>
        {onlyOne && <p>{say('escrow.set.retire.last', { labels })}</p>}
      </Confirm>
    </Screen>
  );
}
