import { z } from 'zod';
import { FAILURE_CODES } from '../errors';
import { envelopeIdSchema } from '../formats/format-schema';
import { proofReportSchema, verdictSchema } from '../proof/model';
import { scopeSchema } from '../sources/model';

/**
 * The steps of a restore, in order. `transfer` fetches or reads, decrypts and writes; `authenticate` checks
 * the envelope's tag and the listing's hash; `prove` looks at what is inside; `place` gives the final name.
 */
export const phaseSchema = z.enum(['connect', 'transfer', 'authenticate', 'prove', 'place']);
export type Phase = z.infer<typeof phaseSchema>;

export const progressSchema = z.object({
  phase: phaseSchema,
  /** Bytes of this phase; `total` is null while it is unknown. */
  done: z.number(),
  total: z.number().nullable(),
  /** The whole job, 0 to below 1: nothing but the result itself says 1. */
  fraction: z.number().min(0).max(1),
  /** Averaged over the last seconds; null until there is enough to tell. */
  bytesPerSecond: z.number().nullable(),
  /** Of the whole job; null means "estimating". */
  secondsLeft: z.number().nullable(),
  paused: z.boolean(),
  /**
   * Set while it waits to try again: for what (a failure's code), until when (milliseconds since 1970), for which time.
   */
  waiting: z
    .object({
      reason: z.enum(FAILURE_CODES),
      until: z.number(),
      attempt: z.number(),
    })
    .nullable(),
  /** Bytes of the archive that stood on the disk already and are checked instead of fetched; 0 where none did. */
  kept: z.number(),
  /** What was there turned out to be damaged, so that the whole is fetched. */
  startedOver: z.boolean(),
});
export type Progress = z.infer<typeof progressSchema>;

/**
 * What a person takes for one job although it is less than proven: contents that could not be looked into, and an
 * archive without the seal that was to be expected. Never remembered.
 */
export const acceptsSchema = z.object({ authenticOnly: z.boolean(), unsealed: z.boolean() });
export type Accepts = z.infer<typeof acceptsSchema>;
export const ONLY_PROVEN: Accepts = { authenticOnly: false, unsealed: false };

/** What a finished restore, or a finished verification (path null), can say of itself. */
export const restoreResultSchema = z.object({
  path: z.string().nullable(),
  /** Length of the plaintext. */
  bytes: z.number(),
  /** The envelopes from the outermost to the innermost; none where the archive was plain. */
  layers: z.array(envelopeIdSchema),
  /** What lay inside. */
  payload: z.enum(['zip', 'postgresql-custom', 'postgresql-sql', 'tar', 'unknown']),
  scope: scopeSchema,
  /** Fingerprint of the private key that opened it; null where the archive was not encrypted. */
  keyFingerprint: z.string().nullable(),
  /** Which derivation of the key opened it, where the format has several. */
  derivation: z.string().nullable(),
  /** What the header says in clear, which nothing authenticates. */
  said: z.record(z.string(), z.string()),
  archive: z.object({
    name: z.string(),
    /** Length of the archive as fetched or read; its SHA-256 (hex) where there was a listing to compare with. */
    bytes: z.number(),
    sha256: z.string().nullable(),
    id: z.string().nullable(),
    createdAt: z.string().nullable(),
  }),
  verdict: verdictSchema,
  proof: proofReportSchema,
  /**
   * How it came from the server: bytes that an earlier try had left and that were not fetched again, whether those were
   * damaged, so that all was fetched after all, and how often the connection was made again. Null for a file.
   */
  transfer: z.object({ kept: z.number(), startedOver: z.boolean(), retries: z.number() }).nullable(),
  /** How long each phase took, in milliseconds. */
  took: z.partialRecord(phaseSchema, z.number()),
});
export type RestoreResult = z.infer<typeof restoreResultSchema>;
