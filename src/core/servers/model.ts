import { z } from 'zod';

/** Answers of the TS Pro Backup server, API v1, as seen on server version 1.3.1. Unknown fields are ignored. */

export const scopeSchema = z.enum(['full', 'frontend']);
export type Scope = z.infer<typeof scopeSchema>;

/** How many days, ISO weeks, months and years keep their newest backup; 0 switches a tier off. */
export const retentionSchema = z.object({
  daily: z.number().int().nonnegative(),
  weekly: z.number().int().nonnegative(),
  monthly: z.number().int().nonnegative(),
  yearly: z.number().int().nonnegative(),
});
export type Retention = z.infer<typeof retentionSchema>;

export const pingSchema = z.object({
  ok: z.literal(true),
  service: z.literal('tspro-backup'),
  version: z.string(),
  site: z.object({ id: z.union([z.number(), z.string()]).transform(String), name: z.string() }),
  scopes: z.array(z.string()),
  require_e2ee: z.boolean(),
  e2ee_alg: z.string().nullish(),
  e2ee_public_key: z.string().nullable(),
  encrypt_at_rest: z.boolean(),
  retention: retentionSchema,
  chunked_upload: z.boolean(),
  max_chunk_mb: z.number(),
  max_backup_mb: z.number(),
  remote_restore: z.boolean().optional(),
});
export type Ping = z.infer<typeof pingSchema>;

export const backupSchema = z.object({
  id: z.union([z.number(), z.string()]).transform(String),
  scope: scopeSchema,
  name: z.string(),
  /** Length of the download, in bytes. */
  size: z.number().int().nonnegative(),
  stored_size: z.number().int().nonnegative().nullish(),
  /** SHA-256 of the downloaded bytes, 64 hex digits. */
  sha256: z.string().regex(/^[0-9a-fA-F]{64}$/).transform((hex) => hex.toLowerCase()),
  encrypted_at_rest: z.boolean(),
  client_encrypted: z.boolean(),
  /** Which site key the archive is encrypted to; null on rows from before the server kept it. */
  e2ee_fingerprint: z.string().nullable(),
  note: z.string().nullish(),
  /** ISO 8601, UTC, with microseconds. */
  created_at: z.string(),
});
export type Backup = z.infer<typeof backupSchema>;

export const backupListSchema = z.object({ ok: z.literal(true), count: z.number(), backups: z.array(backupSchema) });
export const oneBackupSchema = z.object({ ok: z.literal(true), backup: backupSchema });

export const tierSchema = z.enum(['daily', 'weekly', 'monthly', 'yearly']);
export type Tier = z.infer<typeof tierSchema>;
