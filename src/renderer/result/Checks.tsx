import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { RestoreResult } from '../base/client';
import { useSay } from '../base/speech';

/** Everything that the proof looked at, with its outcome in words. */
export function Checks({ checks }: { checks: RestoreResult['proof']['checks'] }) {
  const say = useSay();
  return (
    <section aria-labelledby="checks-title">
      <h2 id="checks-title" className="section-title">
        {say('proof.heading.checks')}
      </h2>
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
    </section>
  );
}
