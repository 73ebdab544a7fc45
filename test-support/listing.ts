import { z } from 'zod';

/** A row of the practice server's list as its API promises it, to make answers of. */
const rowSchema = z.object({
  id: z.union([z.number(), z.string()]),
  scope: z.enum(['full', 'frontend']),
  name: z.string(),
  size: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-fA-F]{64}$/),
  encrypted_at_rest: z.boolean(),
  client_encrypted: z.boolean(),
  e2ee_fingerprint: z.string().nullable(),
  note: z.string().nullish(),
  created_at: z.string(),
});
export const backupListSchema = z.object({ ok: z.literal(true), count: z.number(), backups: z.array(rowSchema) });
export const oneBackupSchema = z.object({ ok: z.literal(true), backup: rowSchema });

export type WholeBackup = z.output<typeof rowSchema> & { readonly id: string };

/** What an answer of the API says of an archive, for tests that need every fact of it. */
export function wholeBackup(row: unknown): WholeBackup {
  const whole = rowSchema.parse(row);
  return { ...whole, id: String(whole.id) };
}
