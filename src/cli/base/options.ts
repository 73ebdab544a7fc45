import { type Command, Option } from 'commander';
import { normaliseFingerprint } from '../../core/formats/site-key';
import type { Accepts } from '../../core/restore/model';
import type { GivenSecrets } from '../../core/restore/open';
import { PATIENCE } from '../../core/restore/retry';
import { checkAddress } from '../../core/sources/kinds/registry';
import type { Scope } from '../../core/sources/model';
import type { SourceAddress } from '../../core/sources/source';
import type { Say } from '../../shared/messages/catalogue';
import { readAuthorities } from './authorities';
import { collect, wholeNumber } from './common';
import type { Session } from './session';
import { UsageError } from './usage';
import { type FromVault, type FromVaultOptions, notFromVault, secretsForFile, withKeyFromVault } from './vault';

export interface ServerOptions {
  readonly server: string;
  readonly apiKeyFile: string;
  readonly caFile: readonly string[];
  readonly allowHttp: boolean;
}

/** @param optional what `--server` is for, where a command does without a server too */
export function withServer(command: Command, say: Say, optional: string | null = null): Command {
  const isNeeded = optional === null;
  return command
    .addOption(new Option('--server <url>', optional ?? say('cli.option.server')).makeOptionMandatory(isNeeded))
    .addOption(new Option('--api-key-file <file>', say('cli.option.api-key-file')).makeOptionMandatory(isNeeded))
    .option('--ca-file <file>', say('cli.option.ca-file'), collect, [])
    .option('--allow-http', say('cli.option.allow-http'), false);
}

export function withKey(command: Command, say: Say): Command {
  return command.option('--key-file <file>', say('cli.option.key-file'));
}

/** What any archive on the disk may need; which of it this one needs, its header says. */
export interface SecretOptions extends FromVaultOptions {
  readonly keyFile?: string;
  readonly passphraseFile?: string;
  readonly licenseKeyFile?: string;
  readonly dbPasswordFile: readonly string[];
  readonly tenantId?: string;
}

export function withSecrets(command: Command, say: Say): Command {
  return withKeyFromVault(withKey(command, say), say)
    .option('--passphrase-file <file>', say('cli.option.passphrase-file'))
    .option('--db-password-file <file>', say('cli.option.db-password-file'), collect, [])
    .option('--license-key-file <file>', say('cli.option.license-key-file'))
    .option('--tenant-id <id>', say('cli.option.tenant-id'));
}

export function withScope(command: Command, description: string, otherwise?: Scope): Command {
  const option = new Option('--scope <scope>', description).choices(['full', 'frontend'] satisfies Scope[]);
  return command.addOption(otherwise === undefined ? option : option.default(otherwise));
}

export function withDestination(command: Command, say: Say): Command {
  return command
    .requiredOption('--out <file>', say('cli.option.out'))
    .option('--overwrite', say('cli.option.overwrite'), false);
}

export interface AcceptOptions {
  readonly authenticOnly?: boolean;
  readonly allowUnsealed: boolean;
}

/** What is taken although it is less than proven. @param what `contents` for commands that prove nothing anyway */
export function withAccepts(command: Command, say: Say, what: 'proof' | 'contents' = 'proof'): Command {
  const unsealed = command.option('--allow-unsealed', say('cli.option.allow-unsealed'), false);
  return what === 'proof' ? unsealed.option('--authentic-only', say('cli.option.authentic-only'), false) : unsealed;
}

export function acceptsOf({ authenticOnly = false, allowUnsealed }: AcceptOptions): Accepts {
  return { authenticOnly, unsealed: allowUnsealed };
}

export function withTries(command: Command, say: Say): Command {
  const { tries } = PATIENCE;
  return command.option('--tries <count>', say('cli.option.tries', { tries }), wholeNumber(0, 9999), tries);
}

export function withQuiet(command: Command, say: Say): Command {
  return command.option('--quiet', say('cli.option.quiet'), false);
}

/**
 * The server's address, checked, with the certificates of its own authorities. @throws authority-unreadable, and as
 * `checkAddress`
 */
export async function serverAddress(options: ServerOptions): Promise<SourceAddress> {
  return {
    url: checkAddress(options.server, options.allowHttp),
    allowHttp: options.allowHttp,
    authorities: await readAuthorities(options.caFile),
  };
}

/** What opens an archive on a server, and was named: the private key (null without one), or the passphrase. */
export async function givenForServer(
  { secrets }: Session,
  { keyFile, passphraseFile }: { readonly keyFile?: string | undefined; readonly passphraseFile?: string | undefined },
): Promise<{ key: string | null; passphrase?: string }> {
  const key = keyFile === undefined ? null : await secrets.read('--key-file', keyFile);
  return {
    key,
    ...(passphraseFile === undefined
      ? {}
      : { passphrase: await secrets.readExact('--passphrase-file', passphraseFile) }),
  };
}

/**
 * The secrets that were named for a file, or with `--key-from-vault` those of the vault that fit it. @throws as either
 */
export async function secretsFor(
  session: Session,
  options: SecretOptions,
  source: string,
): Promise<FromVault<GivenSecrets>> {
  return options.keyFromVault
    ? secretsForFile(session, options, source)
    : notFromVault(await givenSecrets(session, options));
}

/** The secrets that were named. @throws key-file-unreadable, UsageError */
export async function givenSecrets(
  { secrets }: Session,
  options: Omit<SecretOptions, keyof FromVaultOptions>,
): Promise<GivenSecrets> {
  const { keyFile, passphraseFile, licenseKeyFile, tenantId } = options;
  const databasePasswords: string[] = [];
  // One after the other, so that it is the first of two that reads standard input.
  const key = keyFile === undefined ? null : await secrets.read('--key-file', keyFile);
  const passphrase =
    passphraseFile === undefined ? {} : { passphrase: await secrets.readExact('--passphrase-file', passphraseFile) };
  for (const file of options.dbPasswordFile)
    databasePasswords.push(await secrets.readExact('--db-password-file', file));
  const licenseKey =
    licenseKeyFile === undefined ? {} : { licenseKey: await secrets.read('--license-key-file', licenseKeyFile) };
  return { key, databasePasswords, ...passphrase, ...licenseKey, ...(tenantId === undefined ? {} : { tenantId }) };
}

/** A fingerprint as typed, in its one form; null where none was asked for. @throws UsageError */
export function expectedFingerprint(typed: string | undefined): string | null {
  if (typed === undefined) return null;
  const fingerprint = normaliseFingerprint(typed);
  if (fingerprint === null) throw new UsageError('bad-fingerprint', '--fingerprint');
  return fingerprint;
}
