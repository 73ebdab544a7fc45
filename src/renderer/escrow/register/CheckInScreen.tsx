import { useEffect, useState } from 'react';
import { Input, Label, Text, TextField } from 'react-aria-components';
import type { CardView } from '../../../shared/ipc/card-calls';
import type { CheckedIn } from '../../../shared/ipc/register-calls';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { Notice } from '../../base/controls/Notice';
import { Screen } from '../../base/controls/Screen';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { isSet, type ShareRef, useRegister, useSet } from '../register-store';
import { ShareEntry } from '../share-entry/ShareEntry';
import { CheckedInScreen } from './CheckedInScreen';
import './register.css';

declare module '../../base/navigation' {
  interface Routes {
    /** With the share that is expected, where one is. */
    'check-in': { share: ShareRef | null };
  }
}

/** One custodian alone shows that they still hold their share. @param share the one that is expected, or null */
export function CheckInScreen({ share }: { share: ShareRef | null }) {
  const say = useSay();
  const { go } = useNavigation();
  const load = useRegister((register) => register.load);
  const [card, setCard] = useState<CardView | null>(null);
  const [custodian, setCustodian] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [checked, setChecked] = useState<CheckedIn | null>(null);
  const checking = useTask();
  const expected = useSet(share);
  const known = useSet(card);
  const holder = expected?.shares.find(({ index }) => index === share?.index)?.custodian.name;
  const other = card !== null && share !== null && !(isSet(card, share) && card.index === share.index);
  const back = () => {
    if (card !== null) void ask('cards.forget', { card: card.token });
    go(share === null ? { at: 'escrow' } : { at: 'escrow-set', set: { set: share.set, generation: share.generation } });
  };

  useEffect(() => void load(), [load]);

  const checkIn = () => {
    if (card === null) return;
    void checking.start(
      () => ask('register.checkIn', { card: card.token, custodian: custodian.trim() }),
      (answer) => {
        if (!answer.ok) return setFailure(answer.error);
        setFailure(null);
        setChecked(answer.value);
        void load();
      },
    );
  };

  if (checked !== null) return <CheckedInScreen checked={checked} />;
  return (
    <Screen
      place={say('escrow.title')}
      title={say('escrow.check-in.title')}
      windowTitle={say('app.window', { place: say('escrow.check-in.title') })}
      lead={
        <p>
          {share !== null && expected !== undefined && holder !== undefined
            ? say('escrow.check-in.of', { share: share.index, set: expected.name, custodian: holder })
            : say('escrow.check-in.lead')}
        </p>
      }
      status={card === null && <p>{say('escrow.check-in.missing')}</p>}
      actions={
        <>
          <Action onPress={back}>{say('escrow.checked.done')}</Action>
          <Action kind="primary" busy={checking.busy} disabled={card === null} onPress={checkIn}>
            {say('escrow.check-in.do')}
          </Action>
        </>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      {share !== null && <p>{say('escrow.check-in.lead')}</p>}
      <ShareEntry
        card={card}
        onCard={(next) => {
          setCard(next);
          setFailure(null);
        }}
      />
      {other && <Notice tone="warning" title={say('escrow.check-in.other', { share: card.index, set: card.name })} />}
      {card !== null && known === undefined && (
        <TextField className="field" value={custodian} onChange={setCustodian}>
          <Label className="field-label">{say('escrow.check-in.custodian')}</Label>
          <Input className="input" maxLength={200} />
          <Text slot="description" className="field-help">
            {say('escrow.check-in.custodian.why')}
          </Text>
        </TextField>
      )}
    </Screen>
  );
}
