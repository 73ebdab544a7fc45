import { GROUPS_PER_ROW } from '../core/custody/share/rows';
import type { TypingState } from '../core/custody/share/typing';
import { button, h } from './dom';
import { say } from './say';

/** What was probably meant, group by group beside what was typed. Only a person who has the card can say yes to it. */
export function correctionPanel(
  { rows, correction }: TypingState,
  take: (text: string) => void,
  leave: () => void,
): HTMLElement | null {
  if (correction === null) return null;
  const changes = correction.changed.map((index) => {
    const [row, group] = [Math.floor(index / GROUPS_PER_ROW), index % GROUPS_PER_ROW];
    const before = rows[row]?.groups[group]?.text ?? say('recovery.correction.missing');
    return h(
      'li',
      { class: 'code' },
      say('recovery.correction.change', {
        row: row + 1,
        group: group + 1,
        before,
        after: correction.rows[row]?.[group] ?? '',
      }),
    );
  });
  return h(
    'div',
    { class: 'note correction' },
    h('h3', {}, say('recovery.correction.heading')),
    h('p', {}, say('recovery.correction.lead')),
    h('ul', {}, ...changes),
    h(
      'p',
      { class: 'actions' },
      button(say('recovery.correction.take'), () => take(correction.text)),
      button(say('recovery.correction.leave'), leave),
    ),
  );
}
