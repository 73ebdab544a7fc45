import type { RestoreResult } from '../base/client';
import { Section } from '../base/controls/Section';
import { useSay } from '../base/speech';

/** What happens to the portal when this file is imported: known before, not found out after. */
export function ImportEffects({ result: { proof } }: { result: RestoreResult }) {
  const say = useSay();
  const { facts } = proof;
  if (facts.kind !== 'portal-export') return null;
  const host = facts.sourceHost;
  return (
    <Section title={say('proof.import.title')}>
      <ul className="plain-list">
        <li>{say('proof.import.replaces')}</li>
        <li>{say('proof.import.signs-out')}</li>
        {facts.turnstileEnabledAtExport === true && <li>{say('app.result.effect-turnstile', { host })}</li>}
        {!facts.hasCredentialKey && <li>{say('app.result.effect-credentials')}</li>}
      </ul>
    </Section>
  );
}
