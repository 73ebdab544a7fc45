import type { BrowseEntry, Cell, Overview, TableRows } from '../../core/browse/model';
import { formatSize } from '../../shared/format/size';
import { explain, type Say } from '../../shared/messages/catalogue';
import { dumpText } from './facts';
import { block, fields, indent, sizeText, table, wrap } from './layout';
import { openedBy, unconfirmedRemark } from './origin';
import { printable } from './terminal';

/** What is inside an archive, or what of it a search asked for. */
export function contentsText(say: Say, found: Overview, heading: (text: string) => string): string {
  const { archive, entries, tables, objects, statements, dump, failure } = found;
  const part = (title: string, text: string) => `${heading(title)}\n${indent(text)}`;
  return block(
    fields([
      [say('cli.result.archive'), `${printable(archive.name)}, ${formatSize(archive.bytes)}`],
      ...openedBy(say, found),
      [say('cli.result.bytes'), sizeText(say, found.bytes)],
    ]),
    unconfirmedRemark(say, found),
    dump === null ? '' : part(say('proof.heading.facts'), dumpText(say, dump)),
    entries === null ? '' : part(say('cli.contents.files', { count: entries.length }), entriesText(say, entries)),
    tables === null
      ? ''
      : part(
          say('proof.heading.tables'),
          table(
            tables.map(({ name, rows }) => [printable(name), say('proof.value.table-rows', { rows })]),
            new Set([1]),
          ),
        ),
    failure === null ? '' : wrap(say('cli.contents.unread', { happened: explain(say, failure).happened })),
    objects === null ? '' : part(say('cli.contents.objects'), objects.map(printable).join('\n')),
    statements === null
      ? ''
      : part(say('cli.contents.statements'), statements.map((each) => statementText(say, each)).join('\n')),
    found.payload === 'unknown' ? say('proof.kind.unknown') : '',
  );
}

function entriesText(say: Say, entries: readonly BrowseEntry[]): string {
  const rows = entries.map((entry) => [
    entry.folder ? '' : formatSize(entry.bytes),
    entry.modified === null ? '' : writtenAt(entry.modified),
    printable(entry.name) + (entry.hostile === null ? '' : `  ${say('cli.contents.hostile', { path: entry.path })}`),
  ]);
  return rows.length === 0 ? say('cli.contents.none') : table(rows, new Set([0]));
}

/** A zip's clock has no zone, so its time is shown unchanged; a tar counts in UTC. */
function writtenAt(modified: string): string {
  return `${modified.replace('T', ' ').slice(0, 16)}${modified.endsWith('Z') ? ' UTC' : ''}`;
}

function statementText(say: Say, { text, bytes }: { text: string; bytes: number }): string {
  const shown = text.split('\n').map(printable).join('\n');
  return Buffer.byteLength(text) < bytes ? `${shown} ${say('cli.contents.cut', { bytes })}` : shown;
}

/** The first rows of a table in columns. */
export function rowsText(say: Say, { table: name, columns, rows, total, moreColumns }: TableRows): string {
  const lines = table(
    [columns.map(printable), ...rows.map((row) => row.map((cell) => cellText(say, cell)))],
    new Set(),
  );
  return block(
    say('cli.contents.rows', { table: printable(name), shown: rows.length, total }),
    lines,
    moreColumns ? say('cli.contents.more-columns', { columns: columns.length }) : '',
  );
}

/** Columns stay columns: a long text is cut to what one reads at a glance. */
const LONGEST_CELL = 60;

function cellText(say: Say, cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'object' && 'blob' in cell) return say('cli.contents.blob', { size: formatSize(cell.blob) });
  const text = printable(typeof cell === 'string' ? cell : cell.text);
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text;
}
