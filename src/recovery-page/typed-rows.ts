import type { TypedRow, TypingState } from '../core/custody/share/typing';
import { h, sign, type Tone } from './dom';
import { say } from './say';

const TONES = { right: 'right', wrong: 'wrong', incomplete: 'open', unproven: 'open' } as const satisfies Record<
  TypedRow['verdict'],
  Tone
>;

/** Each row as it was understood, with what is known of it and of its groups. */
export function typedRows({ rows }: TypingState): HTMLElement {
  return h('ol', { class: 'rows' }, ...rows.map(rowLine));
}

function rowLine({ number, groups, verdict, claims }: TypedRow): HTMLElement {
  const tone = TONES[verdict];
  const word = claims === null ? say(`recovery.row.${verdict}`) : say('recovery.row.claims', { row: claims });
  return h(
    'li',
    { class: `row ${tone}` },
    h('span', { class: 'row-name' }, say('recovery.row.name', { number })),
    h(
      'span',
      { class: 'groups' },
      ...groups.map((group) => h('span', { class: `group ${TONES[group.verdict]}` }, group.text)),
    ),
    h('span', { class: 'row-verdict' }, sign(tone), ` ${word}`),
  );
}
