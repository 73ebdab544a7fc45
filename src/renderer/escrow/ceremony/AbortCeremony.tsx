import { useState } from 'react';
import type { CeremonyView } from '../../../shared/ipc/ceremony-calls';
import { ask } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { Confirm } from '../../base/controls/Confirm';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { useCeremony } from '../ceremony-store';

/** The way out of a ceremony, which is asked about. */
export function AbortCeremony({ view }: { view: CeremonyView }) {
  const say = useSay();
  const { go } = useNavigation();
  const take = useCeremony((ceremony) => ceremony.take);
  const [asking, setAsking] = useState(false);
  const aborting = useTask();
  const taken = view.shares.filter(({ state }) => state !== 'waiting').length;
  const abort = () =>
    void aborting.start(
      () => ask('ceremony.abort', { ceremony: view.ceremony }),
      () => {
        // It is forgotten also where the logbook could not be written.
        take(null);
        go({ at: 'escrow' });
      },
    );
  return (
    <>
      <Action kind="quiet" onPress={() => setAsking(true)}>
        {say('ceremony.abort')}
      </Action>
      <Confirm
        open={asking}
        title={say('ceremony.abort.title')}
        doIt={say('ceremony.abort.do')}
        leaveIt={say('ceremony.abort.leave')}
        busy={aborting.busy}
        onDo={abort}
        onLeave={() => setAsking(false)}
      >
        <p>{say('ceremony.abort.text')}</p>
        {taken > 0 && <p>{say('ceremony.abort.taken', { count: taken })}</p>}
      </Confirm>
    </>
  );
}
