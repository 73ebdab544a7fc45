import { useState } from 'react';
import { Form, Input, Label, Text, TextField } from 'react-aria-components';
import { fold } from '../../../core/card-alphabet';
import type { CardView } from '../../../shared/ipc/card-calls';
import type { CeremonyShareView, CeremonyView } from '../../../shared/ipc/ceremony-calls';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { Confirm } from '../../base/controls/Confirm';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { Screen } from '../../base/controls/Screen';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { ShareEntry } from '../share-entry/ShareEntry';
import { AbortCeremony } from './AbortCeremony';

/** Characters of a row: seven groups of four. */
const ROW_LENGTH = 28;

interface ConfirmShareProps {
  view: CeremonyView;
  share: CeremonyShareView;
  onConfirmed: (view: CeremonyView) => void;
  /** The card cannot be used, and is to be handed out once more. */
  onAgain: () => void;
}

/** The custodian shows that what they took is their share: by one row of it, or by the whole. */
export function ConfirmShare({ view, share, onConfirmed, onAgain }: ConfirmShareProps) {
  const say = useSay();
  const [whole, setWhole] = useState(share.asks === 'card');
  const [row, setRow] = useState('');
  const [card, setCard] = useState<CardView | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [asking, setAsking] = useState(false);
  const confirming = useTask();
  const missing = ROW_LENGTH - fold(row).length;
  const ready = whole ? card !== null : missing === 0;
  const copied = share.asks === 'card' && share.medium.kind === 'printed';
  const title = say('ceremony.confirm.title', { custodian: share.custodian });

  const confirm = () => {
    const by = whole
      ? card === null
        ? null
        : { kind: 'card' as const, card: card.token }
      : { kind: 'row' as const, text: row };
    if (by === null) return;
    void confirming.start(
      () => ask('ceremony.confirm', { ceremony: view.ceremony, index: share.index, by }),
      (answer) => {
        if (answer.ok) onConfirmed(answer.value);
        else setFailure(answer.error);
      },
    );
  };
  const change = (to: 'row' | 'whole') => {
    setWhole(to === 'whole');
    setFailure(null);
  };
  const lead = !whole
    ? say('ceremony.confirm.row', { row: share.askedRow })
    : copied
      ? say('ceremony.confirm.copied')
      : say(share.asks === 'card' ? 'ceremony.confirm.sealed' : 'ceremony.confirm.missing');
  const rowStatus =
    missing < 0
      ? say('ceremony.confirm.row.long')
      : say('ceremony.confirm.row.short', { count: missing === ROW_LENGTH ? 0 : missing });

  return (
    <Screen
      place={say('ceremony.take.title', { share: share.index, custodian: share.custodian })}
      title={title}
      windowTitle={say('app.window', { place: title })}
      lead={<p>{lead}</p>}
      tools={<AbortCeremony view={view} />}
      status={<p>{ready ? say('ceremony.confirm.ready') : whole ? say('ceremony.confirm.missing') : rowStatus}</p>}
      actions={
        <>
          <Action onPress={() => setAsking(true)}>{say('ceremony.confirm.again')}</Action>
          <Action kind="primary" disabled={!ready} busy={confirming.busy} onPress={confirm}>
            {say('ceremony.confirm.do')}
          </Action>
        </>
      }
    >
      {whole ? (
        <ShareEntry
          card={card}
          onCard={(next) => {
            setCard(next);
            setFailure(null);
          }}
          sealedToo={copied}
          hidden
        />
      ) : (
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) confirm();
          }}
        >
          <TextField
            className="field"
            value={row}
            onChange={(next) => {
              setRow(next);
              setFailure(null);
            }}
            isDisabled={confirming.busy}
            autoComplete="off"
            spellCheck="false"
          >
            <Label className="field-label">{say('ceremony.confirm.row.field', { row: share.askedRow })}</Label>
            <Input className="input code ceremony-row" maxLength={200} />
            <Text slot="description" className="field-help">
              {say('ceremony.confirm.row.help')}
            </Text>
          </TextField>
        </Form>
      )}
      {failure !== null && <FailureNotice failure={failure} />}
      {share.asks === 'row' && (
        <div className="ceremony-other">
          <Action kind="quiet" onPress={() => change(whole ? 'row' : 'whole')}>
            {say(whole ? 'ceremony.confirm.by-row' : 'ceremony.confirm.whole')}
          </Action>
        </div>
      )}
      <Confirm
        open={asking}
        title={say('ceremony.confirm.again.title', { share: share.index })}
        doIt={say('ceremony.confirm.again')}
        leaveIt={say('escrow.leave-it')}
        onDo={onAgain}
        onLeave={() => setAsking(false)}
      >
        <p>{say('ceremony.confirm.again.text')}</p>
      </Confirm>
    </Screen>
  );
}
