import type { CallOutput } from '../../shared/ipc/contract';
import type { LogWords } from '../../shared/logbook/words';

type View = CallOutput<'logbook.view'>;
export type Entry = View['entries'][number]['entry'];

export const FILTERS = ['all', 'custody', 'archives', 'failed'] as const;
export type Filter = (typeof FILTERS)[number];

/** What is done with archives; everything else is about keys, shares and the logbook itself. */
const ARCHIVES = new Set(['restore', 'open', 'extract', 'drill']);

export interface LogRow {
  readonly line: number;
  readonly entry: Entry;
  readonly words: LogWords;
  /** The check of the chain found something here. */
  readonly suspect: boolean;
}

/** The lines as they are shown, newest first. */
export function logRows({ check, entries }: View, wordsOf: (entry: Entry) => LogWords): LogRow[] {
  const suspect = new Set(check.findings.filter(({ kind }) => kind !== 'removed').map(({ line }) => line));
  return entries
    .map(({ line, entry }) => ({ line, entry, words: wordsOf(entry), suspect: suspect.has(line) }))
    .toReversed();
}

/** The rows of one kind that have a text somewhere in what they show; capitals do not matter. */
export function filterRows(rows: readonly LogRow[], filter: Filter, search: string): LogRow[] {
  const wanted = search.trim().toLowerCase();
  return rows.filter(({ entry, words }) => {
    if (filter === 'failed' && words.failure === null) return false;
    if (filter === 'archives' && !ARCHIVES.has(entry.what)) return false;
    if (filter === 'custody' && ARCHIVES.has(entry.what)) return false;
    return (
      wanted === '' ||
      [words.what, words.detail, words.failure ?? '', entry.who].some((text) => text.toLowerCase().includes(wanted))
    );
  });
}
