import { useSay } from '../app/speech';
import type { RestoreResult } from '../client';
import { Notice } from '../controls/Notice';

/** What a person should know although the archive is sound. */
export function Warnings({ warnings }: { warnings: RestoreResult['proof']['warnings'] }) {
  const say = useSay();
  if (warnings.length === 0) return null;
  return (
    <section className="warnings" aria-labelledby="warnings-title">
      <h2 id="warnings-title" className="section-title">
        {say('proof.heading.warnings')}
      </h2>
      {warnings.map((warning) => (
        <Notice key={warning} tone="warning" title={say(`proof.warning.${warning}.title`)}>
          <p>{say(`proof.warning.${warning}.text`)}</p>
        </Notice>
      ))}
    </section>
  );
}
