import { GROUPS_PER_ROW } from '../../../core/custody/share/rows';
import type { Correction as MeantCard } from '../../../core/custody/share/typing';
import { Action } from '../../base/controls/Action';
import { Notice } from '../../base/controls/Notice';
import { useSay } from '../../base/speech';

interface CorrectionProps {
  correction: MeantCard;
  onTake: (text: string) => void;
}

/** What can be done about a slip must not stay below the fold. */
function bringIntoSight(notice: HTMLElement | null) {
  notice?.scrollIntoView({ block: 'nearest' });
}

/** What was probably meant. The checksum is clever and not all-knowing: a person compares it with the card first. */
export function Correction({ correction: { text, rows, changed }, onTake }: CorrectionProps) {
  const say = useSay();
  const changedRows = [...new Set(changed.map((at) => Math.floor(at / GROUPS_PER_ROW)))];
  return (
    <div ref={bringIntoSight}>
      <Notice
        tone="warning"
        title={say('escrow.entry.correct.title')}
        actions={<Action onPress={() => onTake(text)}>{say('escrow.entry.correct.do')}</Action>}
        urgent
      >
        <p>{say('escrow.entry.correct.text')}</p>
        <ol className="typed">
          {changedRows.map((row) => (
            <li key={row} className="typed-row">
              <span className="typed-number">{say('escrow.entry.correct.row', { row: row + 1 })}</span>
              <span className="typed-groups code" translate="no">
                {rows[row]?.map((group, at) => {
                  const place = row * GROUPS_PER_ROW + at;
                  return changed.includes(place) ? (
                    <mark key={place} className="group group-changed">
                      {group}
                    </mark>
                  ) : (
                    <span key={place} className="group">
                      {group}
                    </span>
                  );
                })}
              </span>
            </li>
          ))}
        </ol>
      </Notice>
    </div>
  );
}
