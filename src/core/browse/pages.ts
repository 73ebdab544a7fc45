import { relative, sep } from 'node:path';
import type { TocEntry } from '../contents/postgresql/toc';
import { listedEntries } from '../contents/postgresql/toc-line';
import { toPrintable } from '../contents/printable';
import type { BrowsedArchive } from './browse';
import type { BrowseEntry, BrowseSummary, EntriesPage, Extraction, ObjectsPage, TakenOut } from './model';
import { STATEMENTS } from './overview';

/** So many that few pages suffice, and so few that none of them holds up the process that passes it on. */
const PAGE = 5_000;
/** More files than this no one reads one by one. */
const MOST_NAMED = 200;

/** What can be said of an archive without reading more of it. */
export async function summaryOf(browsed: BrowsedArchive): Promise<BrowseSummary> {
  const { archive, bytes, layers, payload, keyFingerprint, derivation, said, sealed, inside } = browsed;
  return {
    archive,
    bytes,
    layers,
    payload,
    keyFingerprint,
    derivation,
    said,
    sealed,
    entries: 'files' in inside ? inside.files.entries.length : null,
    objects: inside.kind === 'postgresql-custom' ? listedEntries(inside.toc).length : null,
    database: inside.kind === 'zip' && inside.database !== null,
    dump: inside.kind === 'postgresql-custom' ? inside.facts : null,
    statements: inside.kind === 'postgresql-sql' ? [...(await inside.sql.statements(STATEMENTS))] : null,
  };
}

/** A page of entries from place `from` on. */
export function entriesPage(entries: readonly BrowseEntry[], from: number): EntriesPage {
  const some = entries.slice(from, from + PAGE);
  return {
    from,
    paths: some.map(({ path }) => path),
    bytes: some.map(({ bytes }) => bytes),
    modified: some.map(({ modified }) => modified),
    folders: some.flatMap(({ folder }, index) => (folder ? [from + index] : [])),
    renamed: some.flatMap(({ name, path, hostile }, index) =>
      hostile === null && (name === path || name === `${path}/`)
        ? []
        : [{ entry: from + index, name: toPrintable(name), hostile }],
    ),
  };
}

/** A page of a dump's objects from place `from` on. */
export function objectsPage(objects: readonly TocEntry[], from: number): ObjectsPage {
  const some = objects.slice(from, from + PAGE);
  return {
    from,
    types: some.map(({ desc }) => toPrintable(desc)),
    schemas: some.map(({ namespace }) => (namespace === null ? null : toPrintable(namespace))),
    names: some.map(({ tag }) => toPrintable(tag)),
    owners: some.map(({ owner }) => (owner === null || owner === '' ? null : toPrintable(owner))),
  };
}

/**
 * What a person sees of an extraction. @param folder into which it went; null where one file got a name by itself
 */
export function takenOut({ written, failed, stopped }: Extraction, folder: string | null): TakenOut {
  return {
    written: written.length,
    bytes: written.reduce((sum, { bytes }) => sum + bytes, 0),
    files: written.slice(0, MOST_NAMED).map(({ name, path }) => {
      const now = folder === null ? name : relative(folder, path).replaceAll(sep, '/');
      return { name: toPrintable(name), renamed: now === name ? null : toPrintable(now) };
    }),
    failed: failed.length,
    failures: failed.slice(0, MOST_NAMED).map(({ name, failure }) => ({ name: toPrintable(name), failure })),
    stopped,
  };
}
