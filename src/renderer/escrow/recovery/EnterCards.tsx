import { FileInput } from 'lucide-react';
import { useState } from 'react';
import type { RecoveryView } from '../../../shared/ipc/recovery-calls';
import type { Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { Confirm } from '../../base/controls/Confirm';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { Screen } from '../../base/controls/Screen';
import { Section } from '../../base/controls/Section';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { type RecoveryUse, useRecovery } from '../recovery-store';
import { ShareEntry } from '../share-entry/ShareEntry';
import { BreakGlass } from './BreakGlass';
import { EnteredCards } from './EnteredCards';
import { useCardEntry } from './use-card-entry';
import { Veil } from './Veil';

/** Failures that a third card can explain: with three, it shows which of them is bad. */
const THIRD_HELPS = new Set<Failure['code']>(['share-altered', 'sealed-part-altered', 'sealed-part-missing']);
const MOST_CARDS = 3;

/** Two custodians, one after the other. What one has entered is out of sight before the next comes. */
export function EnterCards({ view, use }: { view: RecoveryView | null; use: RecoveryUse | null }) {
  const say = useSay();
  const { go } = useNavigation();
  const end = useRecovery((recovery) => recovery.end);
  const { busy, failure, vendor, veiled, turn, ...entry } = useCardEntry();
  const [leaving, setLeaving] = useState(false);

  const cards = view?.cards ?? [];
  const lacks = view === null ? 'card' : view.lacks;
  const third = failure !== null && THIRD_HELPS.has(failure.code) && cards.length === 2;
  const entering = lacks === 'card' || lacks === 'sealed-part' || third;
  const sealedKnown =
    cards.some(({ carries }) => carries !== 'nothing') || view?.escrowFile === true || view?.set?.escrowFile != null;

  const leave = () => void end(() => go(use?.back ?? { at: 'escrow' }));

  const status =
    lacks === 'card'
      ? say('recover.status.cards', { have: cards.length })
      : say(`recover.status.${lacks ?? (third ? 'third' : 'ready')}`);
  return (
    <Screen
      place={say('escrow.title')}
      title={say('recover.title')}
      windowTitle={say('app.window', { place: say('recover.title') })}
      lead={<p>{use === null ? say('recover.lead') : say(`recover.lead.${use.kind}`)}</p>}
      status={<p>{status}</p>}
      actions={
        <>
          <Action disabled={busy} onPress={() => (cards.length === 0 ? leave() : setLeaving(true))}>
            {say('recover.leave')}
          </Action>
          {veiled ? (
            <Action kind="primary" onPress={entry.unveil}>
              {say('recover.veil.do')}
            </Action>
          ) : (
            <Action
              kind="primary"
              busy={busy}
              disabled={lacks !== null || third || vendor !== null}
              onPress={entry.run}
            >
              {say('recover.do')}
            </Action>
          )}
        </>
      }
    >
      {view !== null && <EnteredCards view={view} busy={busy} onTakeBack={entry.takeBack} />}
      {failure !== null && <FailureNotice failure={failure} />}
      {vendor !== null && (
        <BreakGlass
          release={vendor}
          busy={busy}
          onGive={(requested, early) => entry.give(vendor.card, requested, early)}
          onLeave={entry.refuseVendor}
        />
      )}
      {veiled && view !== null && <Veil view={view} />}
      {vendor === null && !veiled && entering && (
        <Section
          title={say(lacks === 'sealed-part' ? 'recover.sealed-part.title' : 'recover.step', {
            number: Math.min(cards.length + 1, MOST_CARDS),
          })}
          className="recover-step"
        >
          <p>{say(stepHelp(cards.length, sealedKnown, lacks === 'sealed-part'))}</p>
          <ShareEntry
            key={turn}
            card={null}
            onCard={(card) => card !== null && entry.give(card)}
            hidden={cards.length > 0}
            sealedToo={!sealedKnown}
          />
        </Section>
      )}
      {lacks === 'escrow-file' && (
        <Section title={say('recover.file.title')} className="recover-step">
          <p>{say('recover.file.text', { file: view?.set?.escrowFile ?? 'null' })}</p>
          <div className="key-ways">
            <Action icon={FileInput} busy={busy} onPress={entry.chooseFile}>
              {say('recover.file.do')}
            </Action>
          </div>
        </Section>
      )}
      {lacks === null && !third && <p>{say('recover.ready')}</p>}
      <Confirm
        open={leaving}
        title={say('recover.leave.title')}
        doIt={say('recover.leave.do')}
        leaveIt={say('recover.leave.stay')}
        busy={busy}
        onDo={leave}
        onLeave={() => setLeaving(false)}
      >
        <p>{say('recover.leave.text')}</p>
      </Confirm>
    </Screen>
  );
}

function stepHelp(cards: number, sealedKnown: boolean, sealedPart: boolean) {
  if (sealedPart) return 'recover.sealed-part.text' as const;
  if (cards === 0) return 'recover.step.first' as const;
  return sealedKnown ? ('recover.step.short' as const) : ('recover.step.whole' as const);
}
