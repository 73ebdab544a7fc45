import { useCallback, useMemo, useState } from 'react';
import { formatCount } from '../../shared/format/count';
import type { CallOutput } from '../../shared/ipc/contract';
import { useSay } from '../app/speech';
import { ask } from '../client';
import { Data } from '../controls/Data';
import { FailureNotice } from '../controls/FailureNotice';
import { SearchBox } from './SearchBox';
import { SimpleGrid } from './SimpleGrid';
import { useAnswer } from './use-answer';
import { Waiting } from './Waiting';

type DumpTable = CallOutput<'look.dump'>['tables'][number];

/** The tables of plain SQL, which has no list of them: all of it is read to find them. */
export function ReadTables({ look }: { look: string }) {
  const say = useSay();
  const dump = useAnswer(useCallback(() => ask('look.dump', { look }), [look]));
  if (dump === null) return <Waiting>{say('look.tables.reading')}</Waiting>;
  if (!dump.ok) {
    return (
      <div className="look-reading">
        <FailureNotice failure={dump.error} />
      </div>
    );
  }
  return <DumpTables tables={dump.value.tables} counted />;
}

/**
 * The tables of a PostgreSQL dump. @param counted whether the rows are known, for which the data must have been read
 */
export function DumpTables({ tables, counted }: { tables: readonly DumpTable[]; counted: boolean }) {
  const say = useSay();
  const [text, setText] = useState('');
  const found = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return tables.filter(({ schema, name }) => `${schema ?? ''}.${name}`.toLowerCase().includes(wanted));
  }, [tables, text]);
  const heads = [say('look.column.schema'), say('look.column.table'), ...(counted ? [say('proof.fact.rows')] : [])];
  return (
    <>
      <search className="filter" aria-label={say('look.tables.filter')}>
        <SearchBox
          label={say('look.tables.search')}
          placeholder={say('look.tables.placeholder')}
          value={text}
          onChange={setText}
        />
        <output className="look-muted">{say('look.tables.found', { shown: found.length, all: tables.length })}</output>
      </search>
      {!counted && <p className="look-remark">{say('look.tables.not-counted')}</p>}
      <SimpleGrid
        label={say('look.tables.list')}
        className={counted ? 'look-tables look-tables-counted' : 'look-tables'}
        rows={found}
        heads={heads}
        cells={(index) => {
          const { schema = null, name = '', rows = null } = found[index] ?? {};
          const values = [schema ?? '–', name, ...(counted ? [rows === null ? '–' : formatCount(rows)] : [])];
          return values.map((value, column) => (
            // oxlint-disable-next-line react/no-array-index-key -- the columns never change
            <Data key={column} title={value}>
              {value}
            </Data>
          ));
        }}
        empty={say(tables.length === 0 ? 'look.tables.none' : 'look.tables.nothing-found')}
      />
    </>
  );
}
