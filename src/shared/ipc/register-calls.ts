import { z } from 'zod';
import { secretFactsSchema } from '../../core/custody/model';
import {
  custodianSchema,
  mediumSchema,
  receiptSchema,
  registeredSetSchema,
  setRefSchema,
  shareRefSchema,
} from '../../core/custody/register/model';
import { failureSchema } from '../../core/failure-schema';
import { call, nothing, token } from './call';

/** The state of a set, as core/custody/register/standing.ts finds it. */
const standingSchema = z.object({
  held: z.number(),
  waiting: z.number(),
  mayLose: z.number(),
  shares: z.array(z.object({ confirmed: z.string().nullable(), due: z.string().nullable(), overdue: z.boolean() })),
  next: z.union([
    z.object({ kind: z.enum(['lost', 'split-again', 'none']) }),
    z.object({ kind: z.enum(['confirm', 'check-in', 'acknowledge', 'destroy']), share: z.number() }),
  ]),
});

export const setViewSchema = registeredSetSchema.extend({
  /** The set's short name for people, `K7QM-2XDA · 1`. */
  name: z.string(),
  standing: standingSchema,
});
export type SetView = z.output<typeof setViewSchema>;
export type ShareView = SetView['shares'][number];

export const registerViewSchema = z.object({
  /** The file was damaged, and this is the state before the last change. */
  fromPrevious: z.boolean(),
  /** Those in use before all others, and of these the ones that need something first. */
  sets: z.array(setViewSchema),
  /** Every secret that was ever split, over all sets that are in use for it. */
  secrets: z.array(
    z.object({ secret: secretFactsSchema, sets: z.array(setRefSchema), mayLose: z.number(), waiting: z.number() }),
  ),
  /** Fingerprint of this installation, which signs receipts. */
  signer: z.string(),
  /** Why the logbook has no line of the last change; null where it has. */
  unlogged: failureSchema.nullable(),
});
export type RegisterView = z.output<typeof registerViewSchema>;

const person = z.string().trim().min(1).max(200);
const day = z.iso.date();

/** What a check-in came to. The receipt waits in main until it is saved. */
export const checkInSchema = z.object({
  receipt: token,
  name: z.string(),
  index: z.number(),
  count: z.number(),
  when: z.string(),
  signer: z.string(),
  /** What else the card carries, held against the register. */
  sealed: z.enum(['same', 'not-given', 'not-registered']),
  /** Null where the register of this machine does not know the set. */
  registered: z.object({ set: setViewSchema, custodian: z.string() }).nullable(),
});
export type CheckedIn = z.output<typeof checkInSchema>;

export const foundReceiptSchema = z.object({
  receipt: token,
  facts: receiptSchema,
  /** The set's short name for people. */
  name: z.string(),
  signer: z.string(),
  /** Whether that installation is this one, one whose receipts were accepted before, or neither. */
  known: z.enum(['own', 'before', 'unknown']),
  /**
   * `word`: the register has no key of the share's holder, so that nothing but the signing machine says that it was
   * seen.
   */
  proof: z.enum(['share', 'word']),
});
export type FoundReceipt = z.output<typeof foundReceiptSchema>;

/** Each change answers with the register as it then is. */
export const registerCalls = {
  'register.view': call(nothing, registerViewSchema),
  /** @param custodian as the person named themselves, for a set that this register does not know */
  'register.checkIn': call(z.object({ card: token, custodian: z.string().max(200) }).strict(), checkInSchema),
  /** Saves the receipt of a check-in where the dialog says; null when it was closed. */
  'register.saveReceipt': call(z.object({ receipt: token }).strict(), z.object({ path: z.string() }).nullable()),
  /** Opens a dialog for a receipt, and checks its signature; null when it was closed. */
  'register.chooseReceipt': call(nothing, foundReceiptSchema.nullable()),
  /** @param accepted the signer's fingerprint, where it was not known and a person has compared it */
  'register.importReceipt': call(
    z.object({ receipt: token, accepted: z.string().max(64).nullable() }).strict(),
    registerViewSchema,
  ),
  'register.replaceCustodian': call(
    z
      .object({
        share: shareRefSchema,
        custodian: custodianSchema,
        medium: mediumSchema,
        place: z.string().max(300),
        by: person,
      })
      .strict(),
    registerViewSchema,
  ),
  'register.moveShare': call(
    z.object({ share: shareRefSchema, medium: mediumSchema, place: z.string().max(300) }).strict(),
    registerViewSchema,
  ),
  'register.markLost': call(z.object({ share: shareRefSchema }).strict(), registerViewSchema),
  'register.acknowledge': call(z.object({ share: shareRefSchema, on: day }).strict(), registerViewSchema),
  'register.retire': call(z.object({ set: setRefSchema }).strict(), registerViewSchema),
  'register.attestDestruction': call(
    z.object({ share: shareRefSchema, by: person, on: day }).strict(),
    registerViewSchema,
  ),
  'register.checkEvery': call(
    z.object({ set: setRefSchema, days: z.number().int().min(1).max(3660) }).strict(),
    registerViewSchema,
  ),
  /** Saves the form that the custodian signs, as PDF, where the dialog says; null when it was closed. */
  'register.saveForm': call(z.object({ share: shareRefSchema }).strict(), z.object({ path: z.string() }).nullable()),
} as const;
