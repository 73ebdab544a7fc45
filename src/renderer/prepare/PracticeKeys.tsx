import type { HeldKey } from '../../shared/ipc/key-calls';
import { ask } from '../base/client';
import { Action } from '../base/controls/Action';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { usePracticeKit } from '../servers/use-practice-kit';

/** For practice only: the private key that the archive needs, from the practice server's own folder. */
export function PracticeKeys({ needed, onKey }: { needed: string | null; onKey: (key: HeldKey) => void }) {
  const say = useSay();
  const kit = usePracticeKit();
  const using = useTask();

  const key = kit?.keys.find(({ fingerprint, current }) => (needed === null ? current : fingerprint === needed));
  if (key === undefined) return null;
  return (
    <Action
      busy={using.busy}
      onPress={() =>
        void using.start(
          () => ask('practice.useKey', { fingerprint: key.fingerprint }),
          (answer) => {
            if (answer.ok) onKey(answer.value);
          },
        )
      }
    >
      {say('app.practice.use-key')}
    </Action>
  );
}
