import { z } from 'zod';

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
