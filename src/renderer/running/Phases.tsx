import { Circle, CircleCheck, CircleDot, CirclePause } from 'lucide-react';
import { useSay } from '../app/speech';
import type { Phase } from '../client';

const PHASES = ['connect', 'transfer', 'authenticate', 'prove', 'place'] as const satisfies readonly Phase[];

const MARKS = {
  done: { icon: CircleCheck, words: 'app.phase.done' },
  present: { icon: CircleDot, words: 'app.phase.present' },
  held: { icon: CirclePause, words: 'app.phase.held' },
  waiting: { icon: Circle, words: 'app.phase.waiting' },
} as const;

/** The five steps of a restore, and which one it is at. */
export function Phases({ phase, paused }: { phase: Phase; paused: boolean }) {
  const say = useSay();
  const at = PHASES.indexOf(phase);
  return (
    <section className="phases" aria-labelledby="phases-title">
      <h2 id="phases-title" className="section-title">
        {say('app.phase.title')}
      </h2>
      <ol className="phase-list">
        {PHASES.map((name, place) => {
          const state = place < at ? 'done' : place > at ? 'waiting' : paused ? 'held' : 'present';
          const { icon: Icon, words } = MARKS[state];
          return (
            <li key={name} className={`phase phase-${state}`} aria-current={place === at ? 'step' : undefined}>
              <Icon size={16} />
              <span className="phase-name">{say(`app.phase.${name}`)}</span>
              <span className="phase-state">{say(words)}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
