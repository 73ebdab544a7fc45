import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { RestoreResult } from '../base/client';
import { Section } from '../base/controls/Section';
import { useSay } from '../base/speech';

/** Everything that the proof looked at, with its outcome in words. */
export function Checks({ checks }: { checks: RestoreResult['proof']['checks'] }) {
  const say = useSay();
  return (
    <Section title={say('proof.heading.checks')}>
      <ul className="checks">
        {checks.map(({ id, outcome }) => {
          const Icon = outcome === 'passed' ? CircleCheck : TriangleAlert;
          return (
            <li key={id} className={`check-line check-${outcome}`}>
              <Icon size={16} />
              <div>
                <p className="check-name">
                  <span>{say(`proof.check.${id}.title`)}</span>
                  <span className="check-outcome">{say(`proof.outcome.${outcome}`)}</span>
                </p>
                <p className="check-text">{say(`proof.check.${id}.${outcome}`)}</p>
              </div>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
