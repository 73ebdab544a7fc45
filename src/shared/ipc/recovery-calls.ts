import { z } from 'zod';
import { secretFactsSchema } from '../../core/custody/model';
import { call, done, nothing, token } from './call';
import { heldKeySchema } from './key-calls';
import { archiveSecretKindSchema } from './secret-calls';

const day = z.iso.date();

/** A card of the recovery that is under way. Main holds it; the window knows what any card says openly. */
export const enteredCardSchema = z.object({
  index: z.number(),
  count: z.number(),
  /** Who holds it by the register of this machine; null where that does not know the set. */
  custodian: z.string().nullable(),
  /** How the register has it; `other` where it is not the share that was handed out under its number. */
  standing: z.enum(['held', 'handed-over', 'lost', 'destroyed', 'other']).nullable(),
  /** What lies on the card beside the share. */
  carries: z.enum(['secret', 'file', 'nothing']),
  /** Of the vendor's share: when it was asked for, and how many days too early it is given; null for any other. */
  breakGlass: z.object({ requested: day, early: z.number() }).nullable(),
});
export type EnteredCard = z.output<typeof enteredCardSchema>;

const recoveredSecretSchema = secretFactsSchema.extend({
  /** Whether it is a text that can be shown and copied. */
  text: z.boolean(),
  bytes: z.number(),
  /** The name of the same secret in the open vault; null where it is not there, or the vault is not open. */
  inVault: z.string().nullable(),
  /** The connected sites whose key it is. */
  sites: z.array(z.string()),
  /** It was kept, saved, copied, shown or used: to finish now does not lose it unseen. */
  gone: z.boolean(),
});
export type RecoveredSecret = z.output<typeof recoveredSecretSchema>;

export const recoveryViewSchema = z.object({
  /** The set's short name, `K7QM-2XDA · 1`. */
  name: z.string(),
  /** What the register knows of the set; null where it does not know it. */
  set: z
    .object({
      state: z.enum(['active', 'replaced', 'retired']),
      /** When it ceased to be in use. */
      ended: z.string().nullable(),
      /** The short name of the set that came after it. */
      replacedBy: z.string().nullable(),
      /** The name of the file beside the cards, where there is one. */
      escrowFile: z.string().nullable(),
      holders: z.array(z.object({ index: z.number(), custodian: z.string() })),
    })
    .nullable(),
  cards: z.array(enteredCardSchema),
  escrowFile: z.boolean(),
  /** What is still needed before it can be tried. */
  lacks: z.enum(['card', 'sealed-part', 'escrow-file']).nullable(),
  /** What came back; null while nothing did. */
  recovered: z
    .object({
      /** The day of the split. */
      made: z.string(),
      secrets: z.array(recoveredSecretSchema),
      /** The cards that are not what was made, by their place among `cards`. */
      remarks: z.array(
        z.object({
          place: z.number(),
          remark: z.enum([
            'altered',
            'renumbered',
            'made-later',
            'other-set',
            'other-generation',
            'given-twice',
            'sealed-part-differs',
          ]),
        }),
      ),
      /** The number of the vendor's share where it was used. */
      breakGlass: z.number().nullable(),
    })
    .nullable(),
});
export type RecoveryView = z.output<typeof recoveryViewSchema>;

/** A card that was given: taken, or the vendor's, about whose release a question is open. */
const givenCardSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('taken'), view: recoveryViewSchema }),
  z.object({
    kind: z.literal('break-glass'),
    index: z.number(),
    custodian: z.string(),
    conditions: z.string(),
    delayDays: z.number(),
    /** The first day on which it may be given out, where a day of the request was said and it is not reached. */
    earliest: day.nullable(),
  }),
]);
export type GivenCard = z.output<typeof givenCardSchema>;

const secret = z.number().int().min(0).max(1000);
/** The secret itself, or the line that VaultTerm's `.env` needs. */
const form = z.enum(['secret', 'env-line']);

/**
 * One recovery at a time. It ends with its last word. On locking, and when the window is loaded afresh, it is covered.
 */
export const recoveryCalls = {
  'recovery.current': call(nothing, recoveryViewSchema.nullable()),
  /**
   * Moves a held card into the recovery. The vendor's share is taken only with the day on which it was asked for, and
   * before its time only with `early`.
   */
  'recovery.give': call(
    z.object({ card: token, requested: day.nullable(), early: z.boolean() }).strict(),
    givenCardSchema,
  ),
  'recovery.takeBack': call(
    z.object({ place: z.number().int().min(0).max(2) }).strict(),
    recoveryViewSchema.nullable(),
  ),
  /** Opens a dialog for the escrow file; null when it was closed. */
  'recovery.chooseEscrowFile': call(nothing, recoveryViewSchema.nullable()),
  'recovery.run': call(nothing, recoveryViewSchema),

  'recovery.toVault': call(z.object({ secret }).strict(), recoveryViewSchema),
  'recovery.toKey': call(z.object({ secret }).strict(), heldKeySchema),
  'recovery.toSecret': call(z.object({ secret }).strict(), z.object({ token, kind: archiveSecretKindSchema })),
  /** Opens the save dialog; null when it was closed. */
  'recovery.toFile': call(z.object({ secret, form }).strict(), z.object({ path: z.string() }).nullable()),
  'recovery.show': call(z.object({ secret, form }).strict(), z.object({ text: z.string() })),
  'recovery.copy': call(z.object({ secret, form }).strict(), z.object({ seconds: z.number() })),
  /** Opens a dialog for the `.env` that is to have the line, and says what it has now; null when it was closed. */
  'recovery.chooseEnv': call(
    z.object({ secret }).strict(),
    z.object({ env: token, path: z.string(), line: z.enum(['missing', 'same', 'other']) }).nullable(),
  ),
  /** Writes the line into it, beside a copy of the file as it was. */
  'recovery.writeEnv': call(z.object({ env: token }).strict(), z.object({ path: z.string(), copy: z.string() })),
  'recovery.end': call(nothing, done),
} as const;
