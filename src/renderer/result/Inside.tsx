import { ChevronRight } from 'lucide-react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { formatMoment } from '../../shared/format/dates';
import { type FactRows, factRows, INSTANT } from '../../shared/report/fact-rows';
import type { RestoreResult } from '../base/client';
import { Code, Data } from '../base/controls/Data';
import { Fact, Facts } from '../base/controls/Facts';
import { Section } from '../base/controls/Section';
import { useSay } from '../base/speech';

/** What was found in the archive, whatever its kind. */
export function Inside({ proof }: { proof: RestoreResult['proof'] }) {
  const say = useSay();
  const { rows, tables, dumps } = factRows(say, proof);
  const allTables = [...tables, ...dumps.flatMap((dump) => dump.tables)];
  return (
    <Section title={say('proof.heading.facts')}>
      <Facts>
        {rows.map(([label, value]) => (
          <Fact key={label} name={label}>
            {INSTANT.test(value) ? <Data title={value}>{formatMoment(value)}</Data> : <Data>{value}</Data>}
          </Fact>
        ))}
        {dumps.map(({ entry, summary }) => (
          <Fact key={entry} name={<Data>{entry}</Data>}>
            <Data>{summary}</Data>
          </Fact>
        ))}
      </Facts>
      {allTables.length > 0 && <Tables tables={allTables} />}
    </Section>
  );
}

/** Every table with its number of rows, folded away until it is asked for. */
function Tables({ tables }: { tables: FactRows['tables'] }) {
  const say = useSay();
  return (
    <Disclosure className="disclosure">
      <Heading level={3} className="disclosure-heading">
        <Button slot="trigger" className="disclosure-button">
          <ChevronRight size={16} className="disclosure-mark" />
          {say('app.result.tables', { count: tables.length })}
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
            {tables.map(([name, rows], index) => (
              // Dumps among the files of one archive may have tables of the same name.
              // oxlint-disable-next-line react/no-array-index-key -- the list never changes
              <tr key={index}>
                <td>
                  <Code breaks>{name}</Code>
                </td>
                <td>
                  <Data>{rows}</Data>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </DisclosurePanel>
    </Disclosure>
  );
}
