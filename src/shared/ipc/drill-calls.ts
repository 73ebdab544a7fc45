import { z } from 'zod';
import { drillReportSchema } from '../../core/drill/model';
import { scopeSchema } from '../../core/sources/model';
import { call, nothing, token } from './call';
import { secretTokensSchema } from './secret-calls';

/** A drill's report with the fingerprint of the installation that signed it. */
export const drillRecordSchema = z.object({ report: drillReportSchema, signer: z.string() });
export type DrillRecord = z.output<typeof drillRecordSchema>;

const operator = z.string().max(200);
const started = z.object({ job: z.string() });

/** What starts ends with `jobs.ended`. */
export const drillCalls = {
  /** Proves an archive and keeps nothing of it. */
  'drill.start': call(
    z
      .object({
        target: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('file'), file: token, secrets: secretTokensSchema, scope: scopeSchema }).strict(),
          z
            .object({
              kind: z.literal('server'),
              server: z.string(),
              archive: z.string(),
              key: token.nullable(),
              passphrase: token.nullable().default(null),
            })
            .strict(),
        ]),
        operator,
      })
      .strict(),
    started,
  ),
  /**
   * Proves one archive of each of several sites, one after another, with a `jobs.drilled` for each. Where `archive` is
   * null, the site could not be asked for its newest, and is asked again. Fails with `key-needed` where a key has been
   * forgotten meanwhile; whatever else is wrong with a site is its own outcome.
   */
  'drill.startBatch': call(
    z
      .object({
        targets: z
          .array(z.object({ server: z.string(), archive: z.string().nullable(), key: token.nullable() }).strict())
          .min(1)
          .max(1000),
        operator,
      })
      .strict(),
    started,
  ),
  /** Saves a drill's signed report, or its page as PDF, where the dialog says; null when it was closed. */
  'drill.save': call(
    z.object({ job: z.string(), as: z.enum(['json', 'pdf']) }).strict(),
    z.object({ path: z.string() }).nullable(),
  ),
  /** Every drill of this installation, newest first; `job` serves `drill.save`. */
  'drill.history': call(nothing, z.array(z.object({ job: z.string(), record: drillRecordSchema }))),
} as const;
