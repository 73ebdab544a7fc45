import { explain } from '../../../shared/messages/catalogue';
import { Notice } from '../../base/controls/Notice';
import { useSay } from '../../base/speech';
import { useRegister } from '../register-store';

/** Says that the last change is made, though the logbook has no line of it. */
export function Unlogged() {
  const say = useSay();
  const unlogged = useRegister(({ view }) => view?.unlogged ?? null);
  if (unlogged === null) return null;
  return (
    <Notice tone="warning" title={say('escrow.unlogged')}>
      <p>{explain(say, unlogged).happened}</p>
    </Notice>
  );
}
