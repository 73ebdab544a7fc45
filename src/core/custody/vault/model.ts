import { z } from 'zod';
import { secretFactsSchema } from '../model';

/** A keystore of the operating system, a passphrase, or both: each by itself opens the vault. */
export const sealingSchema = z.enum(['keystore', 'passphrase']);
export type Sealing = z.infer<typeof sealingSchema>;

/** Everything that may be told of a secret in the vault without telling the secret. Times are ISO 8601 in UTC. */
export const vaultEntryViewSchema = secretFactsSchema.extend({
  id: z.uuid(),
  /** What it opens, in a person's words or as a restore found out: sites, servers, names of archives. */
  opens: z.array(z.object({ what: z.string().min(1).max(300) })).max(200),
  added: z.iso.datetime(),
  /** When it last opened something; null while it never has. */
  lastOpened: z.iso.datetime().nullable(),
  /** The set of shares that it was last split into; null while it is in this vault alone. */
  escrowed: z
    .object({ set: z.string().regex(/^[0-9a-f]{10}$/), generation: z.number().int().min(1).max(65_535) })
    .nullable(),
  note: z.string().max(4000),
  /** Length of the secret in bytes. */
  bytes: z.number().int().min(1),
});
export type VaultEntryView = z.infer<typeof vaultEntryViewSchema>;
