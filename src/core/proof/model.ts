import { z } from 'zod';

/** One thing that the proof looked at. A failed check ends the proof by an error, so none is listed here. */
export const checkSchema = z.object({
  id: z.enum(['authenticated', 'listing-hash', 'entry-names', 'entry-contents', 'expansion', 'manifest', 'database', 'credential-key']),
  outcome: z.enum(['passed', 'warning']),
});
export type Check = z.infer<typeof checkSchema>;

/** Something that a person must be told although the archive is sound. */
export const warningSchema = z.enum(['credential-key-missing', 'turnstile-will-be-off', 'source-host-unknown', 'case-twins', 'contents-unknown']);
export type Warning = z.infer<typeof warningSchema>;

export const tableSchema = z.object({ name: z.string(), rows: z.number() });

/** What was found in a whole-site export. */
export const portalFactsSchema = z.object({
  kind: z.literal('portal-export'),
  app: z.string(),
  formatVersion: z.number().nullable(),
  exportedAt: z.string().nullable(),
  sourceHost: z.string().nullable(),
  turnstileEnabledAtExport: z.boolean().nullable(),
  note: z.string().nullable(),
  databaseBytes: z.number(),
  tables: z.array(tableSchema),
  uploads: z.object({ count: z.number(), bytes: z.number() }),
  hasCredentialKey: z.boolean(),
});

/** What was found in a frontend-only archive, which has no database. */
export const frontendFactsSchema = z.object({ kind: z.literal('frontend-export'), hasManifest: z.boolean() });

/** Authentic bytes of no kind that Salvor knows: nothing more could be proven. */
export const unknownFactsSchema = z.object({ kind: z.literal('unknown') });

export const proofReportSchema = z.object({
  checks: z.array(checkSchema),
  warnings: z.array(warningSchema),
  entries: z.object({ count: z.number(), bytes: z.number() }),
  facts: z.discriminatedUnion('kind', [portalFactsSchema, frontendFactsSchema, unknownFactsSchema]),
});
export type PortalFacts = z.infer<typeof portalFactsSchema>;
export type FrontendFacts = z.infer<typeof frontendFactsSchema>;
export type ProofReport = z.infer<typeof proofReportSchema>;
