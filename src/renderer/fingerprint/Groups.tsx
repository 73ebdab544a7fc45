import { CircleDashed, Equal, EqualNot } from 'lucide-react';
import { useSay } from '../base/speech';
import type { GroupVerdict } from './comparison';

/** The four groups of a fingerprint, large, so that they can be read out and compared one by one. */
export function Groups({ groups, label }: { groups: readonly string[]; label: string }) {
  return (
    <ol className="groups" aria-label={label}>
      {groups.map((group, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- a group is known by its place alone
        <li key={place} className="group" translate="no">
          {group === '' ? <span className="group-absent">····</span> : group}
        </li>
      ))}
    </ol>
  );
}

const MARKS = {
  same: { icon: Equal, words: 'app.check.group.same' },
  different: { icon: EqualNot, words: 'app.check.group.different' },
  unfinished: { icon: CircleDashed, words: 'app.check.group.unfinished' },
  missing: { icon: CircleDashed, words: 'app.check.group.missing' },
} as const;

/** What the comparison says of each group, by icon and word, under the group itself. */
export function GroupVerdicts({ verdicts, label }: { verdicts: readonly GroupVerdict[]; label: string }) {
  const say = useSay();
  return (
    <ol className="groups group-verdicts" aria-label={label}>
      {verdicts.map((verdict, place) => {
        const { icon: Icon, words } = MARKS[verdict];
        return (
          // oxlint-disable-next-line react/no-array-index-key -- a group is known by its place alone
          <li key={place} className={`group-verdict group-${verdict}`}>
            <Icon size={14} />
            <span>{say(words)}</span>
          </li>
        );
      })}
    </ol>
  );
}
