import { Circle, CircleCheck, CircleDot, CirclePause } from 'lucide-react';
import type { Phase } from '../base/client';
import { Section } from '../base/controls/Section';
import { useSay } from '../base/speech';
import { isFromServer, type Plan } from '../jobs/plan';
import { phasesOf } from './phases-of';

const MARKS = {
  done: { icon: CircleCheck, words: 'app.phase.done' },
  present: { icon: CircleDot, words: 'app.phase.present' },
  held: { icon: CirclePause, words: 'app.phase.held' },
  waiting: { icon: Circle, words: 'app.phase.waiting' },
} as const;

/** The steps of a job, and which one it is at; at the first until it reports. */
export function Phases({ plan, phase, paused }: { plan: Plan; phase: Phase | null; paused: boolean }) {
  const say = useSay();
  const phases = phasesOf(plan.kind);
  const at = phase === null ? 0 : Math.max(0, phases.indexOf(phase));
  return (
    <Section title={say('app.phase.title')} className="phases">
      <ol className="phase-list">
        {phases.map((name, place) => {
          const state = place < at ? 'done' : place > at ? 'waiting' : paused ? 'held' : 'present';
          const { icon: Icon, words } = MARKS[state];
          return (
            <li key={name} className={`phase phase-${state}`} aria-current={place === at ? 'step' : undefined}>
              <Icon size={16} />
              <span className="phase-name">
                {say(name === 'transfer' && !isFromServer(plan) ? 'app.phase.transfer-file' : `app.phase.${name}`)}
              </span>
              <span className="phase-state">{say(words)}</span>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}
