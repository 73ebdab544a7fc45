import { z } from 'zod';
import { secretKindSchema } from '../../core/custody/model';
import { sealingSchema, vaultEntryViewSchema } from '../../core/custody/vault/model';
import { call, done, nothing, token } from './call';
import { heldKeySchema } from './key-calls';
import { archiveSecretKindSchema } from './secret-calls';

/** Minutes without a touch after which the vault locks by itself. */
export const lockAfterSchema = z.union([z.literal(1), z.literal(5), z.literal(15), z.literal(60)]);

export const vaultStatusSchema = z.object({
  state: z.enum(['none', 'locked', 'open', 'damaged']),
  /** By what it opens; empty where there is none, or where it cannot be read. */
  sealings: z.array(sealingSchema),
  /** A whole predecessor is beside a damaged file. */
  previous: z.boolean(),
  /** Why it is locked, where it was open before in this run. */
  lockedBy: z.enum(['person', 'idle', 'suspend', 'screen']).nullable(),
  path: z.string(),
  lockAfter: lockAfterSchema,
});

export const keyInVaultSchema = vaultEntryViewSchema.extend({
  /** Of a site's key: the connected sites whose present key or archives it belongs to. */
  sites: z.array(z.string()),
});

const passphrase = z.string().max(1000);
const label = z.string().trim().min(1).max(200);
const note = z.string().max(4000);
const id = z.uuid();
/** Of a typed secret. Whatever is longer comes from a file. */
const LONGEST_TYPED = 64 * 1024;

/** A secret that is held for one archive; `label` names the vault's entry from which it comes. */
const fittingSecret = z.object({ token, label: z.string() });

export const vaultCalls = {
  'vault.status': call(nothing, vaultStatusSchema),
  'vault.create': call(z.object({ passphrase: passphrase.nullable(), keystore: z.boolean() }).strict(), done),
  /** With a passphrase, or with null by the system's keystore. */
  'vault.unlock': call(z.object({ passphrase: passphrase.nullable() }).strict(), done),
  /** The window is loaded again, so it remembers nothing. */
  'vault.lock': call(nothing, done),
  'vault.restorePrevious': call(nothing, z.object({ aside: z.string().nullable() })),
  /** Seals it again. `current` proves who asks where there is a passphrase. */
  'vault.reseal': call(
    z.object({ current: passphrase.nullable(), passphrase: passphrase.nullable(), keystore: z.boolean() }).strict(),
    done,
  ),
  'vault.setLockAfter': call(z.object({ minutes: lockAfterSchema }).strict(), done),

  'vault.entries': call(nothing, z.array(keyInVaultSchema)),
  'vault.add': call(
    z.object({ kind: secretKindSchema, label, text: z.string().max(LONGEST_TYPED), note }).strict(),
    z.object({ id }),
  ),
  /** Opens a dialog for the file that holds it; null when it was closed. Of an `.env` the master key alone is taken. */
  'vault.addFile': call(
    z.object({ kind: secretKindSchema, label: z.string().trim().max(200), note }).strict(),
    z.object({ id }).nullable(),
  ),
  'vault.change': call(z.object({ id, label, note }).strict(), done),
  'vault.remove': call(z.object({ id }).strict(), done),
  /** The secret itself, for a person to see. Null where it is no text. */
  'vault.reveal': call(z.object({ id }).strict(), z.object({ text: z.string().nullable() })),
  /** Puts it on the clipboard, from which it is cleared after `seconds` unless something else is there by then. */
  'vault.copy': call(z.object({ id }).strict(), z.object({ seconds: z.number() })),
  /** Opens the save dialog; null when it was closed. */
  'vault.export': call(z.object({ id }).strict(), z.object({ path: z.string() }).nullable()),

  /** The held key with that fingerprint; null where the vault has none or is locked. */
  'vault.keyFor': call(z.object({ fingerprint: z.string().max(64) }).strict(), heldKeySchema.nullable()),
  /** A passphrase of the vault, for an archive on a server; null where the vault has none of that id or is locked. */
  'vault.passphrase': call(z.object({ id }).strict(), fittingSecret.nullable()),
  /** What in the vault opens a file; nothing where it is locked. */
  'vault.fitting': call(
    z.object({ file: token }).strict(),
    z.object({
      key: heldKeySchema.nullable(),
      passphrase: fittingSecret.nullable(),
      databasePassword: fittingSecret.nullable(),
      licenseKey: fittingSecret.nullable(),
    }),
  ),
  /** Keeps a private key that was given for an archive. */
  'vault.keepKey': call(z.object({ key: token, label }).strict(), z.object({ id })),
  'vault.keepSecret': call(
    z.object({ secret: token, kind: archiveSecretKindSchema, label }).strict(),
    z.object({ id }),
  ),
} as const;

export const vaultEvents = {
  /** It was created, opened or changed: what the window knows of it is old. */
  'vault.changed': z.object({}),
} as const;

export type VaultStatus = z.output<typeof vaultStatusSchema>;
export type KeyInVault = z.output<typeof keyInVaultSchema>;
