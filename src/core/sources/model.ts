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

const LONGEST_NAME = 300;
const short = z.string().transform((text) => text.slice(0, LONGEST_NAME));

/** Only what Salvor cannot do without is required: servers of other versions say less, or say it otherwise. */
export const pingSchema = z.object({
  ok: z.literal(true),
  service: z.literal('tspro-backup'),
  version: short.catch(''),
  site: z.object({ id: z.union([z.number(), z.string()]).transform(String), name: short }),
  scopes: z.array(short).max(100).catch([]),
  require_e2ee: z.boolean().catch(false),
  e2ee_public_key: z
    .string()
    .nullish()
    .transform((key) => key ?? null),
  encrypt_at_rest: z.boolean().catch(false),
  /** Null where the server does not say it in a form that is known. */
  retention: retentionSchema.nullable().catch(null),
});
export type Ping = z.infer<typeof pingSchema>;

/** Facts of an archive that the server may give otherwise than its API says. */
export const ODD_FIELDS = [
  'scope',
  'name',
  'size',
  'sha256',
  'encrypted_at_rest',
  'client_encrypted',
  'e2ee_fingerprint',
  'note',
  'created_at',
] as const;
export type OddField = (typeof ODD_FIELDS)[number];

/**
 * One archive as the server lists it, as far as that can be made out: a fact that is missing or of another form is
 * null, and its name is in `odd`. `rows.ts` makes it of an answer.
 */
export const backupSchema = z.object({
  id: z.string(),
  /** `full`, `frontend`, or what a newer server calls it; null where it says nothing. */
  scope: z.string().nullable(),
  name: z.string(),
  /** Length of the download, in bytes. */
  size: z.number().int().nonnegative().nullable(),
  /** SHA-256 of the downloaded bytes, 64 hex digits in lower case. */
  sha256: z.string().nullable(),
  encrypted_at_rest: z.boolean().nullable(),
  client_encrypted: z.boolean().nullable(),
  /** Which site key the archive is encrypted to; null on rows from before the server kept it, and for a passphrase. */
  e2ee_fingerprint: z.string().nullable(),
  note: z.string().nullable(),
  /** ISO 8601 in UTC, with microseconds. */
  created_at: z.string().nullable(),
  odd: z.array(z.enum(ODD_FIELDS)),
});
export type Backup = z.infer<typeof backupSchema>;

/** An entry of the server's list that cannot be named: at its place in the list, from 1, and why. */
export const unreadableRowSchema = z.object({
  place: z.number(),
  problem: z.enum(['not-an-entry', 'no-id', 'id-twice']),
});
export type UnreadableRow = z.infer<typeof unreadableRowSchema>;

/** Host and port of the proxy on the way, which this machine's environment names; null where there is none. */
export const proxySchema = z.string().nullable();

/** An archive whose length is known, so that it can be fetched. */
export type SizedBackup = Backup & { readonly size: number };

export const tierSchema = z.enum(['daily', 'weekly', 'monthly', 'yearly']);
export type Tier = z.infer<typeof tierSchema>;
