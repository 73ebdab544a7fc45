import type { DumpToc, TocEntry } from '../contents/postgresql/toc';
import { listedEntries } from '../contents/postgresql/toc-line';
import { toPrintable } from '../contents/printable';
import { type DumpFacts, type Warning, warning } from './model';

/** Types that may have rows in a dump. */
const TABLE_TYPES = new Set(['TABLE', 'TABLE DATA']);

/** Types and how often each occurs, most frequent first. */
export function countedTypes(counts: ReadonlyMap<string, number>): DumpFacts['objects'] {
  return [...counts]
    .map(([type, count]) => ({ type: toPrintable(type), count }))
    .sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1));
}

/**
 * The facts of an archive of pg_dump. `rows` has the rows of each entry of table data; null where they are not known.
 */
export function archiveFacts(toc: DumpToc, rows: ReadonlyMap<TocEntry, number | null>): DumpFacts {
  const listed = listedEntries(toc);
  const types = new Map<string, number>();
  for (const { desc } of listed) types.set(desc, (types.get(desc) ?? 0) + 1);
  return {
    kind: 'postgresql-dump',
    format: toc.format === 'custom' ? 'custom' : 'tar',
    serverVersion: toPrintableOrNull(toc.serverVersion),
    dumpVersion: toPrintableOrNull(toc.dumpVersion),
    database: toPrintableOrNull(toc.database),
    createdAt: toc.createdAt,
    objects: countedTypes(types),
    tables: tablesOf(listed, rows),
  };
}

/** Tables as pg_dump lists them, each once: a dump of the data alone lists the data and not the table. */
function tablesOf(listed: readonly TocEntry[], rows: ReadonlyMap<TocEntry, number | null>): DumpFacts['tables'] {
  const tables = new Map<string, DumpFacts['tables'][number]>();
  for (const entry of listed) {
    if (!TABLE_TYPES.has(entry.desc)) continue;
    const key = JSON.stringify([entry.namespace, entry.tag]);
    const counted = entry.desc === 'TABLE DATA' ? (rows.get(entry) ?? null) : null;
    tables.set(key, {
      schema: toPrintableOrNull(entry.namespace),
      name: toPrintable(entry.tag),
      rows: counted ?? tables.get(key)?.rows ?? null,
    });
  }
  return [...tables.values()].sort(
    (a, b) => compareText(a.schema ?? '', b.schema ?? '') || compareText(a.name, b.name),
  );
}

/** A dump without a table, or without a row of any: of the schema alone, or of a database that lost its data. */
export function emptyWarnings({ tables }: DumpFacts): Warning[] {
  if (tables.length === 0) return [warning('dump-without-tables', {})];
  return tables.every(({ rows }) => rows === null || rows === 0) ? [warning('dump-without-data', {})] : [];
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function toPrintableOrNull(text: string | null): string | null {
  return text === null ? null : toPrintable(text);
}
