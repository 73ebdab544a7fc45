import { useSay } from '../app/speech';
import type { RestoreResult } from '../client';

/** What the person does now, step by step. */
export function NextSteps({ result: { proof }, name }: { result: RestoreResult; name: string }) {
  const say = useSay();
  const { facts } = proof;
  const portal = facts.kind === 'portal-export';
  return (
    <section aria-labelledby="next-title">
      <h2 id="next-title" className="section-title">
        {say('app.result.next.title')}
      </h2>
      {portal ? (
        <ol className="numbered">
          <li>{say('app.result.next.sign-in')}</li>
          <li>{say('app.result.next.import', { name })}</li>
          <li>{say('app.result.next.again')}</li>
          {!facts.hasCredentialKey && <li>{say('app.result.next.credentials')}</li>}
          {facts.turnstileEnabledAtExport === true && <li>{say('app.result.next.turnstile')}</li>}
          <li>{say('app.result.next.delete', { name })}</li>
        </ol>
      ) : (
        <ol className="numbered">
          <li>{say('app.result.next.frontend')}</li>
          <li>{say('app.result.next.frontend-whole')}</li>
        </ol>
      )}
    </section>
  );
}
