import { useCallback, useMemo, useState } from 'react';
import { formatCount } from '../../shared/format/count';
import { formatSize } from '../../shared/format/size';
import type { CallOutput } from '../../shared/ipc/contract';
import { ask } from '../base/client';
import { Data } from '../base/controls/Data';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Section } from '../base/controls/Section';
import { useSay } from '../base/speech';
import { SearchBox } from './SearchBox';
import { SimpleGrid } from './SimpleGrid';
import { useAnswer } from './use-answer';
import { Waiting } from './Waiting';

type Table = CallOutput<'browse.tables'>[number];
type Rows = CallOutput<'browse.rows'>;
type Cell = Rows['rows'][number][number];

/** The tables of a portal's database with their rows counted, and the first rows of one. */
export function DatabasePanel({ browsed }: { browsed: string }) {
  const say = useSay();
  const tables = useAnswer(useCallback(() => ask('browse.tables', { browsed }), [browsed]));
  if (tables === null) return <Waiting>{say('browse.database.asking')}</Waiting>;
  if (!tables.ok) {
    return (
      <div className="browse-reading">
        <FailureNotice failure={tables.error} />
        <p className="browse-muted">{say('browse.database.rest')}</p>
      </div>
    );
  }
  return <Tables browsed={browsed} tables={tables.value} />;
}

function Tables({ browsed, tables }: { browsed: string; tables: readonly Table[] }) {
  const say = useSay();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const found = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return tables.filter(({ name }) => name.toLowerCase().includes(wanted));
  }, [tables, text]);
  const at = found.findIndex(({ name }) => name === chosen);

  return (
    <div className="browse-database">
      <div className="browse-database-tables">
        <search className="browse-narrow" aria-label={say('browse.tables.filter')}>
          <SearchBox
            label={say('browse.tables.search')}
            placeholder={say('browse.tables.placeholder')}
            value={text}
            onChange={setText}
          />
        </search>
        <SimpleGrid
          label={say('browse.tables.list')}
          className="browse-portal-tables"
          rows={found}
          heads={[say('browse.column.table'), say('proof.fact.rows')]}
          cells={(index) => tableCells(found[index])}
          chosen={at === -1 ? null : at}
          onChoose={(index) => setChosen(found[index]?.name ?? null)}
          empty={say(tables.length === 0 ? 'browse.tables.none' : 'browse.tables.nothing-found')}
        />
      </div>
      {chosen === null ? (
        <div className="browse-database-hint">
          <h2 className="section-title">{say('browse.database.choose')}</h2>
          <p>{say('browse.database.private')}</p>
        </div>
      ) : (
        <FirstRows key={chosen} browsed={browsed} table={chosen} />
      )}
    </div>
  );
}

function tableCells({ name, rows }: Table = { name: '', rows: 0 }) {
  return [
    <Data key="name" title={name}>
      {name}
    </Data>,
    <Data key="rows">{formatCount(rows)}</Data>,
  ];
}

function FirstRows({ browsed, table }: { browsed: string; table: string }) {
  const say = useSay();
  const answer = useAnswer(useCallback(() => ask('browse.rows', { browsed, table }), [browsed, table]));
  if (answer === null) return <Waiting>{say('browse.rows.asking')}</Waiting>;
  if (!answer.ok) {
    return (
      <div className="browse-reading">
        <FailureNotice failure={answer.error} />
      </div>
    );
  }
  const { columns, rows, total, moreColumns } = answer.value;
  return (
    <Section
      title={
        <>
          <Data>{table}</Data>
        </>
      }
      className="browse-rows"
    >
      <p className="browse-muted">
        {say(total === 0 ? 'browse.rows.none' : 'browse.rows.shown', { shown: rows.length, total })}
        {moreColumns && ` ${say('browse.rows.more-columns', { columns: columns.length })}`}
      </p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <section className="browse-rows-scroll" tabIndex={0} aria-label={say('browse.rows.table', { table })}>
        <table>
          <thead>
            <tr>
              {columns.map((column, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- columns may share a name
                <th key={index} scope="col">
                  <Data>{column}</Data>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- rows have no other name, and never change
              <tr key={index}>
                {row.map((cell, column) => (
                  // oxlint-disable-next-line react/no-array-index-key -- the same
                  <td key={column} className={typeof cell === 'number' ? 'browse-number' : undefined}>
                    <CellWords cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  );
}

/** One value: an absent one and binary data by words, a long text by its beginning. */
function CellWords({ cell }: { cell: Cell }) {
  const say = useSay();
  if (cell === null) return <span className="browse-absent">{say('browse.cell.null')}</span>;
  if (typeof cell === 'number') return <Data>{String(cell)}</Data>;
  if (typeof cell === 'string') return <Data title={cell}>{cell}</Data>;
  if ('blob' in cell)
    return <span className="browse-absent">{say('browse.cell.blob', { size: formatSize(cell.blob) })}</span>;
  return (
    <>
      <Data title={`${cell.text}…`}>{`${cell.text}…`}</Data>{' '}
      <span className="browse-absent">{say('browse.cell.cut', { length: cell.length })}</span>
    </>
  );
}
