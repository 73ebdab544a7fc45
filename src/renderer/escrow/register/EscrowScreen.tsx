import { FileInput, KeyRound, ScanLine, Split, Users } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { EmptyState } from '../../base/controls/EmptyState';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { Notice } from '../../base/controls/Notice';
import { Screen } from '../../base/controls/Screen';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { useBeginCeremony } from '../ceremony/use-ceremony';
import { useCeremony } from '../ceremony-store';
import { useRecovery } from '../recovery-store';
import { useRegister } from '../register-store';
import { EarlierSets } from './EarlierSets';
import { SetCard } from './SetCard';
import { Unlogged } from './Unlogged';
import './register.css';

declare module '../../base/navigation' {
  interface Routes {
    escrow: object;
  }
}

/** Every set of shares: who holds them, how far each key is from being lost, and what comes next. */
export function EscrowScreen() {
  const say = useSay();
  const { go } = useNavigation();
  const { view, failure, load } = useRegister();
  const recovery = useRecovery();
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const choosing = useTask();
  const ceremony = useCeremony();
  const beginCeremony = useBeginCeremony();

  useEffect(() => void load(), [load]);

  const findRecovery = recovery.load;
  useEffect(() => void findRecovery(), [findRecovery]);

  const active = view?.sets.filter(({ state }) => state === 'active') ?? [];
  const earlier = view?.sets.filter(({ state }) => state !== 'active') ?? [];
  const none = view !== null && view.sets.length === 0;
  const overdue = active.reduce(
    (sum, { standing }) => sum + standing.shares.filter((share) => share.overdue).length,
    0,
  );

  const takeReceipt = () =>
    void choosing.start(
      () => ask('register.chooseReceipt', {}),
      (answer) => {
        setRefusal(answer.ok ? null : answer.error);
        if (answer.ok && answer.value !== null) go({ at: 'receipt', found: answer.value });
      },
    );

  return (
    <Screen
      title={say('escrow.title')}
      windowTitle={say('app.window', { place: say('escrow.title') })}
      lead={<p>{say('escrow.lead')}</p>}
      tools={
        <Action kind="quiet" icon={KeyRound} onPress={() => go({ at: 'recovery', use: null })}>
          {say(recovery.view === null ? 'recover.escrow' : 'recover.escrow.on')}
        </Action>
      }
      reading={view !== null && !none}
      status={active.length > 0 && <p>{say('escrow.status.due', { count: overdue })}</p>}
      actions={
        <>
          {!none && (
            <Action icon={FileInput} busy={choosing.busy} onPress={takeReceipt}>
              {say('escrow.take-receipt')}
            </Action>
          )}
          <Action icon={ScanLine} onPress={() => go({ at: 'check-in', share: null })}>
            {say('escrow.check-in')}
          </Action>
          <Action
            kind="primary"
            icon={Split}
            onPress={() => (ceremony.view === null ? beginCeremony([], null) : go({ at: 'ceremony' }))}
          >
            {say(ceremony.view === null ? 'ceremony.begin-here' : 'ceremony.go-on')}
          </Action>
        </>
      }
    >
      {failure !== null && (
        <FailureNotice
          failure={failure}
          actions={<Action onPress={() => void load()}>{say('app.action.try-again')}</Action>}
        />
      )}
      {ceremony.view !== null && (
        <Notice tone="note" title={say('ceremony.under-way', { set: ceremony.view.name })}>
          <p>{say('ceremony.under-way.text')}</p>
        </Notice>
      )}
      {refusal !== null && <FailureNotice failure={refusal} />}
      {view === null && failure === null && (
        <output className="asking">
          <span className="spinner" />
          <span>{say('escrow.asking')}</span>
        </output>
      )}
      {view?.fromPrevious === true && <Notice tone="warning" title={say('escrow.register.from-previous')} />}
      <Unlogged />
      {none && <WhatEscrowIs />}
      {active.map((set) => (
        <SetCard key={`${set.set}${set.generation}`} set={set} />
      ))}
      {earlier.length > 0 && <EarlierSets sets={earlier} />}
    </Screen>
  );
}

function WhatEscrowIs() {
  const say = useSay();
  return (
    <EmptyState
      icon={Users}
      title={say('escrow.none.title')}
      text={say('escrow.none.what')}
      points={[say('escrow.none.two'), say('escrow.none.cards'), say('escrow.none.year')]}
    >
      <p>{say('escrow.none.custodian')}</p>
    </EmptyState>
  );
}
