import { z } from 'zod';

/** What every kind of source says of its archives, in words of no wire. */

/** What an archive holds of its site. A source may name others that Salvor does not know. */
export const scopeSchema = z.enum(['full', 'frontend']);
export type Scope = z.infer<typeof scopeSchema>;

export const tierSchema = z.enum(['daily', 'weekly', 'monthly', 'yearly']);
export type Tier = z.infer<typeof tierSchema>;

/** How many days, ISO weeks, months and years keep their newest archive; 0 switches a tier off. */
export const retentionSchema = z.object({
  daily: z.number().int().nonnegative(),
  weekly: z.number().int().nonnegative(),
  monthly: z.number().int().nonnegative(),
  yearly: z.number().int().nonnegative(),
});
export type Retention = z.infer<typeof retentionSchema>;

/** Whose archives they are, and how their source keeps them. */
export const siteSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Text of the public key that new archives are encrypted to; null where the site has none. */
  publicKey: z.string().nullable(),
  /** Whether the source takes no archive that is not encrypted. */
  requiresEncryption: z.boolean(),
  /** Whether the source encrypts what it keeps once more, with a key of its own. */
  encryptsAtRest: z.boolean(),
  /** The scopes that the source takes, by its own names. */
  scopes: z.array(z.string()),
  /** Null where the source does not say it in a form that is known. */
  retention: retentionSchema.nullable(),
  /** Version of the program that keeps the archives. */
  version: z.string(),
});
export type Site = z.infer<typeof siteSchema>;

/** Facts of an archive that a source may give in another form than it should. */
export const ODD_FIELDS = [
  'scope',
  'name',
  'bytes',
  'sha256',
  'encryptedAtRest',
  'encrypted',
  'keyFingerprint',
  'note',
  'createdAt',
] as const;
export type OddField = (typeof ODD_FIELDS)[number];

/** One archive as its source lists it. A fact that is missing or of another form is null, and its name is in `odd`. */
export const archiveSchema = z.object({
  id: z.string(),
  /** One of `scopeSchema`, or what a newer source calls it. */
  scope: z.string().nullable(),
  name: z.string(),
  /** Length of the download. */
  bytes: z.number().int().nonnegative().nullable(),
  /** SHA-256 of the downloaded bytes, 64 hex digits in lower case. */
  sha256: z.string().nullable(),
  encryptedAtRest: z.boolean().nullable(),
  /** Whether its maker encrypted it, to a key or with a passphrase. */
  encrypted: z.boolean().nullable(),
  /** Of the site key that it is encrypted to; null where the source does not know it, and for a passphrase. */
  keyFingerprint: z.string().nullable(),
  note: z.string().nullable(),
  /** ISO 8601 in UTC, with microseconds where the source has them. */
  createdAt: z.string().nullable(),
  odd: z.array(z.enum(ODD_FIELDS)),
});
export type Archive = z.infer<typeof archiveSchema>;

/** An archive whose length is known, so that it can be fetched. */
export type SizedArchive = Archive & { readonly bytes: number };

/** An archive in a survey, with the retention tiers that keep it. */
export const surveyedArchiveSchema = archiveSchema.extend({ tiers: z.array(tierSchema) });
export type SurveyedArchive = z.infer<typeof surveyedArchiveSchema>;

/** An entry of a source's list that cannot be named: its place in the list, from 1, and why. */
export const unreadableRowSchema = z.object({
  place: z.number(),
  problem: z.enum(['not-an-entry', 'no-id', 'id-twice']),
});
export type UnreadableRow = z.infer<typeof unreadableRowSchema>;

/** A source that answered. */
export const probeSchema = z.object({
  site: siteSchema,
  /** Of the site's present public key; null where it has none. */
  fingerprint: z.string().nullable(),
  /** Host and port of the proxy on the way, which this machine's environment names; null where there is none. */
  proxy: z.string().nullable(),
});
export type Probe = z.infer<typeof probeSchema>;

/** A source at a glance: whose archives it keeps, which key they are made for today, and all of them, newest first. */
export const surveySchema = probeSchema.extend({
  archives: z.array(surveyedArchiveSchema),
  unreadable: z.array(unreadableRowSchema),
});
export type Survey = z.infer<typeof surveySchema>;
