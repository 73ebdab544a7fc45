import { z } from 'zod';
import { call, done, token } from './call';

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
export type SecretTokens = z.output<typeof secretTokensSchema>;

export const secretCalls = {
  'secrets.hold': call(
    z.object({ kind: archiveSecretKindSchema, text: z.string().max(4096) }).strict(),
    z.object({ token }),
  ),
  /** Opens a dialog for a file that holds such a secret; null when it was closed. */
  'secrets.choose': call(
    z.object({ kind: archiveSecretKindSchema }).strict(),
    z.object({ token, source: z.string() }).nullable(),
  ),
  'secrets.forget': call(z.object({ secret: token }).strict(), done),
} as const;
