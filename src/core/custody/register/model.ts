import { z } from 'zod';
import { signatureSchema } from '../../signing/model';
import { anchorSchema } from '../logbook/anchor';
import { secretFactsSchema } from '../model';

const name = z.string().trim().min(1).max(200);
const words = z.string().max(2000);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const fingerprint = z.string().regex(/^[0-9a-f]{4}(?::[0-9a-f]{4}){3}$/);
const when = z.iso.datetime();

/** A year: how long a custodian's word holds, unless a set says otherwise. */
export const DEFAULT_CHECK_DAYS = 365;

/** An Ed25519 public key, as a signature names it. */
const publicKey = signatureSchema.shape.publicKey;

/** Which set: the ten hexadecimal digits that all its shares have in common, and its generation. */
export const setRefSchema = z.strictObject({
  set: z.string().regex(/^[0-9a-f]{10}$/),
  generation: z.number().int().min(1).max(65_535),
});
export type SetRef = z.output<typeof setRefSchema>;

export const shareRefSchema = setRefSchema.extend({ index: z.number().int().min(1).max(7) });
export type ShareRef = z.output<typeof shareRefSchema>;

export const custodianSchema = z.strictObject({
  name,
  role: z.string().max(200),
  /** How to reach them, as they gave it. */
  contact: z.string().max(300),
  organisation: z.enum(['customer', 'vendor']),
});
export type Custodian = z.output<typeof custodianSchema>;

/** What the share is kept on. A recipient (`age1…`) is a public key. */
export const mediumSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('printed') }),
  z.strictObject({ kind: z.literal('age-passphrase') }),
  z.strictObject({ kind: z.literal('age-recipient'), recipient: z.string().max(200) }),
]);
export type Medium = z.output<typeof mediumSchema>;

const confirmationSchema = z.strictObject({
  when,
  how: z.enum(['ceremony', 'check-in', 'receipt']),
  /** Of the installation that saw the share. */
  signer: fingerprint,
});

const registeredShareSchema = z.strictObject({
  index: z.number().int().min(1).max(7),
  /** SHA-256 of the share's 42 bytes. */
  digest,
  /**
   * The public half of the key that the holder signs with (holder-key.ts); null in an entry of an older Salvor, until
   * the share itself was seen.
   */
  holderKey: publicKey.nullable().default(null),
  custodian: custodianSchema,
  medium: mediumSchema,
  /** Where it lies, in the custodian's words. */
  place: z.string().max(300),
  handedOver: z.strictObject({ when, by: name }),
  /** By the present custodian, oldest first. */
  confirmed: z.array(confirmationSchema),
  /** When the custodian signed the acknowledgement on paper: a day, `2026-11-21`. */
  acknowledged: z.iso.date().nullable(),
  /** `handed-over`: given to a custodian who has not confirmed it yet. */
  status: z.enum(['held', 'handed-over', 'lost', 'destroyed']),
  statusSince: when,
  /** Who attests that it was destroyed, and on which day. */
  destroyed: z.strictObject({ by: name, on: z.iso.date() }).nullable(),
  /** Who held it before. */
  earlier: z.array(z.strictObject({ custodian: custodianSchema, until: when })),
});
export type RegisteredShare = z.output<typeof registeredShareSchema>;

export const registeredSetSchema = setRefSchema.extend({
  mode: z.enum(['customer-only', 'managed']),
  threshold: z.number().int().min(2),
  count: z.number().int().min(2).max(7),
  secrets: z.array(secretFactsSchema),
  created: when,
  by: name,
  state: z.enum(['active', 'replaced', 'retired']),
  /** When it ceased to be active. */
  ended: when.nullable(),
  replacedBy: setRefSchema.nullable(),
  /** The file with the sealed secrets, where they do not fit on the cards. */
  escrowFile: z.strictObject({ name: z.string().max(300), sha256: digest }).nullable(),
  /** What all its cards carry beside the share (sealed-part.ts); null in an entry of an older Salvor. */
  sealedDigest: digest.nullable().default(null),
  /** In managed mode: under which conditions, and how many days after the request, the vendor gives its share out. */
  release: z.strictObject({ conditions: words, delayDays: z.number().int().min(0).max(365) }).nullable(),
  /** After so many days without a confirmation a share is overdue. */
  checkEveryDays: z.number().int().min(1).max(3660),
  /** When it was recovered from; the counter that goes up with every recovery is their number. */
  recoveries: z.array(when),
  shares: z.array(registeredShareSchema),
});
export type RegisteredSet = z.output<typeof registeredSetSchema>;

/** Who holds what. There is no secret in it: anyone who reads it can recover nothing. Times are ISO 8601 in UTC. */
export const registerSchema = z.strictObject({
  kind: z.literal('salvor-register'),
  version: z.literal(1),
  /** Other installations whose receipts are accepted, since a person compared their fingerprint. */
  signers: z.array(z.strictObject({ fingerprint, machine: z.string().max(300), since: when })),
  sets: z.array(registeredSetSchema),
  /** The end of the logbook when a line was last written: one without that line was emptied or put back. */
  logbook: anchorSchema.nullable().default(null),
});
export type RegisterFile = z.output<typeof registerSchema>;

/** What the ceremony knows of a share when the set is made. */
export const newShareSchema = registeredShareSchema
  .pick({ index: true, digest: true, holderKey: true, custodian: true, medium: true, place: true })
  .extend({
    /** Whether the custodian confirmed it at the ceremony itself. */
    confirmed: z.boolean(),
    acknowledged: z.iso.date().nullable(),
  });

/** What makes a new set in the register; the rest of a set comes with time. */
export const newSetSchema = registeredSetSchema
  .pick({
    set: true,
    generation: true,
    mode: true,
    threshold: true,
    count: true,
    secrets: true,
    by: true,
    escrowFile: true,
    sealedDigest: true,
    release: true,
    checkEveryDays: true,
  })
  .extend({ shares: z.array(newShareSchema) })
  .refine(({ shares, count }) => shares.length === count && new Set(shares.map(({ index }) => index)).size === count);
export type NewSet = z.output<typeof newSetSchema>;

/** That one share was seen whole, on one machine at one time. No one can find the share from it. */
export const receiptSchema = z.strictObject({
  kind: z.literal('salvor-receipt'),
  /** 1 is not signed by the share, and says nothing of the sealed part. */
  version: z.union([z.literal(1), z.literal(2)]),
  set: setRefSchema.shape.set,
  generation: setRefSchema.shape.generation,
  index: shareRefSchema.shape.index,
  digest,
  /** As the register or the person at the machine named them; empty where no one did. */
  custodian: z.string().max(200),
  when,
  program: z.strictObject({ name: z.literal('Salvor'), version: z.string().max(60) }),
  machine: z.string().max(300),
  /** What the card carries beside the share; null where that was not given. Not in version 1. */
  sealed: digest.nullable().optional(),
});
export type Receipt = z.output<typeof receiptSchema>;

export const signedReceiptSchema = z
  .strictObject({
    receipt: receiptSchema,
    /** By the key of the share's holder. Not in version 1. */
    held: signatureSchema.optional(),
    /** By the installation that saw the share. */
    signature: signatureSchema,
  })
  .refine(
    ({ receipt, held }) =>
      (receipt.version === 1) === (held === undefined) && (receipt.version === 1) === (receipt.sealed === undefined),
  );
export type SignedReceipt = z.output<typeof signedReceiptSchema>;
