import { z } from 'zod';
import { failureSchema } from '../errors';
import { dumpFactsSchema, tableSchema } from '../proof/model';
import { restoreResultSchema } from '../restore/model';

/** Why a name out of an archive cannot be used as it stands. */
export const hostilitySchema = z.enum(['absolute', 'parent', 'drive', 'reserved', 'control', 'duplicate', 'symlink']);
export type Hostility = z.infer<typeof hostilitySchema>;

/** One file or folder inside an archive, as its directory describes it. */
export const lookEntrySchema = z.object({
  /** As it stands in the archive, with whatever it may hold: never to be shown or used as a path unchecked. */
  name: z.string(),
  /** The harmless path, with `/` between its parts, under which it is taken out. No two entries share one. */
  path: z.string(),
  folder: z.boolean(),
  /** Length once unpacked, and as stored, in bytes. */
  bytes: z.number(),
  storedBytes: z.number(),
  /** `2026-11-21T03:00:06` by a clock whose zone the archive does not tell; null where it says nothing. */
  modified: z.string().nullable(),
  hostile: hostilitySchema.nullable(),
});
export type LookEntry = z.infer<typeof lookEntrySchema>;

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
export const overviewSchema = restoreResultSchema.pick({ layers: true, payload: true, keyFingerprint: true, derivation: true, said: true }).extend({
  archive: z.object({ name: z.string(), bytes: z.number() }),
  /** Length of the payload, in bytes. */
  bytes: z.number(),
  /** The files of a zip or tar, in its own order. */
  entries: z.array(lookEntrySchema).nullable(),
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
  /** `name` as in the archive, `path` where it stands now, `bytes` its length. */
  written: z.array(z.object({ name: z.string(), path: z.string(), bytes: z.number() })),
  /** What could not be taken out, and why; nothing stands under its name that was not there before. */
  failed: z.array(z.object({ name: z.string(), failure: failureSchema })),
  /** Whether the last of these failures ended it, so that entries behind it were not tried. */
  stopped: z.boolean(),
});
export type Extraction = z.infer<typeof extractionSchema>;
