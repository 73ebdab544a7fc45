import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type SecretKind, secretFactsOf, secretKindSchema } from '../../core/custody/model';
import type { RegisterFile } from '../../core/custody/register/model';
import { EMPTY_REGISTER } from '../../core/custody/register/operations';
import { secretStandings } from '../../core/custody/register/standing';
import { readableText, secretOfFile } from '../../core/custody/secret-text';
import type { VaultEntryView } from '../../core/custody/vault/model';
import { Vault } from '../../core/custody/vault/vault';
import { PartFile } from '../../core/disk/part-file';
import { failed } from '../../core/errors';
import { normaliseFingerprint } from '../../core/formats/site-key';
import { formatMoment } from '../../shared/format/dates';
import type { Say } from '../../shared/messages/catalogue';
import { withCommands, withCommon } from '../base/common';
import { dataFolder } from '../base/data-folder';
import { block, fields, table, wrap } from '../base/layout';
import { note, openRecords } from '../base/records';
import type { Session } from '../base/session';
import { printable } from '../base/terminal';
import { UsageError } from '../base/usage';
import { newVaultPassphrase, unlockedVault, type VaultOptions, withVaultPassphrase } from '../base/vault';

/** `salvor keys`: the vault that the app has, too. */
export function addKeys(program: Command, session: Session): void {
  const { say } = session;
  const keys = withCommands(program.command('keys').description(say('cli.keys.description')), say);
  const command = (name: string, description: string) =>
    withVaultPassphrase(withCommon(keys.command(name).description(description), say), say);

  command('create', say('cli.keys.create')).action(async (options: VaultOptions) => {
    const vault = await Vault.create(dataFolder(), {
      passphrase: await newVaultPassphrase(session, options.vaultPassphraseFile),
      sealer: null,
    });
    vault.lock();
    await note(session, { what: 'vault-created', outcome: 'ok', facts: { sealedBy: 'passphrase' } });
    session.finish({
      json: { folder: dataFolder() },
      text: block(say('cli.keys.created', { folder: dataFolder() }), wrap(say('cli.keys.not-only'))),
    });
  });

  command('list', say('cli.keys.list')).action((options: VaultOptions) =>
    withVault(session, options, async (vault) => {
      const entries = vault.entries();
      const register = await readRegister(session);
      session.finish({
        json: { entries: entries.map((entry) => ({ ...entry, escrow: escrowOf(register, entry) })) },
        text: entries.length === 0 ? say('cli.keys.none') : list(say, entries, register),
      });
    }),
  );

  command('add', say('cli.keys.add'))
    .addOption(new Option('--kind <kind>', say('cli.keys.kind')).choices(secretKindSchema.options).default('site-key'))
    .requiredOption('--label <name>', say('cli.keys.label'))
    .requiredOption('--secret-file <file>', say('cli.keys.secret-file'))
    .option('--note <text>', say('cli.keys.note'), '')
    .action((options: VaultOptions & { kind: SecretKind; label: string; secretFile: string; note: string }) =>
      withVault(session, options, async (vault) => {
        const { kind, label } = options;
        const bytes = await secretBytes(session, kind, options.secretFile);
        const id = await vault.add({ kind, label, note: options.note, bytes }).finally(() => bytes.fill(0));
        const entry = findEntry(vault, id);
        await note(session, { what: 'key-added', outcome: 'ok', facts: secretFactsOf(entry) });
        session.finish({
          json: { entry },
          text: block(
            say('cli.keys.added', { label }),
            entryText(say, entry, await readRegister(session)),
            wrap(say('cli.keys.not-only')),
          ),
        });
      }),
    );

  command('show', say('cli.keys.show'))
    .argument('<entry>', say('cli.keys.entry'))
    .option('--reveal', say('cli.keys.reveal'), false)
    .action((named: string, options: VaultOptions & { reveal: boolean }) =>
      withVault(session, options, async (vault) => {
        const entry = findEntry(vault, named);
        if (!options.reveal) {
          const register = await readRegister(session);
          return session.finish({
            json: { entry, escrow: escrowOf(register, entry) },
            text: entryText(say, entry, register),
          });
        }
        const secret = revealText(vault, entry);
        await note(session, { what: 'reveal', outcome: 'ok', facts: secretFactsOf(entry) });
        session.finish({ json: { entry, secret }, text: secret });
      }),
    );

  command('export', say('cli.keys.export'))
    .argument('<entry>', say('cli.keys.entry'))
    .requiredOption('--out <file>', say('cli.keys.out'))
    .option('--overwrite', say('cli.option.overwrite'), false)
    .action((named: string, options: VaultOptions & { out: string; overwrite: boolean }) =>
      withVault(session, options, async (vault) => {
        const entry = findEntry(vault, named);
        const path = resolve(options.out);
        await writeSecret(vault, entry, path, options.overwrite);
        await note(session, { what: 'reveal', outcome: 'ok', facts: secretFactsOf(entry) });
        session.finish({ json: { entry, path }, text: say('cli.keys.exported', { label: entry.label, path }) });
      }),
    );

  command('rename', say('cli.keys.rename'))
    .argument('<entry>', say('cli.keys.entry'))
    .requiredOption('--label <name>', say('cli.keys.label'))
    .option('--note <text>', say('cli.keys.note'))
    .action((named: string, options: VaultOptions & { label: string; note?: string }) =>
      withVault(session, options, async (vault) => {
        const { id } = findEntry(vault, named);
        await vault.change(id, { label: options.label, ...(options.note === undefined ? {} : { note: options.note }) });
        const entry = findEntry(vault, id);
        await note(session, { what: 'key-changed', outcome: 'ok', facts: secretFactsOf(entry) });
        session.finish({ json: { entry }, text: entryText(say, entry, await readRegister(session)) });
      }),
    );

  command('remove', say('cli.keys.remove'))
    .argument('<entry>', say('cli.keys.entry'))
    .option('--yes', say('cli.keys.yes'), false)
    .action((named: string, options: VaultOptions & { yes: boolean }) =>
      withVault(session, options, async (vault) => {
        if (!options.yes) throw new UsageError('option-missing', '--yes');
        const entry = findEntry(vault, named);
        await vault.remove(entry.id);
        await note(session, { what: 'key-removed', outcome: 'ok', facts: secretFactsOf(entry) });
        session.finish({
          json: { entry },
          text: block(say('cli.keys.removed', { label: entry.label }), wrap(say('keys.remove.predecessor'))),
        });
      }),
    );
}

async function withVault(
  session: Session,
  options: VaultOptions,
  work: (vault: Vault) => Promise<void>,
): Promise<void> {
  const vault = await unlockedVault(session, options.vaultPassphraseFile);
  try {
    await work(vault);
  } finally {
    vault.lock();
  }
}

/**
 * The one entry of that id, fingerprint or name. @throws vault-entry-missing, UsageError where several have that name
 */
function findEntry(vault: Vault, named: string): VaultEntryView {
  const fingerprint = normaliseFingerprint(named);
  const entries = vault.entries();
  const byId = entries.filter((entry) => entry.id === named || entry.fingerprint === fingerprint);
  const [first, ...more] = byId.length > 0 ? byId : entries.filter(({ label }) => label === named);
  if (first === undefined) throw failed('vault-entry-missing', { entry: named });
  if (more.length > 0) throw new UsageError('no-such-secret', named);
  return first;
}

async function secretBytes({ secrets }: Session, kind: SecretKind, file: string): Promise<Uint8Array> {
  const raw = await secrets.readBytes('--secret-file', file);
  try {
    return secretOfFile(kind, raw, file);
  } finally {
    raw.fill(0);
  }
}

/** The secret as text. @throws UsageError for one that is none */
function revealText(vault: Vault, { id }: VaultEntryView): string {
  const bytes = vault.reveal(id);
  const text = readableText(bytes);
  bytes.fill(0);
  if (text === null) throw new UsageError('bad-value', '--reveal');
  return text;
}

async function writeSecret(vault: Vault, { id }: VaultEntryView, path: string, overwrite: boolean): Promise<void> {
  const bytes = vault.reveal(id);
  const part = await PartFile.create(path);
  try {
    await part.write(bytes);
    await part.sync();
    await part.place(overwrite);
  } finally {
    await part.discard();
    bytes.fill(0);
  }
}

/** A key is listed even if the register cannot be read: then only the vault knows whether it was split. */
function readRegister(session: Session): Promise<RegisterFile> {
  return openRecords(session)
    .read()
    .then(
      ({ register }) => register,
      () => EMPTY_REGISTER,
    );
}

/**
 * How many shares of this secret may be lost, as the app says it; null where neither register nor vault knows of any. A
 * secret that was split from a file is known by its public half.
 */
function escrowOf(
  register: RegisterFile,
  { kind, fingerprint, escrowed }: VaultEntryView,
): { mayLose: number | null } | null {
  const known = secretStandings(register, Date.now()).find(
    ({ secret }) => secret.kind === kind && secret.fingerprint === fingerprint,
  );
  return known === undefined && escrowed === null ? null : { mayLose: known?.mayLose ?? null };
}

function escrowWords(say: Say, register: RegisterFile, entry: VaultEntryView): string {
  const escrow = escrowOf(register, entry);
  if (escrow === null) return say('keys.escrow.none');
  return escrow.mayLose === null
    ? say('keys.escrow.in')
    : say('keys.escrow.losses', { count: Math.max(-1, escrow.mayLose) });
}

function list(say: Say, entries: readonly VaultEntryView[], register: RegisterFile): string {
  return table(
    entries.map((entry) => [
      entry.fingerprint,
      printable(entry.label),
      say(`keys.kind.${entry.kind}`),
      escrowWords(say, register, entry),
      entry.lastOpened === null ? say('keys.opened.never') : `${formatMoment(entry.lastOpened, 'UTC')} UTC`,
    ]),
    new Set(),
  );
}

function entryText(say: Say, entry: VaultEntryView, register: RegisterFile): string {
  return fields([
    [say('keys.label'), printable(entry.label)],
    [say('keys.fact.kind'), say(`keys.kind.${entry.kind}`)],
    [say(entry.kind === 'site-key' ? 'keys.fact.fingerprint' : 'keys.fact.mark'), entry.fingerprint],
    [
      say('keys.fact.opens'),
      entry.opens.length === 0
        ? say('keys.fact.opens-nothing')
        : entry.opens.map(({ what }) => printable(what)).join(', '),
    ],
    [
      say('keys.fact.last-opened'),
      entry.lastOpened === null ? say('keys.opened.never') : `${formatMoment(entry.lastOpened, 'UTC')} UTC`,
    ],
    [say('keys.fact.escrow'), escrowWords(say, register, entry)],
    [say('keys.fact.added'), `${formatMoment(entry.added, 'UTC')} UTC`],
    [say('keys.note'), entry.note === '' ? null : printable(entry.note)],
    ['id', entry.id],
  ]);
}
