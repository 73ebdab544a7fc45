import { FileDown, Monitor, Printer } from 'lucide-react';
import { useState } from 'react';
import type { CeremonyShareView, CeremonyView } from '../../../shared/ipc/ceremony-calls';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { Confirm } from '../../base/controls/Confirm';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { Notice } from '../../base/controls/Notice';
import { Screen } from '../../base/controls/Screen';
import { Section } from '../../base/controls/Section';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { AbortCeremony } from './AbortCeremony';
import type { ShownCard } from './ShownCard';

interface TakeCardProps {
  view: CeremonyView;
  share: CeremonyShareView;
  /** It was agreed that the card is handed out once more. */
  again: boolean;
  onTaken: (view: CeremonyView) => void;
  onShown: (card: ShownCard, view: CeremonyView) => void;
}

/** The card leaves for its custodian: on paper, or as they wish otherwise. */
export function TakeCard({ view, share, again, onTaken, onShown }: TakeCardProps) {
  const say = useSay();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [asking, setAsking] = useState(false);
  const taking = useTask();
  const [way, setWay] = useState<'print' | 'show' | 'pdf'>('print');
  const of = { ceremony: view.ceremony, index: share.index, again };
  const title = say('ceremony.take.title', { share: share.index, custodian: share.custodian });

  const print = () => {
    setWay('print');
    void taking.start(
      () => ask('ceremony.print', of),
      (answer) => {
        setFailure(answer.ok ? null : answer.error);
        if (answer.ok && answer.value !== null) onTaken(answer.value);
      },
    );
  };
  const save = () => {
    setWay('pdf');
    void taking.start(
      () => ask('ceremony.saveCard', of),
      (answer) => {
        setAsking(false);
        setFailure(answer.ok ? null : answer.error);
        if (answer.ok && answer.value !== null) onTaken(answer.value.view);
      },
    );
  };
  const show = () => {
    setWay('show');
    void taking.start(
      () => ask('ceremony.show', of),
      (answer) => {
        setFailure(answer.ok ? null : answer.error);
        if (answer.ok) onShown({ rows: answer.value.rows, code: answer.value.code }, answer.value.view);
      },
    );
  };

  return (
    <Screen
      place={say('ceremony.place', { step: 5 })}
      title={title}
      windowTitle={say('app.window', { place: title })}
      lead={<p>{say('ceremony.take.printed')}</p>}
      tools={<AbortCeremony view={view} />}
      actions={
        <Action
          kind="primary"
          icon={Printer}
          busy={taking.busy && way === 'print'}
          disabled={taking.busy && way !== 'print'}
          onPress={print}
        >
          {say('ceremony.take.print')}
        </Action>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      {again && <Notice tone="warning" title={say('ceremony.take.again')} />}
      <Section title={say('ceremony.take.other')} className="explained">
        <p>{say('ceremony.take.other.text')}</p>
        <div className="key-ways">
          <Action
            icon={Monitor}
            busy={taking.busy && way === 'show'}
            disabled={taking.busy && way !== 'show'}
            onPress={show}
          >
            {say('ceremony.take.show')}
          </Action>
          <Action icon={FileDown} disabled={taking.busy} onPress={() => setAsking(true)}>
            {say('ceremony.take.pdf')}
          </Action>
        </div>
      </Section>
      <Confirm
        open={asking}
        title={say('ceremony.take.pdf.title')}
        doIt={say('ceremony.take.pdf.do')}
        leaveIt={say('escrow.leave-it')}
        busy={taking.busy}
        onDo={save}
        onLeave={() => setAsking(false)}
      >
        <p>{say('ceremony.take.pdf.text')}</p>
      </Confirm>
    </Screen>
  );
}
