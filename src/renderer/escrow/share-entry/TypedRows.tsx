import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react';
import type { TypedGroup, TypedRow } from '../../../core/custody/share/typing';
import { useSay } from '../../base/speech';

const SIGNS = {
  right: { icon: CircleCheck, className: 'sidebar-sign sidebar-sign-good' },
  wrong: { icon: CircleAlert, className: 'sidebar-sign sidebar-sign-stop' },
  incomplete: { icon: CircleDashed, className: 'sidebar-sign' },
  unproven: { icon: CircleDashed, className: 'sidebar-sign' },
} as const;

/** What was typed, in the rows and groups of the card, each row with its verdict. */
export function TypedRows({ rows, shown }: { rows: readonly TypedRow[]; shown: boolean }) {
  const say = useSay();
  return (
    <ol className="typed" aria-live="polite">
      {rows.map((row) => {
        const { icon: Icon, className } = SIGNS[row.verdict];
        return (
          <li key={row.number} className={`typed-row typed-${row.verdict}`}>
            <span className="typed-number">{say('escrow.entry.row', { row: row.number })}</span>
            <span className="typed-groups code" translate="no">
              {row.groups.map((group, at) => (
                // oxlint-disable-next-line react/no-array-index-key -- a group is its place in the row
                <Group key={at} group={group} shown={shown} />
              ))}
            </span>
            <span className="typed-verdict">
              <span className={className}>
                <Icon size={16} />
              </span>
              <span>
                {row.claims === null
                  ? say(`escrow.entry.row.${row.verdict}`)
                  : say('escrow.entry.row.claims', { row: row.claims })}
              </span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function Group({ group, shown }: { group: TypedGroup; shown: boolean }) {
  const say = useSay();
  const text = shown ? group.text : '•'.repeat(group.text.length);
  if (group.verdict !== 'wrong') return <span className={`group group-${group.verdict}`}>{text}</span>;
  return (
    <mark className="group group-wrong" title={say('escrow.entry.group.wrong')}>
      {text}
    </mark>
  );
}
