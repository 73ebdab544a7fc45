import { z } from 'zod';
import {
  browseSummarySchema,
  entriesPageSchema,
  objectsPageSchema,
  tableRowsSchema,
  takenOutSchema,
} from '../core/browse/model';
import { outcomeOf } from '../core/failure-schema';
import { dumpFactsSchema, tableSchema } from '../core/proof/model';
import { progressSchema } from '../core/restore/model';
import { secrets } from './job-messages';

/**
 * What main and the utility process for browsing say to each other. Unlike a job's process it stays: it opens one
 * archive, answers questions about it, and ends when main says so. Secrets travel in the `open` message alone.
 */

export const browseRequestSchema = z.object({
  source: z.string(),
  ...secrets,
  /** A private folder for this archive alone, which main made and removes whatever becomes of the process. */
  scratchParent: z.string(),
});
export type BrowseRequest = z.infer<typeof browseRequestSchema>;

/** Where entries go: one under a name of its own, or any number below a folder. */
const placeSchema = z.object({ kind: z.enum(['file', 'folder']), path: z.string() });
export type Place = z.infer<typeof placeSchema>;

/** Entries by their places in the list. */
const chosen = z.array(z.number().int().min(0));
const from = z.number().int().min(0);

export const questionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entries'), from }),
  z.object({ kind: z.literal('objects'), from }),
  /** The tables of a portal's database, and the first rows of one. */
  z.object({ kind: z.literal('tables') }),
  z.object({ kind: z.literal('rows'), table: z.string() }),
  /** The tables of plain SQL with their rows, for which all of it is read. */
  z.object({ kind: z.literal('dump') }),
  /** What the one chosen entry is called; null where several are chosen, or a folder. */
  z.object({ kind: z.literal('name'), chosen }),
  /** How many files are already where the chosen entries would go. */
  z.object({ kind: z.literal('standing'), chosen, place: placeSchema }),
  z.object({ kind: z.literal('extract'), chosen, place: placeSchema, overwrite: z.boolean() }),
]);
export type Question = z.infer<typeof questionSchema>;
export type QuestionKind = Question['kind'];

export const answerSchemas = {
  entries: entriesPageSchema,
  objects: objectsPageSchema,
  tables: z.array(tableSchema),
  rows: tableRowsSchema,
  dump: dumpFactsSchema,
  name: z.string().nullable(),
  standing: z.number(),
  extract: takenOutSchema,
} as const satisfies Record<QuestionKind, z.ZodType>;
export type AnswerTo<K extends QuestionKind> = z.output<(typeof answerSchemas)[K]>;

export const toBrowseSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('open'), request: browseRequestSchema }),
  z.object({ type: z.literal('ask'), id: z.number(), question: questionSchema }),
  /** Stops whatever is under way for the question of that number. */
  z.object({ type: z.literal('stop'), id: z.number() }),
  /** Stops everything, closes the archive, removes the scratch, and ends the process. */
  z.object({ type: z.literal('close') }),
]);
export type ToBrowse = z.infer<typeof toBrowseSchema>;

export const fromBrowseSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), progress: progressSchema }),
  z.object({
    type: z.literal('opened'),
    outcome: outcomeOf(browseSummarySchema),
  }),
  z.object({
    type: z.literal('answer'),
    id: z.number(),
    outcome: outcomeOf(z.unknown()),
  }),
]);
export type FromBrowse = z.infer<typeof fromBrowseSchema>;
