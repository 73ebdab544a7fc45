import { CircleCheck, CircleDashed, OctagonX } from 'lucide-react';
import { useSay } from '../base/speech';
import type { Comparison } from './comparison';

/** The whole comparison in one sentence, read out as it changes. */
export function Verdict({ comparison: { groups, verdict } }: { comparison: Comparison }) {
  const say = useSay();
  const differing = groups.flatMap((group, place) => (group === 'different' ? [place + 1] : []));
  const Icon =
    verdict === 'same' ? CircleCheck : verdict === 'different' || verdict === 'unreadable' ? OctagonX : CircleDashed;
  const words =
    verdict === 'different'
      ? say('app.check.verdict.different', { count: differing.length, groups: differing.join(', ') })
      : say(`app.check.verdict.${verdict}`);
  return (
    <output className={`verdict verdict-${verdict}`}>
      <Icon size={20} />
      <span>{words}</span>
    </output>
  );
}
