import { z } from 'zod';
import { leftoverSchema } from '../../core/leftovers/model';
import { surveyedArchiveSchema } from '../../core/sources/model';
import { call, done, nothing } from './call';
import { destinationSchema } from './destination-calls';

/** An unfinished file, with the server among those that Salvor knows from which it can go on. */
export const leftoverViewSchema = leftoverSchema.extend({
  name: z.string(),
  folder: z.string(),
  /** Id of the server; null where it comes from no server, or from one that is not connected. */
  known: z.string().nullable(),
});
export type LeftoverView = z.output<typeof leftoverViewSchema>;

const which = z.object({ leftover: z.uuid() }).strict();

export const leftoversCalls = {
  /** What interrupted restores have left on this machine, the latest first. */
  'leftovers.list': call(nothing, z.array(leftoverViewSchema)),
  'leftovers.discard': call(which, done),
  /**
   * All that is needed to go on with one: the archive as its server lists it now, and the same place. Fails with
   * `leftover-not-found`, `archive-not-found`, `size-changed-on-server`, `hash-changed-on-server`, and as a survey
   * does.
   */
  'leftovers.prepare': call(
    which,
    z.object({
      server: z.string(),
      archive: surveyedArchiveSchema,
      destination: destinationSchema,
    }),
  ),
} as const;
