import { explainWarning } from '../../shared/messages/catalogue';
import type { RestoreResult } from '../base/client';
import { Notice } from '../base/controls/Notice';
import { useSay } from '../base/speech';

/** What a person should know although the archive is sound. */
export function Warnings({ warnings }: { warnings: RestoreResult['proof']['warnings'] }) {
  const say = useSay();
  if (warnings.length === 0) return null;
  return (
    <section className="warnings" aria-labelledby="warnings-title">
      <h2 id="warnings-title" className="section-title">
        {say('proof.heading.warnings')}
      </h2>
      {warnings.map((warning) => {
        const { title, text } = explainWarning(say, warning);
        return (
          <Notice key={JSON.stringify(warning)} tone="warning" title={title}>
            <p>{text}</p>
          </Notice>
        );
      })}
    </section>
  );
}
