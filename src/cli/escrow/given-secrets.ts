import { basename } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { EscrowSecret } from '../../core/custody/escrow/secret';
import { type SecretKind, secretKindSchema } from '../../core/custody/model';
import { secretOfFile } from '../../core/custody/secret-text';
import { acceptedSecret, randomFingerprint } from '../../core/custody/vault/accepted-secret';
import type { Vault } from '../../core/custody/vault/vault';
import { exactText } from '../../core/plain-text';
import type { Say } from '../../shared/messages/catalogue';
import type { Session } from '../base/session';
import { notAmong, UsageError } from '../base/usage';

/** A secret as the command line names it: `--kind` and `--label` are about the `--secret-file` before them. */
export interface NamedSecret {
  readonly file: string;
  kind?: SecretKind;
  label?: string;
}

/** Adds the options that name secrets; what they say is gathered in `named` in the order of the command line. */
export function withSecretFiles(command: Command, say: Say, named: NamedSecret[]): Command {
  const last = (): NamedSecret => {
    const secret = named.at(-1);
    if (secret === undefined) throw new InvalidArgumentError('no --secret-file before it');
    return secret;
  };
  return command
    .option('--secret-file <file>', say('cli.escrow.option.secret-file'), (file: string) => void named.push({ file }))
    .option('--kind <kind>', say('cli.escrow.option.kind'), (text: string) => {
      const kind = secretKindSchema.safeParse(text);
      if (!kind.success) throw notAmong(secretKindSchema.options);
      last().kind = kind.data;
    })
    .option('--label <label>', say('cli.escrow.option.label'), (label: string) => {
      if (label.trim() === '' || label.length > 200) throw new InvalidArgumentError(label);
      last().label = label.trim();
    });
}

/**
 * Reads the secrets from their files.
 *
 * @throws key-file-unreadable, UsageError, and what `secretOfFile` and `acceptedSecret` throw
 */
export async function secretsFromFiles(session: Session, named: readonly NamedSecret[]): Promise<EscrowSecret[]> {
  const secrets: EscrowSecret[] = [];
  for (const { file, kind: given, label } of named) {
    const raw = await session.secrets.readBytes('--secret-file', file);
    const kind = given ?? (exactText(raw)?.startsWith('tspsk_') === true ? 'site-key' : 'file');
    const bytes = secretOfFile(kind, raw, file);
    const accepted = acceptedSecret(kind, bytes);
    raw.fill(0);
    bytes.fill(0);
    secrets.push({
      kind,
      label: label ?? (file === '-' ? session.say(`escrow.kind.${kind}`) : basename(file).slice(0, 200)),
      fingerprint: accepted.fingerprint ?? randomFingerprint(),
      bytes: accepted.secret,
    });
  }
  return secrets;
}

/**
 * Secrets out of the vault, and the ids of their entries. @throws UsageError where a fingerprint is of none or of
 * several
 */
export function secretsFromVault(
  vault: Vault,
  fingerprints: readonly string[],
): { secrets: EscrowSecret[]; ids: string[] } {
  const entries = fingerprints.map((fingerprint) => {
    const [entry, ...more] = vault.entries().filter((each) => each.fingerprint === fingerprint);
    if (entry === undefined || more.length > 0) throw new UsageError('no-such-secret', fingerprint);
    return entry;
  });
  return {
    secrets: entries.map(({ id, kind, label, fingerprint }) => ({ kind, label, fingerprint, bytes: vault.reveal(id) })),
    ids: entries.map(({ id }) => id),
  };
}
