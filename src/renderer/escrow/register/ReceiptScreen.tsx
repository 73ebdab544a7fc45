import { useState } from 'react';
import { Checkbox } from 'react-aria-components';
import { formatMoment } from '../../../shared/format/dates';
import type { FoundReceipt } from '../../../shared/ipc/register-calls';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { Code, Data } from '../../base/controls/Data';
import { Fact, Facts } from '../../base/controls/Facts';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { Notice } from '../../base/controls/Notice';
import { Screen } from '../../base/controls/Screen';
import { TickMark } from '../../base/controls/TickMark';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { useRegister } from '../register-store';
import './register.css';

declare module '../../base/navigation' {
  interface Routes {
    receipt: { found: FoundReceipt };
  }
}

/** A receipt of another machine: what it says, who signed it, and the way into the register. */
export function ReceiptScreen({ found }: { found: FoundReceipt }) {
  const say = useSay();
  const { go } = useNavigation();
  const take = useRegister((register) => register.take);
  const [compared, setCompared] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const taking = useTask();
  const { facts, signer, known } = found;
  const ready = known !== 'unknown' || compared;

  const takeIn = () =>
    void taking.start(
      () => ask('register.importReceipt', { receipt: found.receipt, accepted: known === 'unknown' ? signer : null }),
      (answer) => {
        if (!answer.ok) return setFailure(answer.error);
        take(answer);
        go({ at: 'escrow-set', set: { set: facts.set, generation: facts.generation } });
      },
    );

  return (
    <Screen
      reading
      place={say('escrow.title')}
      title={say('escrow.receipt.title')}
      windowTitle={say('app.window', { place: say('escrow.receipt.title') })}
      lead={<p>{say('escrow.receipt.lead')}</p>}
      status={<p>{say(ready ? (`escrow.receipt.ready.${found.proof}` as const) : 'escrow.receipt.missing')}</p>}
      actions={
        <>
          <Action onPress={() => go({ at: 'escrow' })}>{say('escrow.checked.done')}</Action>
          <Action kind="primary" busy={taking.busy} disabled={!ready} onPress={takeIn}>
            {say('escrow.receipt.do')}
          </Action>
        </>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      <Facts>
        <Fact name={say('escrow.receipt.share')}>
          {say('escrow.receipt.share-value', { share: facts.index, set: found.name })}
        </Fact>
        {facts.custodian !== '' && (
          <Fact name={say('escrow.receipt.custodian')}>
            <Data>{facts.custodian}</Data>
          </Fact>
        )}
        <Fact name={say('escrow.receipt.when')}>
          <Data>{formatMoment(facts.when)}</Data>
        </Fact>
        <Fact name={say('escrow.receipt.machine')}>
          <Data>{facts.machine}</Data>
        </Fact>
        <Fact name={say('escrow.receipt.signer')}>
          <Code>{signer}</Code>, {say(`escrow.receipt.known.${known}`)}
        </Fact>
      </Facts>
      {known === 'unknown' && (
        <Notice tone="warning" title={say('escrow.receipt.compare.title')}>
          <p>
            {say('escrow.receipt.compare.text', {
              custodian: facts.custodian === '' ? facts.machine : facts.custodian,
            })}
          </p>
          <Checkbox className="tick" isSelected={compared} onChange={setCompared}>
            <TickMark />
            <span>{say('escrow.receipt.compared')}</span>
          </Checkbox>
        </Notice>
      )}
    </Screen>
  );
}
