import { useState } from 'react';
import type { Outcome } from '../../../core/errors';
import type { RegisterView, SetView, ShareView } from '../../../shared/ipc/register-calls';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { refOf, useRegister } from '../register-store';
import { DestroyDialog, LostDialog, MoveDialog, SignDialog } from './ShareDialogs';
import { isHeld, ShareFacts } from './ShareFacts';
import { Confirmed } from './ShareTable';

interface ShareBlockProps {
  set: SetView;
  share: ShareView;
  standing: SetView['standing']['shares'][number] | undefined;
  onFailure: (failure: Failure | null) => void;
  /** Where a form was saved. */
  onSaved: (path: string) => void;
}

/** One share of a set with its custodian, and what can change with it. */
export function ShareBlock({ set, share, standing, onFailure, onSaved }: ShareBlockProps) {
  const say = useSay();
  const { go } = useNavigation();
  const take = useRegister((register) => register.take);
  const [asking, setAsking] = useState<'lost' | 'moved' | 'signed' | 'destroyed' | null>(null);
  const changing = useTask();
  const ref = refOf(set, share.index);
  const held = isHeld(share);
  const active = set.state === 'active';

  const change = (work: () => Promise<Outcome<RegisterView>>) =>
    void changing.start(work, (answer) => {
      setAsking(null);
      onFailure(answer.ok ? null : answer.error);
      if (answer.ok) take(answer);
    });
  const saveForm = () =>
    void changing.start(
      () => ask('register.saveForm', { share: ref }),
      (answer) => {
        onFailure(answer.ok ? null : answer.error);
        if (answer.ok && answer.value !== null) onSaved(answer.value.path);
      },
    );

  return (
    <article className="share-block">
      <h3>
        <span>{say('escrow.share.title', { share: share.index, custodian: share.custodian.name })}</span>
        <Confirmed share={share} standing={standing} />
      </h3>
      <ShareFacts share={share} due={share.status === 'held' ? (standing?.due ?? null) : null} />
      <div className="share-actions">
        {active && share.status !== 'destroyed' && (
          <Action onPress={() => go({ at: 'check-in', share: ref })}>{say('escrow.share.check-in')}</Action>
        )}
        {active && held && (
          <>
            <Action disabled={changing.busy} onPress={saveForm}>
              {say('escrow.share.form')}
            </Action>
            {share.acknowledged === null && (
              <Action onPress={() => setAsking('signed')}>{say('escrow.share.acknowledge')}</Action>
            )}
            <Action onPress={() => setAsking('moved')}>{say('escrow.share.moved')}</Action>
            <Action onPress={() => go({ at: 'hand-over', share: ref })}>{say('escrow.share.replace')}</Action>
            <Action kind="grave" onPress={() => setAsking('lost')}>
              {say('escrow.share.lost')}
            </Action>
          </>
        )}
        {!active && held && <Action onPress={() => setAsking('destroyed')}>{say('escrow.share.destroy')}</Action>}
      </div>
      <LostDialog
        open={asking === 'lost'}
        set={set}
        share={share}
        busy={changing.busy}
        onLeave={() => setAsking(null)}
        onDo={() => change(() => ask('register.markLost', { share: ref }))}
      />
      <MoveDialog
        open={asking === 'moved'}
        share={share}
        busy={changing.busy}
        onLeave={() => setAsking(null)}
        onDo={(place) => change(() => ask('register.moveShare', { share: ref, medium: share.medium, place }))}
      />
      <SignDialog
        open={asking === 'signed'}
        share={share}
        busy={changing.busy}
        onLeave={() => setAsking(null)}
        onDo={(on) => change(() => ask('register.acknowledge', { share: ref, on }))}
      />
      <DestroyDialog
        open={asking === 'destroyed'}
        share={share}
        busy={changing.busy}
        onLeave={() => setAsking(null)}
        onDo={(by, on) => change(() => ask('register.attestDestruction', { share: ref, by, on }))}
      />
    </article>
  );
}
