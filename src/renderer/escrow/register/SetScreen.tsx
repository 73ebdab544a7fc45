import { useEffect, useState } from 'react';
import { stepWords } from '../../../shared/escrow/words';
import { formatMoment, formatShortDay } from '../../../shared/format/dates';
import type { SetView } from '../../../shared/ipc/register-calls';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { Confirm } from '../../base/controls/Confirm';
import { Code, Data } from '../../base/controls/Data';
import { Fact, Facts } from '../../base/controls/Facts';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { Screen } from '../../base/controls/Screen';
import { Section } from '../../base/controls/Section';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { useBeginCeremony } from '../ceremony/use-ceremony';
import { isSet, type SetRef, useRegister, useSet } from '../register-store';
import { Losses } from './Losses';
import { ShareBlock } from './ShareBlock';
import { Unlogged } from './Unlogged';
import './register.css';

declare module '../../base/navigation' {
  interface Routes {
    'escrow-set': { set: SetRef };
  }
}

/** How often a custodian is asked, in days: what people choose between. */
const PERIODS = [91, 182, 365];

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

  return set === undefined ? null : <Known set={set} />;
}

function Known({ set }: { set: SetView }) {
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

  const retire = () =>
    void changing.start(
      () => ask('register.retire', { set: ref }),
      (answer) => {
        setRetiring(false);
        setFailure(answer.ok ? null : answer.error);
        if (answer.ok) take(answer);
      },
    );
  const checkEvery = (days: number) =>
    void changing.start(
      () => ask('register.checkEvery', { set: ref, days }),
      (answer) => {
        setFailure(answer.ok ? null : answer.error);
        if (answer.ok) take(answer);
      },
    );

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
      <Section title={say('escrow.set.facts')}>
        <Facts>
          <Fact name={say('escrow.set.secrets')}>
            {set.secrets.map(({ label, fingerprint, kind }) => (
              <span key={fingerprint} className="envelope">
                <Data>{label}</Data>, {say(`escrow.kind.${kind}`)} <Code>{fingerprint}</Code>
              </span>
            ))}
          </Fact>
          <Fact name={say('escrow.set.made')}>
            {say('escrow.set.made-by', { day: formatMoment(set.created), by: set.by })}
          </Fact>
          <Fact name={say('escrow.set.mode')}>{say(`escrow.set.mode.${set.mode}`)}</Fact>
          {set.release !== null && (
            <Fact name={say('escrow.set.release')}>
              {say('escrow.set.release-value', { days: set.release.delayDays, conditions: set.release.conditions })}
            </Fact>
          )}
          {set.escrowFile !== null && (
            <Fact name={say('escrow.set.file')}>
              <Code breaks>{set.escrowFile.name}</Code> <Code breaks>{set.escrowFile.sha256}</Code>
            </Fact>
          )}
          <Fact name={say('escrow.set.recovered')}>
            {say('escrow.set.recovered-value', {
              count: set.recoveries.length,
              day: formatShortDay(set.recoveries.at(-1) ?? ''),
            })}
          </Fact>
          {active ? (
            <Fact name={<label htmlFor="check-every">{say('escrow.set.every')}</label>}>
              <select
                id="check-every"
                className="input select"
                value={set.checkEveryDays}
                disabled={changing.busy}
                onChange={({ target }) => checkEvery(Number(target.value))}
              >
                {[...new Set([...PERIODS, set.checkEveryDays])].map((days) => (
                  <option key={days} value={days}>
                    {say('escrow.set.every.days', { days })}
                  </option>
                ))}
              </select>
            </Fact>
          ) : (
            set.replacedBy !== null && <ReplacedBy by={set.replacedBy} />
          )}
        </Facts>
      </Section>
      <Confirm
        open={retiring}
        title={say('escrow.set.retire.title', { set: set.name })}
        doIt={say('escrow.set.retire.do')}
        leaveIt={say('escrow.leave-it')}
        busy={changing.busy}
        onDo={retire}
        onLeave={() => setRetiring(false)}
      >
        <p>{say('escrow.set.retire.text')}</p>
        {onlyOne && <p>{say('escrow.set.retire.last', { labels })}</p>}
      </Confirm>
    </Screen>
  );
}

function ReplacedBy({ by }: { by: SetRef }) {
  const say = useSay();
  const { go } = useNavigation();
  const newer = useSet(by);
  if (newer === undefined) return null;
  return (
    <Fact name={say('escrow.set.replaced-by')}>
      <Action kind="quiet" onPress={() => go({ at: 'escrow-set', set: by })}>
        {say('escrow.set.name', { set: newer.name })}
      </Action>
    </Fact>
  );
}
