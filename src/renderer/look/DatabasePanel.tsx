import { useCallback, useMemo, useState } from 'react';
import { formatCount } from '../../shared/format/count';
import { formatSize } from '../../shared/format/size';
import type { CallOutput } from '../../shared/ipc/contract';
import { useSay } from '../app/speech';
import { ask } from '../client';
import { Data } from '../controls/Data';
import { FailureNotice } from '../controls/FailureNotice';
import { SearchBox } from './SearchBox';
import { SimpleGrid } from './SimpleGrid';
import { useAnswer } from './use-answer';
import { Waiting } from './Waiting';

type Table = CallOutput<'look.tables'>[number];
type Rows = CallOutput<'look.rows'>;
type Cell = Rows['rows'][number][number];

/** The tables of a portal's database with their rows counted, and the first rows of one. */
export function DatabasePanel({ look }: { look: string }) {
  const say = useSay();
  const tables = useAnswer(useCallback(() => ask('look.tables', { look }), [look]));
  if (tables === null) return <Waiting>{say('look.database.asking')}</Waiting>;
  if (!tables.ok) {
    return (
      <div className="look-reading">
        <FailureNotice failure={tables.error} />
        <p className="look-muted">{say('look.database.rest')}</p>
      </div>
    );
  }
  return <Tables look={look} tables={tables.value} />;
}

function Tables({ look, tables }: { look: string; tables: readonly Table[] }) {
  const say = useSay();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const found = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return tables.filter(({ name }) => name.toLowerCase().includes(wanted));
  }, [tables, text]);
  const at = found.findIndex(({ name }) => name === chosen);

  return (
    <div className="look-database">
      <div className="look-database-tables">
        <search className="look-narrow" aria-label={say('look.tables.filter')}>
          <SearchBox
            label={say('look.tables.search')}
            placeholder={say('look.tables.placeholder')}
            value={text}
            onChange={setText}
          />
        </search>
        <SimpleGrid
          label={say('look.tables.list')}
          className="look-portal-tables"
          rows={found}
          heads={[say('look.column.table'), say('proof.fact.rows')]}
          cells={(index) => tableCells(found[index])}
          chosen={at === -1 ? null : at}
          onChoose={(index) => setChosen(found[index]?.name ?? null)}
          empty={say(tables.length === 0 ? 'look.tables.none' : 'look.tables.nothing-found')}
        />
      </div>
      {chosen === null ? (
        <div className="look-database-hint">
          <h2 className="section-title">{say('look.database.choose')}</h2>
          <p>{say('look.database.private')}</p>
        </div>
      ) : (
        <FirstRows key={chosen} look={look} table={chosen} />
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

function FirstRows({ look, table }: { look: string; table: string }) {
  const say = useSay();
  const answer = useAnswer(useCallback(() => ask('look.rows', { look, table }), [look, table]));
  if (answer === null) return <Waiting>{say('look.rows.asking')}</Waiting>;
  if (!answer.ok) {
    return (
      <div className="look-reading">
        <FailureNotice failure={answer.error} />
      </div>
    );
  }
  const { columns, rows, total, moreColumns } = answer.value;
  return (
    <section className="look-rows" aria-labelledby="rows-title">
      <h2 id="rows-title" className="section-title">
        <Data>{table}</Data>
      </h2>
      <p className="look-muted">
        {say(total === 0 ? 'look.rows.none' : 'look.rows.shown', { shown: rows.length, total })}
        {moreColumns && ` ${say('look.rows.more-columns', { columns: columns.length })}`}
      </p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <section className="look-rows-scroll" tabIndex={0} aria-label={say('look.rows.table', { table })}>
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
                  <td key={column} className={typeof cell === 'number' ? 'look-number' : undefined}>
                    <CellWords cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

/** One value: an absent one and binary data by words, a long text by its beginning. */
function CellWords({ cell }: { cell: Cell }) {
  const say = useSay();
  if (cell === null) return <span className="look-absent">{say('look.cell.null')}</span>;
  if (typeof cell === 'number') return <Data>{String(cell)}</Data>;
  if (typeof cell === 'string') return <Data title={cell}>{cell}</Data>;
  if ('blob' in cell)
    return <span className="look-absent">{say('look.cell.blob', { size: formatSize(cell.blob) })}</span>;
  return (
    <>
      <Data title={`${cell.text}…`}>{`${cell.text}…`}</Data>{' '}
      <span className="look-absent">{say('look.cell.cut', { length: cell.length })}</span>
    </>
  );
}
