import { explainWarning } from '../../shared/messages/catalogue';
import type { RestoreResult } from '../base/client';
import { Notice } from '../base/controls/Notice';
import { Section } from '../base/controls/Section';
import { useSay } from '../base/speech';

/** What a person should know although the archive is sound. */
export function Warnings({ warnings }: { warnings: RestoreResult['proof']['warnings'] }) {
  const say = useSay();
  if (warnings.length === 0) return null;
  return (
    <Section title={say('proof.heading.warnings')} className="warnings">
      {warnings.map((warning) => {
        const { title, text } = explainWarning(say, warning);
        return (
          <Notice key={JSON.stringify(warning)} tone="warning" title={title}>
            <p>{text}</p>
          </Notice>
        );
      })}
    </Section>
  );
}
