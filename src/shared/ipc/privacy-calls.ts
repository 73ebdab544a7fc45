import { z } from 'zod';
import { call, done, nothing } from './call';

const reason = z.enum(['person', 'idle', 'suspend', 'screen']);

/**
 * What was cleared while no one was at the window: what was typed, shown or held, or a recovery that had been covered.
 */
const clearedSchema = z.discriminatedUnion('what', [
  /** `minutes` without a touch, for the reason `idle`. */
  z.object({ what: z.literal('secrets'), reason, minutes: z.number() }),
  /** `minutes` for which no one went on with it. */
  z.object({ what: z.literal('recovery'), minutes: z.number() }),
]);
export type Cleared = z.output<typeof clearedSchema>;

/** A recovery that is covered: what main keeps of it, by what any card says openly. */
const pausedRecoverySchema = z.object({
  /** The set's short name. */
  name: z.string(),
  cards: z.array(z.object({ index: z.number(), custodian: z.string().nullable() })),
  /** How many secrets have come back already. */
  secrets: z.number(),
  /** `page`: the window was loaded afresh for another reason. */
  reason: z.enum([...reason.options, 'page']),
  /** Milliseconds until it is cleared. */
  left: z.number(),
});
export type PausedRecovery = z.output<typeof pausedRecoverySchema>;

/** What the window says before anything else when it was loaded afresh. */
export const privacyCalls = {
  'privacy.current': call(
    nothing,
    z.object({ paused: pausedRecoverySchema.nullable(), cleared: clearedSchema.nullable() }),
  ),
  /** Uncovers the recovery; nothing where it was cleared meanwhile. */
  'privacy.resume': call(nothing, done),
  /** The window has said what was cleared. */
  'privacy.dismiss': call(nothing, done),
} as const;

export const privacyEvents = {
  /** The recovery that was covered was cleared. */
  'privacy.changed': z.object({}),
  /** In so many seconds the recovery is covered; null where the person has come back. */
  'privacy.warning': z.object({ seconds: z.number().nullable() }),
} as const;
