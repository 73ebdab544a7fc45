import { restoreCommand, tenantSchema, UNKNOWN_SCHEMA } from '../../core/restore/restore-command';
import { shellLine } from '../../core/restore/shell-line';
import { isUnusual } from '../../shared/report/unusual';
import type { RestoreResult } from '../base/client';
import { Section } from '../base/controls/Section';
import { useSession } from '../base/session-store';
import { useSay } from '../base/speech';
import { Command } from './Command';

/** What the person does now, step by step, by what lay inside. */
export function NextSteps({ result, name }: { result: RestoreResult; name: string }) {
  const say = useSay();
  return (
    <Section title={say('app.result.next.title')}>
      <ol className="numbered">
        <Steps result={result} name={name} />
      </ol>
    </Section>
  );
}

function Steps({ result, name }: { result: RestoreResult; name: string }) {
  const say = useSay();
  const { facts } = result.proof;
  switch (facts.kind) {
    case 'portal-export':
      return (
        <>
          <li>{say('app.result.next.sign-in')}</li>
          <li>{say('app.result.next.import', { name })}</li>
          <li>{say('app.result.next.again')}</li>
          {!facts.hasCredentialKey && <li>{say('app.result.next.credentials')}</li>}
          {facts.turnstileEnabledAtExport === true && <li>{say('app.result.next.turnstile')}</li>}
          <li>{say('app.result.next.delete', { name })}</li>
        </>
      );
    case 'frontend-export':
      return (
        <>
          <li>{say('app.result.next.frontend')}</li>
          <li>{say('app.result.next.frontend-whole')}</li>
        </>
      );
    case 'postgresql-dump':
      return <DumpSteps result={result} name={name} />;
    case 'files':
      return (
        <>
          <li>{say('app.result.next.unpack', { name })}</li>
          {facts.dumps.length > 0 && <li>{say('app.result.next.unpack-dumps')}</li>}
          <li>{say('app.result.next.keep-locked', { name })}</li>
        </>
      );
    case 'unknown':
      return <li>{say('app.result.next.unknown')}</li>;
  }
}

/** PostgreSQL's own programs restore a dump; Salvor says how and leaves the database alone. */
function DumpSteps({ result, name }: { result: RestoreResult; name: string }) {
  const say = useSay();
  const platform = useSession(({ state }) => state?.platform ?? '');
  const sql = result.payload === 'postgresql-sql';
  const schema = tenantSchema(result);
  if (isUnusual(result.proof)) {
    return (
      <>
        <li>{say('app.result.next.dump-unusual')}</li>
        <li>{say('app.result.next.keep-locked', { name })}</li>
      </>
    );
  }
  const vaultTerm = sql && result.layers.length === 1 && result.layers[0] === 'gzip';
  return (
    <>
      <li>{say('app.result.next.dump-before', { sql: String(sql), tenant: String(schema !== null) })}</li>
      <li>
        {say('app.result.next.dump', { program: sql ? 'psql' : 'pg_restore' })}
        <Command>{shellLine(restoreCommand(result, result.path ?? name), platform)}</Command>
      </li>
      {schema !== null && (
        <li>
          {schema === UNKNOWN_SCHEMA
            ? say('app.result.next.tenant-unknown', { schema })
            : say('app.result.next.tenant', { schema })}
        </li>
      )}
      {vaultTerm && <li>{say('app.result.next.vaultterm')}</li>}
      <li>{say('app.result.next.keep-locked', { name })}</li>
    </>
  );
}
