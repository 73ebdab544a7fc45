import { z } from 'zod';
import { failureSchema } from '../failure-schema';
import { dumpFactsSchema, tableSchema } from '../proof/model';
import { restoreResultSchema } from '../restore/model';

/** Why a name out of an archive cannot be used as it is. */
export const hostilitySchema = z.enum([
  'absolute',
  'parent',
  'drive',
  'zero',
  'nameless',
  'reserved',
  'control',
  'duplicate',
  'symlink',
]);
export type Hostility = z.infer<typeof hostilitySchema>;

/** One file or folder inside an archive, as its directory describes it. */
export const browseEntrySchema = z.object({
  /** As it is in the archive, with whatever it may hold: never to be shown or used as a path unchecked. */
  name: z.string(),
  /** The harmless path, with `/` between its parts, under which it is taken out. No two entries share one. */
  path: z.string(),
  folder: z.boolean(),
  /** Length once unpacked, and as stored, in bytes. */
  bytes: z.number(),
  storedBytes: z.number(),
  /**
   * `2026-11-21T03:00:06`, in a time zone that a zip does not say; of a tar, which counts in UTC, with a `Z` at its
   * end. Null where the archive says nothing.
   */
  modified: z.string().nullable(),
  hostile: hostilitySchema.nullable(),
});
export type BrowseEntry = z.infer<typeof browseEntrySchema>;

/**
 * One value of a row. Numbers that JSON cannot hold come as text, blobs as their length in bytes, and long texts
 * as their beginning with the length of the whole, in characters.
 */
export const cellSchema = z.union([
  z.null(),
  z.number(),
  z.string(),
  z.object({ blob: z.number() }),
  z.object({ text: z.string(), length: z.number() }),
]);
export type Cell = z.infer<typeof cellSchema>;

/** The first rows of a table. */
export const tableRowsSchema = z.object({
  table: z.string(),
  columns: z.array(z.string()),
  /** Whether the table has more columns than are shown. */
  moreColumns: z.boolean(),
  rows: z.array(z.array(cellSchema)),
  total: z.number(),
});
export type TableRows = z.infer<typeof tableRowsSchema>;

/** All that can be seen inside an archive. What its kind of contents does not have is null. */
export const overviewSchema = restoreResultSchema
  .pick({ layers: true, payload: true, keyFingerprint: true, derivation: true, said: true })
  .extend({
    archive: z.object({ name: z.string(), bytes: z.number() }),
    /** Length of the payload, in bytes. */
    bytes: z.number(),
    /** The files of a zip or tar, in its own order. */
    entries: z.array(browseEntrySchema).nullable(),
    /** The tables of a portal's database. */
    tables: z.array(tableSchema).nullable(),
    /** The table of contents of an archive of pg_dump, as `pg_restore --list` writes it. */
    objects: z.array(z.string()).nullable(),
    /** The first statements of plain SQL: the beginning of each, and the length of the whole, in bytes. */
    statements: z.array(z.object({ text: z.string(), bytes: z.number() })).nullable(),
    dump: dumpFactsSchema.nullable(),
    /** Why the tables could not be read although the rest could. */
    failure: failureSchema.nullable(),
  });
export type Overview = z.infer<typeof overviewSchema>;

/** What came of taking entries out. Nothing else was written. */
export const extractionSchema = z.object({
  /** `name` as in the archive, `path` where it is now, `bytes` its length. */
  written: z.array(z.object({ name: z.string(), path: z.string(), bytes: z.number() })),
  /** What could not be taken out, and why; nothing has its name that was not there before. */
  failed: z.array(z.object({ name: z.string(), failure: failureSchema })),
  /** Whether the last of these failures ended it, so that entries behind it were not tried. */
  stopped: z.boolean(),
});
export type Extraction = z.infer<typeof extractionSchema>;

/**
 * What can be said of an archive as soon as it is open. Lists that can be long are counted here and asked for
 * page by page; what takes reading is asked for by itself.
 */
export const browseSummarySchema = overviewSchema
  .pick({
    archive: true,
    bytes: true,
    layers: true,
    payload: true,
    keyFingerprint: true,
    derivation: true,
    said: true,
    statements: true,
    dump: true,
  })
  .extend({
    /** Whether an envelope with a secret seals it; else no one can tell whether it was changed on purpose. */
    sealed: z.boolean(),
    /** How many entries a zip or tar has; null where there are none to be had. */
    entries: z.number().nullable(),
    /** How many objects the table of contents of a PostgreSQL dump has. */
    objects: z.number().nullable(),
    /** Whether a portal's database is among the entries. */
    database: z.boolean(),
  });
export type BrowseSummary = z.infer<typeof browseSummarySchema>;

/**
 * Some of the entries of a zip or tar, in its own order, each fact a list of its own: tens of thousands of them pass
 * between processes and are checked in little time that way.
 */
export const entriesPageSchema = z.object({
  /** Place of the first of them in the whole list. */
  from: z.number(),
  /** The harmless paths under which they are taken out. */
  paths: z.array(z.string()),
  /** Lengths once unpacked, in bytes. */
  bytes: z.array(z.number()),
  /** As `BrowseEntry.modified`. */
  modified: z.array(z.string().nullable()),
  /** Places in the whole list of those that are folders. */
  folders: z.array(z.number()),
  /** Those whose name in the archive is another, fit to be shown, and what the proof would refuse it for. */
  renamed: z.array(z.object({ entry: z.number(), name: z.string(), hostile: hostilitySchema.nullable() })),
});
export type EntriesPage = z.infer<typeof entriesPageSchema>;

/** Some objects of a PostgreSQL dump in the order of `pg_restore --list`, fit to be shown. */
export const objectsPageSchema = z.object({
  from: z.number(),
  /** pg_dump's words for what they are: `TABLE`, `FK CONSTRAINT`. */
  types: z.array(z.string()),
  schemas: z.array(z.string().nullable()),
  names: z.array(z.string()),
  owners: z.array(z.string().nullable()),
});
export type ObjectsPage = z.infer<typeof objectsPageSchema>;

/** What came of taking entries out, as much of it as a person reads. Names are fit to be shown. */
export const takenOutSchema = z.object({
  written: z.number(),
  bytes: z.number(),
  /** The first of them by their names, and what they are called now below the folder where that is another name. */
  files: z.array(z.object({ name: z.string(), renamed: z.string().nullable() })),
  failed: z.number(),
  /** The first of those that could not be taken out, and why. */
  failures: z.array(z.object({ name: z.string(), failure: failureSchema })),
  /** As `Extraction.stopped`. */
  stopped: z.boolean(),
});
export type TakenOut = z.infer<typeof takenOutSchema>;
