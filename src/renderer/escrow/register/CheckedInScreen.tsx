import { FileDown, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { stepWords } from '../../../shared/escrow/words';
import { formatMoment } from '../../../shared/format/dates';
import type { CheckedIn } from '../../../shared/ipc/register-calls';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { Code, Data } from '../../base/controls/Data';
import { Fact, Facts } from '../../base/controls/Facts';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { Screen } from '../../base/controls/Screen';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';

/** The result of a check-in, with its receipt. */
export function CheckedInScreen({ checked }: { checked: CheckedIn }) {
  const say = useSay();
  const { go } = useNavigation();
  const [saved, setSaved] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const saving = useTask();
  const { registered } = checked;
  const title = say(registered === null ? 'escrow.checked.whole' : 'escrow.checked.title', { share: checked.index });
  const next = registered?.set.standing.next;

  const save = () =>
    void saving.start(
      () => ask('register.saveReceipt', { receipt: checked.receipt }),
      (answer) => {
        setFailure(answer.ok ? null : answer.error);
        if (answer.ok && answer.value !== null) setSaved(answer.value.path);
      },
    );
  // Where the register knows it already, the receipt is for the custodian's own papers; else it is all that there is.
  const done = (
    <Action kind={registered === null ? 'plain' : 'primary'} onPress={() => go({ at: 'escrow' })}>
      {say('escrow.checked.done')}
    </Action>
  );
  const receipt = (
    <Action kind={registered === null ? 'primary' : 'plain'} icon={FileDown} busy={saving.busy} onPress={save}>
      {say('escrow.checked.save')}
    </Action>
  );

  return (
    <Screen
      reading
      place={say('escrow.check-in.title')}
      title={
        <span className="proven">
          <ShieldCheck size={28} /> {title}
        </span>
      }
      windowTitle={say('app.window', { place: title })}
      lead={
        <p>
          {registered === null
            ? say('escrow.checked.unregistered', { set: checked.name })
            : say('escrow.checked.registered', { custodian: registered.custodian })}
        </p>
      }
      status={
        <output>
          {saved !== null && (
            <>
              {say('escrow.checked.saved')} <Code breaks>{saved}</Code>
            </>
          )}
        </output>
      }
      actions={
        registered === null ? (
          <>
            {done}
            {receipt}
          </>
        ) : (
          <>
            {receipt}
            {done}
          </>
        )
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      <Facts>
        <Fact name={say('escrow.receipt.share')}>
          {say('escrow.receipt.share-value', { share: checked.index, set: checked.name })}
        </Fact>
        <Fact name={say('escrow.receipt.when')}>
          <Data>{formatMoment(checked.when)}</Data>
        </Fact>
        <Fact name={say('escrow.checked.signer')}>
          <Code>{checked.signer}</Code>
        </Fact>
      </Facts>
      {registered === null && <p>{say('escrow.checked.signer.why')}</p>}
      {registered !== null && checked.sealed !== 'same' && <p>{say(`escrow.checked.sealed.${checked.sealed}`)}</p>}
      <p>{say('escrow.checked.put-back')}</p>
      {registered !== null && next !== undefined && next.kind !== 'none' && (
        <p>
          <strong>{say('escrow.set.next')}</strong> {stepWords(say, registered.set, next)}
        </p>
      )}
    </Screen>
  );
}
