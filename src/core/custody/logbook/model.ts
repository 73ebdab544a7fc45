import { z } from 'zod';
import { secretFactsSchema } from '../model';

const name = z.string().max(300);
/** A set of shares: its ten hexadecimal digits and its generation. */
const ofSet = { set: z.string().regex(/^[0-9a-f]{10}$/), generation: z.number().int().min(1).max(65_535) };
const ofShare = { ...ofSet, share: z.number().int().min(1).max(255) };
const fingerprint = z.string().max(100);
const archive = z.strictObject({
  /** Its name alone; null where a failure came before it was known. */
  archive: name.nullable(),
  /** The site, or the folder on this machine. */
  from: name,
  /** Of the key that opened it, or that it needs. */
  keyFingerprint: fingerprint.nullable(),
});

/**
 * Everything that the logbook can tell, and of each event the facts that may be told. The objects are strict, so that
 * nothing else, and above all no secret, gets into the file by carelessness.
 */
export const logFacts = {
  ceremony: z.strictObject({
    ...ofSet,
    mode: z.enum(['customer-only', 'managed']),
    secrets: z.array(secretFactsSchema),
    custodians: z.array(name),
  }),
  recovery: z.strictObject({
    ...ofSet,
    shares: z.array(z.number().int()),
    secrets: z.array(secretFactsSchema),
    /** `nowhere`: it only proved that the cards bring the secrets back. */
    to: z.enum(['vault', 'restore', 'file', 'screen', 'nowhere']),
    /**
     * The vendor's share was used: on which day it was asked for, where that was said, and how many days too early it
     * was.
     */
    breakGlass: z
      .strictObject({ share: z.number().int(), requested: z.iso.date().nullable(), daysEarly: z.number().int().min(0) })
      .optional(),
  }),
  /** A card that was printed, shown or saved once more before its custodian confirmed it. */
  'card-again': z.strictObject({ ...ofShare, custodian: name }),
  'set-registered': z.strictObject({ ...ofSet, secrets: z.array(secretFactsSchema), custodians: z.array(name) }),
  'set-retired': z.strictObject({ ...ofSet, replacedBy: name.nullable() }),
  'destruction-attested': z.strictObject({ ...ofShare, by: name }),
  'check-in': z.strictObject({ ...ofShare, custodian: name.nullable() }),
  'receipt-imported': z.strictObject({ ...ofShare, custodian: name, signer: fingerprint, made: z.string().max(40) }),
  'hand-over': z.strictObject({ ...ofShare, custodian: name, by: name }),
  'custodian-replaced': z.strictObject({ ...ofShare, from: name, to: name }),
  'share-moved': z.strictObject({ ...ofShare, custodian: name }),
  'share-lost': z.strictObject({ ...ofShare, custodian: name }),
  'acknowledgement-signed': z.strictObject({ ...ofShare, custodian: name }),

  'vault-created': z.strictObject({ sealedBy: z.enum(['keystore', 'passphrase', 'both']) }),
  'vault-unlock-failed': z.strictObject({}),
  'vault-sealing-changed': z.strictObject({ sealedBy: z.enum(['keystore', 'passphrase', 'both']) }),
  'key-added': secretFactsSchema.strict(),
  'key-changed': secretFactsSchema.strict(),
  'key-removed': secretFactsSchema.strict(),
  reveal: secretFactsSchema.strict(),
  copy: secretFactsSchema.strict(),

  restore: archive,
  open: archive,
  extract: archive,
  drill: archive,

  'log-exported': z.strictObject({ lines: z.number().int() }),
  /** What had to be mended before this line could be written; the line itself is the trace of it. */
  'logbook-mended': z.strictObject({
    reason: z.enum(['torn-line', 'head-missing', 'head-altered', 'other-signer', 'log-missing', 'put-back']),
  }),
} as const satisfies Record<string, z.ZodType>;

export type LogEvent = keyof typeof logFacts;
export const LOG_EVENTS = Object.keys(logFacts) as LogEvent[];
export type LogFacts<W extends LogEvent> = z.output<(typeof logFacts)[W]>;

export const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Far more than one installation ever writes; a forged number must not keep the check busy for ever. */
export const MOST_LINES = 1_000_000;

/**
 * One line of the logbook, as canonical JSON (RFC 8785). A line of a later version may tell of events that are not
 * known here: the chain holds for it all the same.
 */
export const logEntrySchema = z.strictObject({
  /** From 1, without a gap. */
  number: z.number().int().min(1).max(MOST_LINES),
  /** ISO 8601 in UTC. */
  when: z.iso.datetime(),
  who: name,
  what: z.string().max(60),
  /** Of the program. */
  version: z.string().max(60),
  /** `ok`, or the code of the failure. */
  outcome: z.string().max(60),
  facts: z.record(z.string(), z.unknown()),
  /** SHA-256 of the line before, without its line end; of the first line that of `salvor-logbook-v1`. */
  previous: hash,
});
export type LogEntry = z.output<typeof logEntrySchema>;

/**
 * What is kept beside the lines, signed by the installation, so that lines which were cut off at the end show too.
 * `next` is the hash of the line that is just being written, and null at rest.
 */
export const logHeadSchema = z.strictObject({
  kind: z.literal('salvor-logbook-head'),
  version: z.literal(1),
  count: z.number().int().min(0).max(MOST_LINES),
  last: hash,
  next: hash.nullable(),
});
export type LogHead = z.output<typeof logHeadSchema>;

/**
 * One place at which the logbook is not as it was written. `line` counts the lines of the file from 1; `from` and `to`
 * are the numbers of the entries concerned.
 */
export const logFindingSchema = z.object({
  kind: z.enum([
    'unreadable',
    'altered',
    'removed',
    'moved',
    'duplicated',
    'inserted',
    'head-missing',
    'head-altered',
    'other-signer',
    'log-missing',
    'put-back',
  ]),
  line: z.number().nullable(),
  from: z.number().nullable(),
  to: z.number().nullable(),
});
export type LogFinding = z.output<typeof logFindingSchema>;

export const logCheckSchema = z.object({
  /** Lines in the file, also those that should not be there. */
  lines: z.number(),
  findings: z.array(logFindingSchema),
  /** A last line without its line end, as a killed program leaves it: nothing was lost that had been written. */
  torn: z.boolean(),
  /** Fingerprint of the installation that signed; null where there is no signature that holds. */
  signer: z.string().nullable(),
  /**
   * Number and hash of the last line as the seal has them, to compare with an earlier export; null without a seal that
   * holds.
   */
  head: z.object({ count: z.number(), last: hash }).nullable(),
});
export type LogCheck = z.output<typeof logCheckSchema>;
