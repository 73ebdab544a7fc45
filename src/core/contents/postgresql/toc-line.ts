import type { DumpToc, TocEntry } from './toc';

/** Settings of the session that restores: pg_restore obeys them and lists them nowhere. */
const SETTINGS = new Set(['ENCODING', 'STDSTRINGS', 'SEARCHPATH']);
/** Of the database itself: pg_restore leaves them out unless it makes the database. */
const DATABASE = new Set(['DATABASE', 'DATABASE PROPERTIES']);
/** What belongs to an object rather than being one; its tag names the object. */
const ATTACHED = new Set(['ACL', 'COMMENT', 'SECURITY LABEL']);
/** Data although no block of the file holds it: its statement is the data. */
const DATA_BY_STATEMENT = new Set(['SEQUENCE SET', 'BLOB', 'BLOB METADATA', 'STATISTICS DATA']);

/** The entries that a restore would work through, in the order of the archive: those that `pg_restore --list` shows. */
export function listedEntries(toc: DumpToc): TocEntry[] {
  return toc.entries.filter(isListed);
}

function isListed(entry: TocEntry): boolean {
  const { desc, tag } = entry;
  if (SETTINGS.has(desc) || DATABASE.has(desc)) return false;
  if (ATTACHED.has(desc) && tag.startsWith('DATABASE ')) return false;
  const isData =
    entry.hadDumper || DATA_BY_STATEMENT.has(desc) || (ATTACHED.has(desc) && tag.startsWith('LARGE OBJECT'));
  return isData || (entry.defn !== null && entry.defn.bytes > 0);
}

/**
 * An entry as `pg_restore --list` writes it: its line in the list that pg_restore takes back to choose what to restore.
 */
export function formatTocLine(entry: TocEntry): string {
  const schema = entry.namespace === null ? '-' : oneLine(entry.namespace);
  return `${entry.dumpId}; ${entry.tableoid} ${entry.oid} ${entry.desc} ${schema} ${oneLine(entry.tag)} ${oneLine(entry.owner ?? '')}`;
}

/** A line break in a name would make two lines of one, and the second could say anything. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]/g, ' ');
}
