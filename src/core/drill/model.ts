import { z } from 'zod';
import type { Failure } from '../errors';
import { failureSchema } from '../failure-schema';
import { findUnread, proofReportSchema, verdictSchema } from '../proof/model';
import { restoreResultSchema } from '../restore/model';
import { signatureSchema } from '../signing/model';
import { scopeSchema } from '../sources/model';

/** What a drill proved, as evidence: complete in itself, without any secret. Times are ISO 8601 in UTC. */
export const drillReportSchema = z.object({
  kind: z.literal('salvor-drill-report'),
  /** Of this shape. */
  version: z.literal(2),
  /** When the drill began. */
  begun: z.iso.datetime(),
  program: z.object({ name: z.literal('Salvor'), version: z.string() }),
  machine: z.object({ name: z.string(), system: z.string() }),
  /** Who ran it, as they call themselves. */
  operator: z.string(),
  /** Where the archive came from: a server's site, or a file on this machine. */
  origin: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('server'), url: z.string(), site: z.string(), fingerprint: z.string().nullable() }),
    z.object({ kind: z.literal('file'), path: z.string() }),
  ]),
  archive: z
    .object({
      name: z.string(),
      bytes: z.number(),
      /** Hex; null where the drill failed before the whole archive was read. */
      sha256: z.string().nullable(),
      id: z.string().nullable(),
      createdAt: z.string().nullable(),
      scope: scopeSchema,
      keyFingerprint: z.string().nullable(),
      layers: restoreResultSchema.shape.layers,
      payload: restoreResultSchema.shape.payload,
    })
    // A drill may fail before it knows of any archive.
    .nullable(),
  /**
   * The state that a restore would bring back, and how old that was when the drill began, in seconds; null where it is
   * ahead of this machine's clock, so that its age is not known.
   */
  recoveryPoint: z.object({ at: z.string(), ageSeconds: z.number().nullable() }).nullable(),
  outcome: z.discriminatedUnion('verdict', [
    z.object({ verdict: verdictSchema, bytes: z.number(), proof: proofReportSchema }),
    z.object({ verdict: z.literal('failed'), error: failureSchema }),
  ]),
  /** Milliseconds of each phase, and of all: so long a restore would take on this machine and line. */
  took: restoreResultSchema.shape.took,
  recoveryMilliseconds: z.number(),
});
export type DrillReport = z.output<typeof drillReportSchema>;

/**
 * Why a drill is no success, as one failure; null where it proved the archive. What is authentic and no more is none.
 */
export function shortOfProven({ outcome }: Pick<DrillReport, 'outcome'>): Failure | null {
  if (outcome.verdict === 'failed') return outcome.error;
  const seen = findUnread(outcome.proof.warnings);
  return seen === null ? null : { code: 'authentic-only', params: { found: seen } };
}

/** A report with the signature of the installation that made it. */
export const signedReportSchema = z.object({
  report: drillReportSchema,
  signature: signatureSchema,
});
export type SignedReport = z.output<typeof signedReportSchema>;
