import { z } from 'zod';
import { outcomeOf } from '../../core/failure-schema';
import { progressSchema, restoreResultSchema } from '../../core/restore/model';
import { call, done, nothing } from './call';
import { drillRecordSchema } from './drill-calls';

const job = z.string().max(64);
/** What the window wants to know again of a job after a reload: paths and names, and of secrets their tokens. */
const plan = z.string().max(1024 * 1024);

/** How a job ended. */
export const jobEndSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('restore'), outcome: outcomeOf(restoreResultSchema) }),
  z.object({ kind: z.literal('drill'), outcome: outcomeOf(drillRecordSchema) }),
  z.object({ kind: z.literal('batch'), outcome: outcomeOf(z.null()) }),
]);
export type JobEnd = z.output<typeof jobEndSchema>;

export const jobCalls = {
  /**
   * The job that runs, or that has ended and was not put away. Its latest events are sent once more behind the answer,
   * for a window that was loaded again. `seen` tells that its end was shown before that.
   */
  'jobs.current': call(nothing, z.object({ job, plan, seen: z.boolean() }).nullable()),
  'jobs.remember': call(z.object({ job, plan }).strict(), done),
  'jobs.putAway': call(z.object({ job }).strict(), done),
  'jobs.pause': call(z.object({ job }).strict(), done),
  'jobs.resume': call(z.object({ job }).strict(), done),
  /** With `keep` what a restore from a server has fetched stays, to be resumed later. */
  'jobs.cancel': call(z.object({ job, keep: z.boolean().default(false) }).strict(), done),
} as const;

export const jobEvents = {
  'jobs.progress': z.object({ job, progress: progressSchema }),
  /** One drill of a batch is over; `drill` names it in the history. */
  'jobs.drilled': z.object({ job, index: z.number(), drill: z.string(), outcome: outcomeOf(drillRecordSchema) }),
  'jobs.ended': z.object({ job, end: jobEndSchema }),
} as const;
