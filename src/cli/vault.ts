import type { Command } from 'commander';
import { fittingEntries, textOf } from '../core/custody/vault/fitting';
import { Vault } from '../core/custody/vault/vault';
import { failed } from '../core/errors';
import type { GivenSecrets } from '../core/restore/open';
import { BackupServer, type ServerAddress } from '../core/servers/client';
import type { Scope } from '../core/servers/model';
import { newestFirst, siteFingerprint } from '../core/servers/survey';
import type { Say } from '../shared/messages/catalogue';
import { dataFolder } from './data-folder';
import type { Session } from './session';
import { UsageError } from './usage';

const OPTION = '--vault-passphrase-file';

export interface VaultOptions {
  readonly vaultPassphraseFile?: string;
}

/** Where the secret for one archive may come from instead of from a file. */
export interface FromVaultOptions extends VaultOptions {
  readonly keyFromVault: boolean;
}

export function withVaultPassphrase(command: Command, say: Say): Command {
  return command.option(`${OPTION} <file>`, say('cli.option.vault-passphrase-file'));
}

export function withKeyFromVault(command: Command, say: Say): Command {
  return withVaultPassphrase(command.option('--key-from-vault', say('cli.option.key-from-vault'), false), say);
}

/** One command unlocks the vault once, also where it proves a list. */
const unlocked = new WeakMap<Session, Promise<Vault>>();

/**
 * This user's vault, unlocked by its passphrase: from a file or standard input, or typed where nobody shows it. A keystore
 * of the system opens it in the app alone. Whoever asked is to lock it when the work is over.
 *
 * @throws UsageError without a passphrase file and without a terminal, and what `Vault.open` throws
 */
export function unlockedVault(session: Session, passphraseFile: string | undefined): Promise<Vault> {
  const vault = unlocked.get(session) ?? vaultPassphrase(session, passphraseFile).then((passphrase) => Vault.open(dataFolder(), { passphrase }));
  unlocked.set(session, vault);
  return vault;
}

/** @throws UsageError without a passphrase file and without a terminal */
export async function vaultPassphrase({ secrets }: Session, file: string | undefined): Promise<string> {
  if (file === undefined && process.stdin.isTTY !== true) throw new UsageError('option-missing', OPTION);
  return secrets.readExact(OPTION, file ?? '-');
}

/** What the vault gave for one archive, and the way to note that it has opened it. */
export interface FromVault<T> {
  readonly given: T;
  /** @param what it opened */
  opened(what: string): Promise<void>;
}

/** Without the vault there is nothing to note. */
export function notFromVault<T>(given: T): FromVault<T> {
  return { given, opened: async () => {} };
}

/** What in the vault opens a file on the disk. @throws vault-lacks-key where nothing does, and as `unlockedVault` */
export async function secretsForFile(session: Session, options: FromVaultOptions, source: string): Promise<FromVault<GivenSecrets>> {
  const vault = await unlockedVault(session, options.vaultPassphraseFile);
  const { key, passphrase, databasePassword, licenseKey } = await fittingEntries(source, vault, session.signal);
  const used = [key, passphrase, databasePassword, licenseKey].filter((id) => id !== null);
  if (used.length === 0) throw failed('vault-lacks-key', { needed: null });
  const given: GivenSecrets = {
    key: key === null ? null : textOf(vault, key),
    databasePasswords: databasePassword === null ? [] : [textOf(vault, databasePassword)],
    ...(passphrase === null ? {} : { passphrase: textOf(vault, passphrase) }),
    ...(licenseKey === null ? {} : { licenseKey: textOf(vault, licenseKey) }),
  };
  return { given, opened: noting(vault, used) };
}

/**
 * The key of an archive on a server by the fingerprint that the listing says, else by the site's present one; and the id
 * of that archive, so that nobody fetches a newer one than the key was taken for.
 *
 * @throws vault-lacks-key, no-archives, and as `unlockedVault`
 */
export async function keyForArchive(
  session: Session,
  options: FromVaultOptions,
  server: ServerAddress,
  apiKey: string,
  wanted: { readonly id: string; readonly scope: Scope | null },
): Promise<FromVault<{ key: string | null; archive: string }>> {
  const vault = await unlockedVault(session, options.vaultPassphraseFile);
  const { id, needed } = await neededKey(server, apiKey, wanted, session.signal);
  if (needed === undefined) return notFromVault({ key: null, archive: id });
  const entry = vault.entries().find(({ kind, fingerprint }) => kind === 'site-key' && fingerprint === needed);
  if (entry === undefined) throw failed('vault-lacks-key', { needed });
  return { given: { key: textOf(vault, entry.id), archive: id }, opened: noting(vault, [entry.id]) };
}

/** `needed` is undefined where the archive needs no key, and null where nothing tells which. */
async function neededKey(
  address: ServerAddress,
  apiKey: string,
  { id, scope }: { readonly id: string; readonly scope: Scope | null },
  signal: AbortSignal,
): Promise<{ id: string; needed: string | null | undefined }> {
  const server = new BackupServer(address, apiKey);
  try {
    const backup = id === 'latest' ? newestFirst(await server.list(scope ?? 'full', signal))[0] : await server.backup(id, signal);
    if (backup === undefined) throw failed('no-archives', { scope: scope ?? 'full' });
    if (!backup.client_encrypted) return { id: backup.id, needed: undefined };
    return { id: backup.id, needed: backup.e2ee_fingerprint ?? siteFingerprint(await server.ping(signal), server.host) };
  } finally {
    await server.close();
  }
}

function noting(vault: Vault, ids: readonly string[]): (what: string) => Promise<void> {
  return async (what) => {
    // What was opened is opened, whether or not the vault can be told of it.
    for (const id of ids) await vault.noteOpened(id, what.slice(0, 300)).catch(() => {});
  };
}
