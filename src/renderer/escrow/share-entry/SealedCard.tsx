import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { CardView, ChosenCard } from '../../../shared/ipc/card-calls';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { SecretField } from '../../base/controls/SecretField';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';

interface SealedCardProps {
  sealed: Extract<ChosenCard, { kind: 'sealed' }>;
  onCard: (card: CardView) => void;
  onLeave: () => void;
}

/** A card that its custodian sealed: asks for their passphrase, or for their age identity. */
export function SealedCard({ sealed, onCard, onLeave }: SealedCardProps) {
  const say = useSay();
  const [opener, setOpener] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const opening = useTask();
  const open = () =>
    void opening.start(
      () => ask('cards.unseal', { sealed: sealed.sealed, opener }),
      (answer) => {
        if (!answer.ok) return setFailure(answer.error);
        setOpener('');
        onCard(answer.value);
      },
    );
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (opener !== '') open();
      }}
    >
      <p>{say('escrow.entry.sealed', { file: sealed.file })}</p>
      <SecretField
        label={say(sealed.by === 'passphrase' ? 'escrow.entry.passphrase' : 'escrow.entry.identity')}
        value={opener}
        onChange={(next) => {
          setOpener(next);
          setFailure(null);
        }}
        disabled={opening.busy}
        {...(sealed.by === 'recipient' ? { lines: 3 } : {})}
      />
      <div className="share-entry-tools">
        <Action busy={opening.busy} disabled={opener === ''} onPress={open}>
          {say('escrow.entry.unseal')}
        </Action>
        <Action kind="quiet" onPress={onLeave}>
          {say('escrow.entry.other')}
        </Action>
      </div>
      {failure !== null && <FailureNotice failure={failure} />}
    </Form>
  );
}
