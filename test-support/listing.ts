import { z } from 'zod';
import type { Backup, Scope } from '../src/core/sources/model';
import { readRow } from '../src/core/sources/ts-pro-backup/rows';

/** A row of a server's list that is all as the API says. */
export type WholeBackup = Backup & {
  readonly size: number;
  readonly sha256: string;
  readonly created_at: string;
  readonly scope: Scope;
};

/** What an answer of the API says of an archive, for tests that need every fact of it. */
export function wholeBackup(row: unknown): WholeBackup {
  const backup = readRow(row);
  if (typeof backup === 'string') throw new Error(backup);
  if (backup.odd.length > 0) throw new Error(`odd: ${backup.odd.join(', ')}`);
  return backup as WholeBackup;
}

/** A row as the API promises it, to make answers of. */
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
