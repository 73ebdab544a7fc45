import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { Vault } from '../../core/custody/vault/vault';
import { failed } from '../../core/errors';
import type { GivenSecrets } from '../../core/restore/open';
import { fittingEntries, textOf } from '../../core/restore/vault-fitting';
import { withSource } from '../../core/sources/kinds/registry';
import type { Scope, SizedArchive } from '../../core/sources/model';
import type { Source, SourceAccess } from '../../core/sources/source';
import { findArchive, siteFingerprint } from '../../core/sources/survey';
import type { Say } from '../../shared/messages/catalogue';
import { dataFolder } from './data-folder';
import type { Session } from './session';
import { UsageError } from './usage';

/** So much of an archive tells which secret opens it. */
const BEGINNING_BYTES = 64 * 1024;
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
 * This user's vault, unlocked by its passphrase: from a file or standard input, or typed without an echo. A
 * keystore of the system opens it in the app alone. The caller is to lock it when the work is over.
 *
 * @throws UsageError without a passphrase file and without a terminal, and what `Vault.open` throws
 */
export function unlockedVault(session: Session, passphraseFile: string | undefined): Promise<Vault> {
  const vault =
    unlocked.get(session) ??
    vaultPassphrase(session, passphraseFile).then((passphrase) => Vault.open(dataFolder(), { passphrase }));
  unlocked.set(session, vault);
  return vault;
}

/** @throws UsageError without a passphrase file and without a terminal */
async function vaultPassphrase({ secrets, say }: Session, file: string | undefined): Promise<string> {
  if (file !== undefined) return secrets.readExact(OPTION, file);
  requireTerminal();
  return secrets.ask(OPTION, say('cli.secret.vault'));
}

/**
 * The passphrase of a vault that is still to be made. A person types it twice. @throws as `vaultPassphrase`, and
 * UsageError where the two differ
 */
export async function newVaultPassphrase({ secrets, say }: Session, file: string | undefined): Promise<string> {
  if (file !== undefined) return secrets.readExact(OPTION, file);
  requireTerminal();
  const first = await secrets.ask(OPTION, say('cli.secret.vault-new'));
  const second = await secrets.ask(OPTION, say('cli.secret.vault-again'));
  if (first !== second) throw new UsageError('passphrases-differ', OPTION);
  return first;
}

function requireTerminal(): void {
  if (process.stdin.isTTY !== true) throw new UsageError('option-missing', OPTION);
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
export async function secretsForFile(
  session: Session,
  options: FromVaultOptions,
  source: string,
): Promise<FromVault<GivenSecrets>> {
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

/** What the vault gives for an archive on a server, and which archive that is. */
export interface GivenForArchive {
  readonly key: string | null;
  readonly passphrase?: string;
  /** Its id: a newer archive may need another secret than the one that was taken. */
  readonly archive: string;
}

/**
 * What opens an archive on a server: the key by the fingerprint that the listing says. Where it says none, the
 * archive's first bytes tell, or for a server that encrypts at rest, and is not asked for a few bytes, the site's
 * present key is taken.
 *
 * @throws vault-lacks-key, no-archives, and as `unlockedVault`
 */
export async function keyForArchive(
  session: Session,
  options: FromVaultOptions,
  access: SourceAccess,
  wanted: { readonly id: string; readonly scope: Scope | null },
): Promise<FromVault<GivenForArchive>> {
  const vault = await unlockedVault(session, options.vaultPassphraseFile);
  return withSource(access, async (source) => {
    const site = await source.probe(session.signal);
    const archive = await findArchive(source, wanted, session.signal);
    const { id, bytes, keyFingerprint } = archive;
    if (archive.encrypted === false) return notFromVault({ key: null, archive: id });
    if (keyFingerprint === null && archive.encryptedAtRest === false && bytes !== null) {
      const { given, opened } = await fittingBeginning(vault, source, { ...archive, bytes }, session.signal);
      return { given: { ...given, archive: id }, opened };
    }
    const needed = keyFingerprint ?? siteFingerprint(site, source.host);
    const entry = vault.entries().find(({ kind, fingerprint }) => kind === 'site-key' && fingerprint === needed);
    if (entry === undefined) throw failed('vault-lacks-key', { needed });
    return { given: { key: textOf(vault, entry.id), archive: id }, opened: noting(vault, [entry.id]) };
  });
}

/**
 * What in the vault opens an archive that begins so; it is looked for as for a file whose beginning alone is
 * there.
 */
async function fittingBeginning(
  vault: Vault,
  source: Source,
  archive: SizedArchive,
  signal: AbortSignal,
): Promise<FromVault<{ key: string | null; passphrase?: string }>> {
  const folder = await mkdtemp(join(tmpdir(), 'salvor-beginning-'));
  try {
    const path = join(folder, 'beginning');
    await writeFile(path, await source.readBeginning(archive, Math.min(archive.bytes, BEGINNING_BYTES), signal), {
      mode: 0o600,
    });
    const { key, passphrase } = await fittingEntries(path, vault, signal);
    const used = [key, passphrase].filter((each) => each !== null);
    if (used.length === 0) throw failed('vault-lacks-key', { needed: null });
    return {
      given: {
        key: key === null ? null : textOf(vault, key),
        ...(passphrase === null ? {} : { passphrase: textOf(vault, passphrase) }),
      },
      opened: noting(vault, used),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function noting(vault: Vault, ids: readonly string[]): (what: string) => Promise<void> {
  return async (what) => {
    // What was opened is opened, whether or not the vault can be told of it.
    for (const id of ids) await vault.noteOpened(id, what.slice(0, 300)).catch(() => {});
  };
}
