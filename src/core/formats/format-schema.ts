import { z } from 'zod';
import type { Need, Promised } from './format';
import type { EnvelopeId, FormatId } from './registry';

/**
 * Checked as a text alone: a list of all names to check against would take the code of every format into each process
 * that reads a message.
 */
export const envelopeIdSchema = z.string() as unknown as z.ZodType<EnvelopeId, EnvelopeId>;
const formatIdSchema = z.string() as unknown as z.ZodType<FormatId, FormatId>;

const NEEDS = [
  'private-key',
  'passphrase',
  'database-password',
  'database-password-or-license-key',
  'nothing',
] as const satisfies readonly Need[];
const HOLDS = ['portal-export', 'dump', 'anything'] as const satisfies readonly Promised['holds'][];

/** What a file is, by its first bytes. */
export const inspectionSchema = z.object({
  bytes: z.number(),
  /** Of the outermost envelope, or of the payload itself. */
  format: formatIdSchema,
  needs: z.enum(NEEDS),
  holds: z.enum(HOLDS),
  ending: z.templateLiteral(['.', z.string()]).or(z.literal('')),
  /** What the header says in clear (`licenseKey`, `tenantId`); nothing authenticates it. */
  said: z.record(z.string(), z.string()),
});
