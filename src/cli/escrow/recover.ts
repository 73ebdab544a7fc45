import { join, resolve } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Command } from 'commander';
import { devMasterKeyLine } from '../../core/custody/dev-master-key';
import { type Recovered, recoverSecrets } from '../../core/custody/escrow/recover';
import type { EscrowSecret } from '../../core/custody/escrow/secret';
import type { LogFacts } from '../../core/custody/logbook/model';
import { secretFactsOf } from '../../core/custody/model';
import type { Records } from '../../core/custody/register/records';
import { readableText } from '../../core/custody/secret-text';
import { setName } from '../../core/custody/share/share';
import { toFailure } from '../../core/errors';
import { userName } from '../../core/user-name';
import { explain } from '../../shared/messages/catalogue';
import { withCommon } from '../base/common';
import { block, fields, indent, wrap } from '../base/layout';
import { expectedFingerprint } from '../base/options';
import { note, openRecords } from '../base/records';
import type { Session } from '../base/session';
import { printable } from '../base/terminal';
import { UsageError } from '../base/usage';
import { unlockedVault } from '../base/vault';
import { type CardIn, type CardOpenerOptions, readCards, withCardOpeners } from './cards-in';
import { readEscrowFile } from './escrow-file-in';
import { NewFiles, ownFolder } from './new-files';

interface Options extends CardOpenerOptions {
  readonly escrowFile?: string;
  readonly secret?: string;
  readonly out?: string;
  readonly outFolder?: string;
  readonly envLine: boolean;
  readonly intoVault: boolean;
  readonly vaultPassphraseFile?: string;
  readonly print: boolean;
}

/** Where the secrets went. */
interface Delivered {
  readonly to: LogFacts<'recovery'>['to'];
  /** Files that were written. */
  readonly paths: readonly string[];
  /** The secret itself, for standard output. */
  readonly shown: string | null;
}

/** `salvor escrow recover`: two cards, or three with one bad among them, give the secrets back. */
export function addEscrowRecover(escrow: Command, session: Session): void {
  const { say } = session;
  withCommon(withCardOpeners(escrow.command('recover').description(say('cli.escrow.recover.description')), say), say)
    .argument('<cards...>', say('cli.escrow.argument.cards'))
    .option('--escrow-file <file>', say('cli.escrow.option.escrow-file'))
    .option('--secret <fingerprint>', say('cli.escrow.option.secret'))
    .option('--out <file>', say('cli.escrow.option.out-file'))
    .option('--out-folder <folder>', say('cli.escrow.option.recovered-folder'))
    .option('--env-line', say('cli.escrow.option.env-line'), false)
    .option('--into-vault', say('cli.escrow.option.into-vault'), false)
    .option('--vault-passphrase-file <file>', say('cli.escrow.option.vault-passphrase-file'))
    .option('--print', say('cli.escrow.option.print'), false)
    .action(async (sources: string[], options: Options, command: Command) => {
      holdDestination(session, options, command.optsWithGlobals<{ json?: boolean }>().json === true);
      const cards = await readCards(session, sources, options);
      const escrowFile = options.escrowFile === undefined ? null : await readEscrowFile(options.escrowFile);
      const recovered = await withTrace(session, cards, options, () =>
        recoverSecrets(
          cards.map(({ card }) => card),
          escrowFile,
        ),
      );
      try {
        const chosen = choose(recovered, options);
        await recordVendor(openRecords(session), recovered);
        const delivered = await deliver(session, chosen, options);
        await record(session, recovered, chosen, delivered);
        await tell(session, cards, recovered, chosen, delivered);
      } finally {
        for (const { bytes } of recovered.secrets) bytes.fill(0);
      }
    });
}

/** One place to go, and none that shows a secret unasked. @throws UsageError */
function holdDestination({ terminal }: Session, options: Options, json: boolean): void {
  const { out, outFolder, intoVault, envLine, print } = options;
  const ways = [out !== undefined, outFolder !== undefined, intoVault, print || (envLine && out === undefined)].filter(
    Boolean,
  ).length;
  if (ways > 1) throw new UsageError('one-destination', '--out, --out-folder, --into-vault, --print');
  if (envLine && out === undefined && !print && (json || terminal.shown))
    throw new UsageError('secret-shown', '--print');
}

/** Which secrets are wanted. @throws UsageError */
function choose({ secrets }: Recovered, { secret, out, print, envLine }: Options): EscrowSecret[] {
  const wanted = secret === undefined ? null : expectedFingerprint(secret);
  const chosen = secrets.filter(
    ({ kind, fingerprint }) => (wanted === null || fingerprint === wanted) && (!envLine || kind === 'dev-master-key'),
  );
  if (chosen.length === 0) throw new UsageError('no-such-secret', wanted ?? '--env-line');
  if (chosen.length > 1 && (out !== undefined || print || envLine))
    throw new UsageError('which-secret', chosen.map(({ fingerprint }) => fingerprint).join(', '));
  return chosen;
}

/** Takes the secrets where they are wanted; null where nothing was asked for but the proof. */
async function deliver(session: Session, chosen: readonly EscrowSecret[], options: Options): Promise<Delivered | null> {
  const { out, outFolder, intoVault, envLine, print } = options;
  const [first] = chosen;
  if (first === undefined) return null;
  if (intoVault) {
    await keep(session, chosen, options.vaultPassphraseFile);
    return { to: 'vault', paths: [], shown: null };
  }
  const files = new NewFiles();
  try {
    if (out !== undefined) {
      const path = resolve(out);
      await files.write(path, envLine ? new TextEncoder().encode(`${devMasterKeyLine(textOf(first))}\n`) : first.bytes);
      return { to: 'file', paths: [path], shown: null };
    }
    if (outFolder !== undefined) {
      const folder = resolve(outFolder);
      await ownFolder(folder);
      const paths: string[] = [];
      for (const secret of chosen) {
        const path = join(folder, `${secret.kind}-${secret.fingerprint.replaceAll(':', '-')}`);
        await files.write(path, secret.bytes);
        paths.push(path);
      }
      return { to: 'file', paths, shown: null };
    }
  } catch (error) {
    await files.discard();
    throw error;
  }
  if (!print && !envLine) return null;
  return { to: 'screen', paths: [], shown: envLine ? devMasterKeyLine(textOf(first)) : textOf(first) };
}

async function keep(
  session: Session,
  chosen: readonly EscrowSecret[],
  passphraseFile: string | undefined,
): Promise<void> {
  const vault = await unlockedVault(session, passphraseFile);
  try {
    for (const { kind, label, fingerprint, bytes } of chosen) {
      await vault.add({ kind, label, fingerprint, bytes }).catch((error: unknown) => {
        // It is where it was to go.
        if (toFailure(error).code !== 'vault-duplicate') throw error;
      });
    }
  } finally {
    vault.lock();
  }
}

/** @throws UsageError where the secret is no text and cannot be shown as one */
function textOf({ bytes, fingerprint }: EscrowSecret): string {
  const text = readableText(bytes);
  if (text === null) throw new UsageError('secret-not-text', fingerprint);
  return text;
}

/** Runs the recovery, and writes into the logbook where it was refused. */
async function withTrace(
  session: Session,
  cards: readonly CardIn[],
  options: Options,
  work: () => Promise<Recovered>,
): Promise<Recovered> {
  try {
    return await work();
  } catch (error) {
    const [first] = cards;
    if (first !== undefined) {
      const { set, generation } = first.card.share;
      const facts: LogFacts<'recovery'> = {
        set: bytesToHex(set),
        generation,
        shares: cards.map(({ card }) => card.share.index),
        secrets: [],
        to: wayOf(options),
      };
      await note(session, { what: 'recovery', outcome: toFailure(error).code, facts });
    }
    throw error;
  }
}

/** Where the secrets were to go. */
function wayOf({ out, outFolder, intoVault, envLine, print }: Options): LogFacts<'recovery'>['to'] {
  if (intoVault) return 'vault';
  if (out !== undefined || outFolder !== undefined) return 'file';
  return print || envLine ? 'screen' : 'nowhere';
}

/**
 * The vendor's share is never used without a trace: where the line cannot be written, nothing is given out.
 *
 * @throws what the logbook throws
 */
async function recordVendor(
  { logbook }: Records,
  { set, generation, good, breakGlass: share, secrets }: Recovered,
): Promise<void> {
  if (share === null || !good.includes(share)) return;
  const facts: LogFacts<'recovery'> = {
    set: bytesToHex(set),
    generation,
    shares: good,
    secrets: secrets.map(secretFactsOf),
    to: 'nowhere',
    breakGlass: { share, requested: null, daysEarly: 0 },
  };
  await logbook.append({ what: 'recovery', who: userName(), outcome: 'ok', facts });
}

/**
 * A recovery that only proves the cards is in the logbook too, and does not count as one. The secret is out by now:
 * what cannot be written is a warning.
 */
async function record(
  session: Session,
  recovered: Recovered,
  chosen: readonly EscrowSecret[],
  delivered: Delivered | null,
): Promise<void> {
  const ref = { set: bytesToHex(recovered.set), generation: recovered.generation };
  const secrets = chosen.map(secretFactsOf);
  await note(session, {
    what: 'recovery',
    outcome: 'ok',
    facts: { ...ref, shares: recovered.good, secrets, to: delivered?.to ?? 'nowhere' },
  });
  if (delivered === null) return;
  await openRecords(session)
    .recordRecovery(ref)
    .catch((error: unknown) =>
      session.terminal.note(
        session.say('cli.escrow.recover.not-counted', { reason: explain(session.say, toFailure(error)).happened }),
      ),
    );
}

/** The answer. Where standard output holds the secret it holds nothing else, and the rest goes beside it. */
async function tell(
  session: Session,
  cards: readonly CardIn[],
  recovered: Recovered,
  chosen: readonly EscrowSecret[],
  delivered: Delivered | null,
): Promise<void> {
  const { say, terminal } = session;
  const { set, generation, made, breakGlass, good, bad, remarks } = recovered;
  const remarked = remarks.map(({ place, index, remark }) =>
    wrap(say(`cli.escrow.remark.${remark}`, { index, path: cards[place]?.source ?? '' })),
  );
  const vendor =
    breakGlass !== null && good.includes(breakGlass)
      ? wrap(say('cli.escrow.recover.break-glass', { index: breakGlass }))
      : '';
  const shown = delivered?.shown ?? null;
  if (shown !== null) {
    const beside = block(remarked.join('\n'), vendor);
    if (beside !== '') await terminal.note(beside);
  }
  const secrets = recovered.secrets.map(secretFactsOf);
  session.finish({
    json: {
      set: setName(set, generation),
      setId: bytesToHex(set),
      generation,
      made,
      breakGlass,
      good,
      bad,
      remarks,
      secrets,
      to: delivered?.to ?? null,
      paths: delivered?.paths ?? [],
      ...(shown === null ? {} : { secret: shown }),
    },
    text:
      shown ??
      block(
        terminal.strong(
          delivered === null ? say('cli.escrow.recover.proven') : say('cli.escrow.recover.done', { to: delivered.to }),
        ),
        indent((delivered?.paths ?? []).map(printable).join('\n'), 4),
        fields([
          [say('cli.escrow.field.set'), setName(set, generation)],
          [say('cli.escrow.field.made'), made],
          [say('cli.escrow.field.shares'), good.join(', ')],
          ...secrets
            .filter(({ fingerprint }) => delivered === null || chosen.some((each) => each.fingerprint === fingerprint))
            .map(
              ({ kind, label, fingerprint }) =>
                [
                  say('cli.escrow.field.secret'),
                  `${say(`escrow.kind.${kind}`)} ${label === fingerprint ? '' : `“${printable(label)}” `}${fingerprint}`,
                ] as const,
            ),
        ]),
        remarked.join('\n'),
        vendor,
        delivered === null ? wrap(say('cli.escrow.recover.nothing-kept')) : '',
      ),
  });
}
