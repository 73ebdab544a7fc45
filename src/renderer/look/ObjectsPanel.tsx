import { useCallback, useMemo, useState } from 'react';
import type { Answer } from '../../shared/ipc/contract';
import { useSay } from '../app/speech';
import { ask } from '../client';
import { Data } from '../controls/Data';
import { FailureNotice } from '../controls/FailureNotice';
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
export function ObjectsPanel({ look, count }: { look: string; count: number }) {
  const say = useSay();
  const [text, setText] = useState('');
  const objects = useAnswer(useCallback(() => fetchObjects(look, count), [look, count]));
  const all = objects?.ok === true ? objects.value : null;
  const found = useMemo(() => {
    const words = text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    return (all ?? []).filter(({ searched }) => words.every((word) => searched.includes(word)));
  }, [all, text]);

  if (objects === null) return <Waiting>{say('look.objects.asking')}</Waiting>;
  if (!objects.ok) {
    return (
      <div className="look-reading">
        <FailureNotice failure={objects.error} />
      </div>
    );
  }
  return (
    <>
      <search className="filter" aria-label={say('look.objects.filter')}>
        <SearchBox
          label={say('look.objects.search')}
          placeholder={say('look.objects.placeholder')}
          value={text}
          onChange={setText}
        />
        <output className="look-muted">{say('look.objects.found', { shown: found.length, all: count })}</output>
      </search>
      <SimpleGrid
        label={say('look.objects.list')}
        className="look-objects"
        rows={found}
        heads={[say('look.column.type'), say('look.column.schema'), say('look.column.name'), say('look.column.owner')]}
        cells={(index) => {
          const { type = '', schema = null, name = '', owner = null } = found[index] ?? {};
          return [type, schema ?? '–', name, owner ?? '–'].map((value, column) => (
            // oxlint-disable-next-line react/no-array-index-key -- the columns never change
            <Data key={column} title={value}>
              {value}
            </Data>
          ));
        }}
        empty={say('look.objects.nothing-found')}
      />
    </>
  );
}

async function fetchObjects(look: string, count: number): Promise<Answer<DumpObject[]>> {
  const objects: DumpObject[] = [];
  while (objects.length < count) {
    const answer = await ask('look.objects', { look, from: objects.length });
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
