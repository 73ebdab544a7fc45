import { ChevronRight } from 'lucide-react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { formatCount } from '../../shared/format/count';
import { formatMoment } from '../../shared/format/dates';
import { formatSize } from '../../shared/format/size';
import { useSay } from '../app/speech';
import type { RestoreResult } from '../client';
import { Code, Data } from '../controls/Data';
import { Fact, Facts } from '../controls/Facts';

type PortalFacts = Extract<RestoreResult['proof']['facts'], { kind: 'portal-export' }>;

/** What was found in the archive. */
export function Inside({ result: { proof } }: { result: RestoreResult }) {
  const say = useSay();
  const { facts, entries } = proof;
  return (
    <section aria-labelledby="inside-title">
      <h2 id="inside-title" className="section-title">
        {say('proof.heading.facts')}
      </h2>
      <Facts>
        <Fact name={say('proof.fact.kind')}>{say(`proof.kind.${facts.kind}`)}</Fact>
        {facts.kind === 'portal-export' && <PortalRows facts={facts} />}
        {facts.kind === 'frontend-export' && (
          <Fact name={say('proof.fact.manifest')}>{say(facts.hasManifest ? 'proof.value.present' : 'proof.value.missing')}</Fact>
        )}
        {facts.kind !== 'unknown' && (
          <Fact name={say('proof.fact.entries')}>{say('proof.value.files', { count: entries.count, size: formatSize(entries.bytes) })}</Fact>
        )}
      </Facts>
      {facts.kind === 'portal-export' && facts.tables.length > 0 && <Tables facts={facts} />}
    </section>
  );
}

function PortalRows({ facts }: { facts: PortalFacts }) {
  const say = useSay();
  const unknown = say('proof.value.unknown');
  const turnstile = facts.turnstileEnabledAtExport;
  const rows = facts.tables.reduce((sum, table) => sum + table.rows, 0);
  return (
    <>
      <Fact name={say('proof.fact.exported-at')}>
        {facts.exportedAt === null ? unknown : <Data title={facts.exportedAt}>{formatMoment(facts.exportedAt)}</Data>}
      </Fact>
      <Fact name={say('proof.fact.source-host')}>
        {facts.sourceHost === null ? unknown : <Code breaks>{facts.sourceHost}</Code>}
      </Fact>
      <Fact name={say('proof.fact.database')}>
        {say('app.result.database', {
          size: formatSize(facts.databaseBytes),
          contents: say('proof.value.tables', { tables: facts.tables.length, rows }),
        })}
      </Fact>
      <Fact name={say('proof.fact.uploads')}>
        {say('proof.value.files', { count: facts.uploads.count, size: formatSize(facts.uploads.bytes) })}
      </Fact>
      <Fact name={say('proof.fact.credential-key')}>
        {say(facts.hasCredentialKey ? 'proof.value.present' : 'proof.value.missing')}
      </Fact>
      <Fact name={say('proof.fact.turnstile')}>
        {turnstile === null ? unknown : say(turnstile ? 'proof.value.on' : 'proof.value.off')}
      </Fact>
      {facts.note !== null && facts.note !== '' && (
        <Fact name={say('proof.fact.note')}>
          <Data>{facts.note}</Data>
        </Fact>
      )}
      <Fact name={say('proof.fact.app')}>
        <Code>{facts.app}</Code>
      </Fact>
      {facts.formatVersion !== null && (
        <Fact name={say('proof.fact.format-version')}>
          <Data>{facts.formatVersion}</Data>
        </Fact>
      )}
    </>
  );
}

/** Every table with its number of rows, folded away until it is asked for. */
function Tables({ facts }: { facts: PortalFacts }) {
  const say = useSay();
  return (
    <Disclosure className="disclosure">
      <Heading level={3} className="disclosure-heading">
        <Button slot="trigger" className="disclosure-button">
          <ChevronRight size={16} className="disclosure-mark" />
          {say('app.result.tables', { count: facts.tables.length })}
        </Button>
      </Heading>
      <DisclosurePanel className="disclosure-panel">
        <table className="tables">
          <thead>
            <tr>
              <th scope="col">{say('app.result.table')}</th>
              <th scope="col">{say('proof.fact.rows')}</th>
            </tr>
          </thead>
          <tbody>
            {facts.tables.map(({ name, rows }) => (
              <tr key={name}>
                <td>
                  <Code breaks>{name}</Code>
                </td>
                <td>
                  <Data>{formatCount(rows)}</Data>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </DisclosurePanel>
    </Disclosure>
  );
}
