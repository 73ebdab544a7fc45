import { z } from 'zod';
import { secretKindSchema } from '../core/custody/model';
import { drillReportSchema } from '../core/drill/model';
import { failureSchema, outcomeOf } from '../core/failure-schema';
import { inspectionSchema } from '../core/formats/format-schema';
import { acceptsSchema, progressSchema, restoreResultSchema } from '../core/restore/model';
import { probeSchema, scopeSchema, surveySchema } from '../core/sources/model';
import { sourceAccessSchema } from '../core/sources/source';

/**
 * What main and a job's utility process say to each other. Both ends check every message against it. One
 * process runs one job; secrets travel in the `start` message and nowhere else.
 */

export const secrets = {
  /** The private key's text; null where the archive is not encrypted, or by something else. */
  key: z.string().nullable(),
  passphrase: z.string().exactOptional(),
  licenseKey: z.string().exactOptional(),
  tenantId: z.string().exactOptional(),
  databasePasswords: z.array(z.string()),
};

/** An archive that a source keeps. */
const remote = {
  ...sourceAccessSchema.shape,
  /** Its id, or `latest`. */
  archive: z.string(),
  scope: scopeSchema.nullable(),
  key: secrets.key,
  passphrase: secrets.passphrase,
  expectedFingerprint: z.string().nullable(),
};

/** An archive on this machine. */
const local = { source: z.string(), ...secrets, scope: scopeSchema };

const place = { destination: z.string(), overwrite: z.boolean(), accepts: acceptsSchema };

export const jobRequestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('probe'), ...sourceAccessSchema.shape }),
  z.object({ kind: z.literal('survey'), ...sourceAccessSchema.shape }),
  z.object({ kind: z.literal('fetch'), ...remote, ...place }),
  z.object({ kind: z.literal('open'), ...local, ...place }),
  z.object({
    kind: z.literal('drill'),
    target: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('file'), ...local }),
      z.object({ kind: z.literal('server'), ...remote }),
      /** One of a list that cannot even begin; that too is an outcome. */
      z.object({ kind: z.literal('unready'), origin: drillReportSchema.shape.origin, error: failureSchema }),
    ]),
    maker: z.object({ operator: z.string(), version: z.string() }),
  }),
  /** What a file is, by its first bytes. */
  z.object({ kind: z.literal('inspect'), path: z.string() }),
  /** Which of some secrets of the vault opens a file: those alone cross that could. */
  z.object({
    kind: z.literal('fit'),
    source: z.string(),
    secrets: z.array(
      z.object({
        id: z.string(),
        kind: secretKindSchema,
        bytes: z.custom<Uint8Array>((given) => given instanceof Uint8Array),
      }),
    ),
  }),
]);
export type JobRequest = z.infer<typeof jobRequestSchema>;
export type JobKind = JobRequest['kind'];

/** What each kind of job ends with when all went well. */
export const jobResultSchemas = {
  probe: probeSchema,
  survey: surveySchema,
  fetch: restoreResultSchema,
  open: restoreResultSchema,
  drill: z.object({ report: drillReportSchema }),
  inspect: inspectionSchema,
  fit: z.object({
    key: z.string().nullable(),
    passphrase: z.string().nullable(),
    databasePassword: z.string().nullable(),
    licenseKey: z.string().nullable(),
  }),
} as const satisfies Record<JobKind, z.ZodType>;
export type JobResult<K extends JobKind> = z.output<(typeof jobResultSchemas)[K]>;

export const toEngineSchema = z.discriminatedUnion('type', [
  /**
   * `dataFolder`: where unfinished files are written down. `tries`: how often in a row it is tried again where the
   * network fails; null for as often as is usual.
   */
  z.object({
    type: z.literal('start'),
    job: jobRequestSchema,
    dataFolder: z.string(),
    tries: z.number().int().nonnegative().nullable(),
  }),
  z.object({ type: z.literal('pause') }),
  z.object({ type: z.literal('resume') }),
  /** `keep`: what is there of a fetch stays, to go on with later. */
  z.object({ type: z.literal('cancel'), keep: z.boolean() }),
  /** The machine has woken up: whatever waits for the network tries at once. */
  z.object({ type: z.literal('wake') }),
  /** Main has the outcome: the process may go. Leaving earlier could lose the message. */
  z.object({ type: z.literal('received') }),
]);
export type ToEngine = z.infer<typeof toEngineSchema>;

/** `ended` is the explicit last message. An exit without it is never a success, whatever its code. */
export const fromEngineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), progress: progressSchema }),
  z.object({
    type: z.literal('ended'),
    outcome: outcomeOf(z.unknown()),
  }),
]);
export type FromEngine = z.infer<typeof fromEngineSchema>;
