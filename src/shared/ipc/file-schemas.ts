import { z } from 'zod';
import { token } from './call';

/** A file that a person chose or dropped, recognised by its first bytes. */
export const openedFileSchema = z.object({
  token,
  name: z.string(),
  folder: z.string(),
  bytes: z.number(),
  /** Of the outermost envelope, or of the payload itself: `tspepk01`, `proxpanel-v2`, `zip` … */
  format: z.string(),
  needs: z.enum(['private-key', 'passphrase', 'database-password', 'database-password-or-license-key', 'nothing']),
  /** What the header says in clear (`licenseKey`, `tenantId`); nothing authenticates it. */
  said: z.record(z.string(), z.string()),
});

/** Secrets that open an archive, beside a site's private key. */
export const archiveSecretKindSchema = z.enum(['passphrase', 'database-password', 'license-key']);
export type ArchiveSecretKind = z.output<typeof archiveSecretKindSchema>;

/** Secrets by their tokens; what an archive turns out not to need may be left out. */
export const secretTokensSchema = z
  .object({
    key: token.nullable(),
    passphrase: token.nullable(),
    databasePasswords: z.array(token).max(20),
    licenseKey: token.nullable(),
    tenantId: z.string().max(200).nullable(),
  })
  .strict();

/** A private key that the main process holds. */
export const heldKeySchema = z.object({
  token,
  fingerprint: z.string(),
  /** Where it came from: `paste`, `vault`, or a file's name. */
  source: z.string(),
  /** Of one from the vault, the label of its entry. */
  label: z.string().optional(),
});
