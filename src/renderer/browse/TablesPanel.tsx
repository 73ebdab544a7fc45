import { useCallback, useMemo, useState } from 'react';
import { formatCount } from '../../shared/format/count';
import type { CallOutput } from '../../shared/ipc/contract';
import { ask } from '../base/client';
import { Data } from '../base/controls/Data';
import { FailureNotice } from '../base/controls/FailureNotice';
import { useSay } from '../base/speech';
import { SearchBox } from './SearchBox';
import { SimpleGrid } from './SimpleGrid';
import { useAnswer } from './use-answer';
import { Waiting } from './Waiting';

type DumpTable = CallOutput<'browse.dump'>['tables'][number];

/** The tables of plain SQL, which has no list of them: all of it is read to find them. */
export function ReadTables({ browsed }: { browsed: string }) {
  const say = useSay();
  const dump = useAnswer(useCallback(() => ask('browse.dump', { browsed }), [browsed]));
  if (dump === null) return <Waiting>{say('browse.tables.reading')}</Waiting>;
  if (!dump.ok) {
    return (
      <div className="browse-reading">
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
  const heads = [say('browse.column.schema'), say('browse.column.table'), ...(counted ? [say('proof.fact.rows')] : [])];
  return (
    <>
      <search className="filter" aria-label={say('browse.tables.filter')}>
        <SearchBox
          label={say('browse.tables.search')}
          placeholder={say('browse.tables.placeholder')}
          value={text}
          onChange={setText}
        />
        <output className="browse-muted">
          {say('browse.tables.found', { shown: found.length, all: tables.length })}
        </output>
      </search>
      {!counted && <p className="browse-remark">{say('browse.tables.not-counted')}</p>}
      <SimpleGrid
        label={say('browse.tables.list')}
        className={counted ? 'browse-tables browse-tables-counted' : 'browse-tables'}
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
        empty={say(tables.length === 0 ? 'browse.tables.none' : 'browse.tables.nothing-found')}
      />
    </>
  );
}
