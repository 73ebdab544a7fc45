import { z } from 'zod';
import { failureSchema } from '../../core/errors';
import {
  entriesPageSchema,
  lookSummarySchema,
  objectsPageSchema,
  tableRowsSchema,
  takenOutSchema,
} from '../../core/look/model';
import { dumpFactsSchema, tableSchema } from '../../core/proof/model';
import { progressSchema } from '../../core/restore/model';
import { call, done, token } from './call';
import { openedFileSchema, secretTokensSchema } from './file-schemas';

/** The id of a look. There is one at a time: a new one ends the former. */
const look = z.string().max(64);
/** Entries by their places in the list. */
const entries = z.array(z.number().int().min(0)).min(1).max(500_000);
const from = z.number().int().min(0);

/** Where entries are to go, as a dialog said. */
export const placeSchema = z.object({
  token,
  path: z.string(),
  /** Whether `path` is one file's own name, or the folder below which the entries are to stand. */
  kind: z.enum(['file', 'folder']),
  /** How many files stand there already under the names that are wanted. */
  standing: z.number(),
});

export const lookCalls = {
  /** Opens an archive on this machine to look inside; `look.opened` tells when it stands open, or why it does not. */
  'look.start': call(z.object({ file: token, secrets: secretTokensSchema }).strict(), z.object({ look })),
  /** The file that a restore of this run has written, to look inside. */
  'look.fileOfResult': call(z.object({ job: z.string() }).strict(), openedFileSchema),
  /** Pages of the lists that the summary counts. */
  'look.entries': call(z.object({ look, from }).strict(), entriesPageSchema),
  'look.objects': call(z.object({ look, from }).strict(), objectsPageSchema),
  'look.tables': call(z.object({ look }).strict(), z.array(tableSchema)),
  'look.rows': call(z.object({ look, table: z.string().max(400) }).strict(), tableRowsSchema),
  'look.dump': call(z.object({ look }).strict(), dumpFactsSchema),
  /** Opens the save dialog for one file, or a folder dialog for several entries; null when it was closed. */
  'look.choosePlace': call(z.object({ look, entries }).strict(), placeSchema.nullable()),
  /** Takes entries out; answers when all of it is done, or stopped. `look.progress` tells how far it is. */
  'look.extract': call(z.object({ look, entries, place: token, overwrite: z.boolean() }).strict(), takenOutSchema),
  /** Stops the taking out; what was whole by then stays. */
  'look.stop': call(z.object({ look }).strict(), done),
  'look.showInFolder': call(z.object({ place: token }).strict(), done),
  'look.end': call(z.object({ look }).strict(), done),
} as const;

export const lookEvents = {
  /** Of the opening, and then of the taking out. */
  'look.progress': z.object({ look, progress: progressSchema }),
  'look.opened': z.object({
    look,
    outcome: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), value: lookSummarySchema }),
      z.object({ ok: z.literal(false), error: failureSchema }),
    ]),
  }),
  /** A look that stood open was ended by something else than the window. */
  'look.ended': z.object({ look }),
} as const;

export type Place = z.output<typeof placeSchema>;
