import { z } from 'zod';
import {
  browseSummarySchema,
  entriesPageSchema,
  objectsPageSchema,
  tableRowsSchema,
  takenOutSchema,
} from '../../core/browse/model';
import { outcomeOf } from '../../core/failure-schema';
import { dumpFactsSchema, tableSchema } from '../../core/proof/model';
import { progressSchema } from '../../core/restore/model';
import { call, done, token } from './call';
import { openedFileSchema } from './file-calls';
import { secretTokensSchema } from './secret-calls';

/** The id of an open archive. There is one at a time: opening another closes it. */
const browsed = z.string().max(64);
/** Entries by their places in the list. */
const entries = z.array(z.number().int().min(0)).min(1).max(500_000);
const from = z.number().int().min(0);

/** Where entries are to go, as a dialog said. */
export const placeSchema = z.object({
  token,
  path: z.string(),
  /** Whether `path` is one file's own name, or the folder below which the entries are to go. */
  kind: z.enum(['file', 'folder']),
  /** How many files are there already under the wanted names. */
  standing: z.number(),
});

export const browseCalls = {
  /** Opens an archive on this machine; `browse.opened` says when it is open, or why it is not. */
  'browse.start': call(z.object({ file: token, secrets: secretTokensSchema }).strict(), z.object({ browsed })),
  /** The file that a restore of this run has written, to browse it. */
  'browse.fileOfResult': call(z.object({ job: z.string() }).strict(), openedFileSchema),
  /** Pages of the lists that the summary counts. */
  'browse.entries': call(z.object({ browsed, from }).strict(), entriesPageSchema),
  'browse.objects': call(z.object({ browsed, from }).strict(), objectsPageSchema),
  'browse.tables': call(z.object({ browsed }).strict(), z.array(tableSchema)),
  'browse.rows': call(z.object({ browsed, table: z.string().max(400) }).strict(), tableRowsSchema),
  'browse.dump': call(z.object({ browsed }).strict(), dumpFactsSchema),
  /** Opens the save dialog for one file, or a folder dialog for several entries; null when it was closed. */
  'browse.choosePlace': call(z.object({ browsed, entries }).strict(), placeSchema.nullable()),
  /** Takes entries out; answers when all of it is done, or stopped. `browse.progress` says how far it is. */
  'browse.extract': call(z.object({ browsed, entries, place: token, overwrite: z.boolean() }).strict(), takenOutSchema),
  /** Stops the taking out; what was whole by then stays. */
  'browse.stop': call(z.object({ browsed }).strict(), done),
  'browse.showInFolder': call(z.object({ place: token }).strict(), done),
  'browse.end': call(z.object({ browsed }).strict(), done),
} as const;

export const browseEvents = {
  /** Of the opening, and then of the taking out. */
  'browse.progress': z.object({ browsed, progress: progressSchema }),
  'browse.opened': z.object({
    browsed,
    outcome: outcomeOf(browseSummarySchema),
  }),
  /** It was closed by something else than the window. */
  'browse.ended': z.object({ browsed }),
} as const;

export type Place = z.output<typeof placeSchema>;
