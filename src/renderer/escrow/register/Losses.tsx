import { CircleAlert, OctagonX, ShieldCheck } from 'lucide-react';
import { lossWords } from '../../../shared/escrow/words';
import type { SetView } from '../../../shared/ipc/register-calls';
import { useSay } from '../../base/speech';

/** How many losses the key is from being lost, with its weight said by an icon as well. */
export function Losses({ standing }: { standing: Pick<SetView['standing'], 'mayLose' | 'waiting' | 'shares'> }) {
  const say = useSay();
  const { mayLose, waiting } = standing;
  const overdue = standing.shares.filter((share) => share.overdue && share.confirmed !== null).length;
  const tone = mayLose > 0 && overdue === 0 ? 'good' : mayLose + waiting >= 0 ? 'warning' : 'stop';
  const Icon = { good: ShieldCheck, warning: CircleAlert, stop: OctagonX }[tone];
  return (
    <p className={`losses losses-${tone}`}>
      <Icon size={20} />
      <span>
        {lossWords(say, standing)}
        {overdue > 0 && ` ${say('escrow.losses.overdue', { count: overdue })}`}
      </span>
    </p>
  );
}
