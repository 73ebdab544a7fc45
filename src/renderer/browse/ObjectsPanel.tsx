import { useCallback, useMemo, useState } from 'react';
import type { Outcome } from '../../core/errors';
import { ask } from '../base/client';
import { Data } from '../base/controls/Data';
import { FailureNotice } from '../base/controls/FailureNotice';
import { useSay } from '../base/speech';
import { SearchBox } from './SearchBox';
import { SimpleGrid } from './SimpleGrid';
import { useAnswer } from './use-answer';
import { Waiting } from './Waiting';

interface DumpObject {
  type: string;
  schema: string | null;
  name: string;
  owner: string | null;
  searched: string;
}

/** The table of contents of a PostgreSQL dump, in the order in which a restore works through it. */
export function ObjectsPanel({ browsed, count }: { browsed: string; count: number }) {
  const say = useSay();
  const [text, setText] = useState('');
  const objects = useAnswer(useCallback(() => fetchObjects(browsed, count), [browsed, count]));
  const all = objects?.ok === true ? objects.value : null;
  const found = useMemo(() => {
    const words = text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    return (all ?? []).filter(({ searched }) => words.every((word) => searched.includes(word)));
  }, [all, text]);

  if (objects === null) return <Waiting>{say('browse.objects.asking')}</Waiting>;
  if (!objects.ok) {
    return (
      <div className="browse-reading">
        <FailureNotice failure={objects.error} />
      </div>
    );
  }
  return (
    <>
      <search className="filter" aria-label={say('browse.objects.filter')}>
        <SearchBox
          label={say('browse.objects.search')}
          placeholder={say('browse.objects.placeholder')}
          value={text}
          onChange={setText}
        />
        <output className="browse-muted">{say('browse.objects.found', { shown: found.length, all: count })}</output>
      </search>
      <SimpleGrid
        label={say('browse.objects.list')}
        className="browse-objects"
        rows={found}
        heads={[
          say('browse.column.type'),
          say('browse.column.schema'),
          say('browse.column.name'),
          say('browse.column.owner'),
        ]}
        cells={(index) => {
          const { type = '', schema = null, name = '', owner = null } = found[index] ?? {};
          return [type, schema ?? '–', name, owner ?? '–'].map((value, column) => (
            // oxlint-disable-next-line react/no-array-index-key -- the columns never change
            <Data key={column} title={value}>
              {value}
            </Data>
          ));
        }}
        empty={say('browse.objects.nothing-found')}
      />
    </>
  );
}

async function fetchObjects(browsed: string, count: number): Promise<Outcome<DumpObject[]>> {
  const objects: DumpObject[] = [];
  while (objects.length < count) {
    const answer = await ask('browse.objects', { browsed, from: objects.length });
    if (!answer.ok) return answer;
    const { types, schemas, names, owners } = answer.value;
    if (types.length === 0) break;
    types.forEach((type, index) => {
      const [schema, name, owner] = [schemas[index] ?? null, names[index] ?? '', owners[index] ?? null];
      objects.push({
        type,
        schema,
        name,
        owner,
        searched: `${type} ${schema ?? ''} ${name} ${owner ?? ''}`.toLowerCase(),
      });
    });
  }
  return { ok: true, value: objects };
}
