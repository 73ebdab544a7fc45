import { join, resolve } from 'node:path';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { type Command, Option } from 'commander';
import { escrowFileHash } from '../../core/custody/escrow/escrow-file';
import type { EscrowSecret } from '../../core/custody/escrow/secret';
import { type Split, sealedDigestOf, splitSecrets } from '../../core/custody/escrow/split';
import { DEFAULT_CHECK_DAYS, type NewSet, type RegisteredSet, type SetRef } from '../../core/custody/register/model';
import { isSame, nameOf } from '../../core/custody/register/operations';
import type { Records } from '../../core/custody/register/records';
import { findSets } from '../../core/custody/register/standing';
import { type Card, decodeCard } from '../../core/custody/share/card-text';
import { holderPublicKey } from '../../core/custody/share/holder-key';
import { setName, shareDigest } from '../../core/custody/share/share';
import type { Vault } from '../../core/custody/vault/vault';
import { type Failure, failed, toFailure } from '../../core/errors';
import { userName } from '../../core/user-name';
import { cardFile } from '../../shared/escrow/card-file';
import { explain } from '../../shared/messages/catalogue';
import { withCommon } from '../base/common';
import { block, fields, indent, wrap } from '../base/layout';
import { expectedFingerprint } from '../base/options';
import { openRecords } from '../base/records';
import type { Report, Session } from '../base/session';
import { printable } from '../base/terminal';
import { UsageError } from '../base/usage';
import { unlockedVault } from '../base/vault';
import { type NamedSecret, secretsFromFiles, secretsFromVault, withSecretFiles } from './given-secrets';
import { type HandOver, handOversOf, type NamedCustodian, withCustodians } from './named-custodians';
import { NewFiles, ownFolder } from './new-files';

const CUSTODIANS = 3;
/** In mode `managed` the third custodian named is the vendor. */
const VENDOR = 3;
/** With the vendor's conditions: how many days after the request its share is given out, unless told otherwise. */
const DELAY_DAYS = 7;
const LONGEST_DELAY = 365;

interface Options {
  readonly out: string;
  readonly mode: 'customer-only' | 'managed';
  readonly vaultKey: readonly string[];
  readonly vaultPassphraseFile?: string;
  readonly replaces?: string;
  readonly releaseConditions?: string;
  readonly releaseDelay?: string;
  readonly operator?: string;
}

/** A card as it was written for one custodian. */
interface WrittenCard {
  readonly index: number;
  readonly custodian: string;
  readonly path: string;
  readonly sealedBy: 'passphrase' | 'recipient' | null;
  readonly digest: string;
  readonly holderKey: string;
}

/** `salvor escrow split`: seals secrets, splits the key to them, and writes a card for each of three custodians. */
export function addEscrowSplit(escrow: Command, session: Session): void {
  const { say } = session;
  const secretFiles: NamedSecret[] = [];
  const custodians: NamedCustodian[] = [];
  const command = escrow.command('split').description(say('cli.escrow.split.description'));
  withCommon(withCustodians(withSecretFiles(command, say, secretFiles), say, custodians), say)
    .requiredOption('--out <folder>', say('cli.escrow.option.out-folder'))
    .addOption(
      new Option('--mode <mode>', say('cli.escrow.option.mode'))
        .choices(['customer-only', 'managed'])
        .default('customer-only'),
    )
    .option('--release-conditions <text>', say('cli.escrow.option.release-conditions'))
    .option('--release-delay <days>', say('cli.escrow.option.release-delay'))
    .option(
      '--vault-key <fingerprint>',
      say('cli.escrow.option.vault-key'),
      (text: string, before: string[]) => [...before, text],
      [],
    )
    .option('--vault-passphrase-file <file>', say('cli.escrow.option.vault-passphrase-file'))
    .option('--replaces <set>', say('cli.escrow.option.replaces'))
    .option('--operator <name>', say('cli.escrow.option.operator'))
    .action(async (options: Options) => {
      if (custodians.length !== CUSTODIANS) throw new UsageError('three-custodians', '--custodian');
      if (secretFiles.length + options.vaultKey.length === 0) throw new UsageError('option-missing', '--secret-file');
      const release = releaseOf(options);
      const records = openRecords(session, options.operator);
      // Read in any case: where the register cannot be, no card is made.
      const { register } = await records.read();
      const replaced =
        options.replaces === undefined ? null : setToReplace(register.sets, findSets(register, options.replaces));
      const handOvers = await handOversOf(session, custodians);
      const vault = options.vaultKey.length === 0 ? null : await unlockedVault(session, options.vaultPassphraseFile);
      const secrets: EscrowSecret[] = [];
      try {
        const fromVault = vault === null ? null : secretsFromVault(vault, options.vaultKey.map(fingerprint));
        secrets.push(...(fromVault?.secrets ?? []), ...(await secretsFromFiles(session, secretFiles)));
        const split = await splitSecrets(secrets, {
          generation: replaced?.generation ?? 1,
          ...(replaced === null ? {} : { set: hexToBytes(replaced.replaces.set) }),
          ...(options.mode === 'managed' ? { breakGlass: VENDOR } : {}),
          now: new Date(),
        });
        session.finish(
          await handOut(session, records, split, {
            options,
            release,
            handOvers,
            replaces: replaced?.replaces ?? null,
            vault,
            ids: fromVault?.ids ?? [],
          }),
        );
      } finally {
        for (const { bytes } of secrets) bytes.fill(0);
        vault?.lock();
      }
    });
}

interface HandingOut {
  readonly options: Options;
  readonly release: NewSet['release'];
  readonly handOvers: readonly HandOver[];
  readonly replaces: SetRef | null;
  readonly vault: Vault | null;
  /** Of the entries of the vault that were split. */
  readonly ids: readonly string[];
}

/**
 * Writes the files and registers the set. Where either fails, nothing of it stays; but once the register has the set,
 * an older one may be replaced, its cards are to be destroyed, and what lies here is all there is: from then on nothing
 * is taken away, and what cannot be written down elsewhere is a warning.
 */
async function handOut(session: Session, records: Records, split: Split, how: HandingOut): Promise<Report> {
  const { options, release, handOvers, replaces, vault, ids } = how;
  const folder = resolve(options.out);
  const stem = setName(split.set, split.generation).replace(' · ', '-');
  const escrowFile =
    split.escrowFile === null ? null : { name: `${stem}.escrow`, sha256: bytesToHex(escrowFileHash(split.escrowFile)) };
  const words = { made: split.made, secrets: split.facts, mode: options.mode, escrowFile };
  const files = new NewFiles();
  const written: WrittenCard[] = [];
  const warnings: Failure[] = [];
  let report: Written | null = null;
  try {
    await ownFolder(folder);
    for (const [at, { name, medium, seal }] of handOvers.entries()) {
      const card = split.cards[at];
      if (card === undefined) throw new Error('a custodian without a card');
      const text = cardFile(session.say, card, {
        ...words,
        custodian: name,
        release: card.share.index === split.breakGlass ? release : null,
      });
      holdText(text, card);
      const sealed = await seal(new TextEncoder().encode(text));
      const sealedBy = medium.kind === 'printed' ? null : medium.kind === 'age-passphrase' ? 'passphrase' : 'recipient';
      const path = join(
        folder,
        `${stem}-share-${card.share.index}-of-${card.share.count}.txt${sealedBy === null ? '' : '.age'}`,
      );
      await files.write(path, sealed);
      written.push({
        index: card.share.index,
        custodian: name,
        path,
        sealedBy,
        digest: shareDigest(card.share),
        holderKey: holderPublicKey(card.share),
      });
    }
    const escrowPath = escrowFile === null ? null : join(folder, escrowFile.name);
    if (escrowPath !== null && split.escrowFile !== null) await files.write(escrowPath, split.escrowFile);
    const recovery: string[] = [];
    for (const { name, content } of await session.recoveryFiles()) {
      recovery.push(join(folder, name));
      await files.writeUnlessSame(join(folder, name), content);
    }
    const entry = newSet(split, how, written, escrowFile, release);
    const entryPath = join(folder, `${stem}.register.json`);
    await files.write(entryPath, new TextEncoder().encode(`${JSON.stringify(entry, null, 2)}\n`));
    report = {
      cards: written,
      escrowFile: escrowPath === null || escrowFile === null ? null : { path: escrowPath, sha256: escrowFile.sha256 },
      recovery,
      entry: entryPath,
    };
    await records.addSet(entry, 'ceremony', replaces);
  } catch (error) {
    if (!(await mayBeRegistered(records, split))) {
      await files.discard();
      throw error;
    }
    if (report === null) throw error;
    warnings.push(toFailure(error));
  }
  if (records.unlogged !== null) warnings.push(records.unlogged);
  warnings.push(
    ...(await noteInVault(session, vault, ids, { set: bytesToHex(split.set), generation: split.generation })),
  );
  return splitReport(session, split, options.mode, report, { replaces, warnings });
}

/** Whether the register has the set, or cannot be asked: then it is taken to have it. */
async function mayBeRegistered(records: Records, split: Split): Promise<boolean> {
  const ref = { set: bytesToHex(split.set), generation: split.generation };
  return records.read().then(
    ({ register }) => register.sets.some((one) => isSame(one, ref)),
    () => true,
  );
}

/** Notes in the vault which set its entries are in. The set counts whether or not the vault can be written. */
async function noteInVault(
  { say, terminal }: Session,
  vault: Vault | null,
  ids: readonly string[],
  escrowed: SetRef,
): Promise<Failure[]> {
  const warnings: Failure[] = [];
  for (const id of ids) {
    try {
      await vault?.change(id, { escrowed });
    } catch (error) {
      const failure = toFailure(error);
      warnings.push(failure);
      await terminal.note(say('cli.escrow.split.vault-not-noted', { reason: explain(say, failure).happened }));
    }
  }
  return warnings;
}

/** What a custodian will read from the file must be the card itself. @throws split-check-failed */
function holdText(text: string, card: Card): void {
  const read = decodeCard(text);
  if (
    shareDigest(read.share) !== shareDigest(card.share) ||
    JSON.stringify(read.sealed) !== JSON.stringify(card.sealed)
  )
    throw failed('split-check-failed', {});
}

function newSet(
  split: Split,
  { options, handOvers }: HandingOut,
  written: readonly WrittenCard[],
  escrowFile: NewSet['escrowFile'],
  release: NewSet['release'],
): NewSet {
  return {
    set: bytesToHex(split.set),
    generation: split.generation,
    mode: options.mode,
    threshold: split.cards[0].share.threshold,
    count: split.cards[0].share.count,
    secrets: [...split.facts],
    by: options.operator ?? (userName() === '' ? '–' : userName()),
    escrowFile,
    sealedDigest: sealedDigestOf(split),
    release,
    checkEveryDays: DEFAULT_CHECK_DAYS,
    shares: handOvers.map(({ name, medium }, at) => ({
      index: written[at]?.index ?? at + 1,
      digest: written[at]?.digest ?? '',
      holderKey: written[at]?.holderKey ?? null,
      custodian: {
        name,
        role: '',
        contact: '',
        organisation: at + 1 === split.breakGlass ? ('vendor' as const) : ('customer' as const),
      },
      medium,
      place: '',
      confirmed: false,
      acknowledged: null,
    })),
  };
}

/** Everything that lies in the folder now. */
interface Written {
  readonly cards: readonly WrittenCard[];
  readonly escrowFile: { readonly path: string; readonly sha256: string } | null;
  /** Paths of the recovery page and what belongs to it. */
  readonly recovery: readonly string[];
  /** Path of what another machine's register takes in. */
  readonly entry: string;
}

function splitReport(
  { say, terminal }: Session,
  split: Split,
  mode: Options['mode'],
  { cards, escrowFile, recovery, entry }: Written,
  { replaces, warnings }: { replaces: SetRef | null; warnings: readonly Failure[] },
): Report {
  const inClear = cards.filter(({ sealedBy }) => sealedBy === null).length;
  return {
    json: {
      set: setName(split.set, split.generation),
      setId: bytesToHex(split.set),
      generation: split.generation,
      made: split.made,
      mode,
      secrets: split.facts,
      cards,
      escrowFile,
      recovery,
      entry,
      warnings,
    },
    text: block(
      terminal.strong(say('cli.escrow.split.done')),
      fields([
        [say('cli.escrow.field.set'), setName(split.set, split.generation)],
        ...split.facts.map(
          ({ kind, label, fingerprint }) =>
            [
              say('cli.escrow.field.secret'),
              `${say(`escrow.kind.${kind}`)} “${printable(label)}” ${fingerprint}`,
            ] as const,
        ),
      ]),
      indent(
        cards
          .map(({ index, custodian, path }) => `${index}  ${printable(custodian)}\n   ${printable(path)}`)
          .join('\n'),
      ),
      escrowFile === null ? '' : `${wrap(say('cli.escrow.split.escrow-file'))}\n\n    ${printable(escrowFile.path)}`,
      recovery.length === 0
        ? ''
        : `${wrap(say('cli.escrow.split.recovery'))}\n\n${indent(recovery.map(printable).join('\n'), 4)}`,
      inClear === 0 ? '' : wrap(say('cli.escrow.split.in-clear', { count: inClear })),
      wrap(say('cli.escrow.split.next')),
      replaces === null ? '' : wrap(say('cli.escrow.split.replaced', { set: nameOf(replaces) })),
      `${wrap(say('cli.escrow.split.entry'))}\n\n    ${printable(entry)}`,
    ),
  };
}

/** The conditions of the vendor's share, which only mode `managed` has. @throws UsageError */
function releaseOf({ mode, releaseConditions, releaseDelay }: Options): NewSet['release'] {
  if (mode === 'customer-only') {
    if (releaseConditions !== undefined) throw new UsageError('bad-value', '--release-conditions');
    if (releaseDelay !== undefined) throw new UsageError('bad-value', '--release-delay');
    return null;
  }
  if (releaseConditions === undefined || releaseConditions.trim() === '')
    throw new UsageError('option-missing', '--release-conditions');
  const delayDays = Number(releaseDelay ?? DELAY_DAYS);
  if (!Number.isInteger(delayDays) || delayDays < 0 || delayDays > LONGEST_DELAY)
    throw new UsageError('bad-value', '--release-delay');
  return { conditions: releaseConditions.slice(0, 2000), delayDays };
}

/** The set that is split again, and the generation that comes after all of it. @throws UsageError */
function setToReplace(
  sets: readonly RegisteredSet[],
  found: readonly RegisteredSet[],
): { replaces: SetRef; generation: number } {
  const [set, ...more] = found.filter(({ state }) => state === 'active');
  if (set === undefined || more.length > 0) throw new UsageError('bad-value', '--replaces');
  const generations = sets.filter((other) => other.set === set.set).map(({ generation }) => generation);
  return { replaces: { set: set.set, generation: set.generation }, generation: Math.max(...generations) + 1 };
}

function fingerprint(typed: string): string {
  const known = expectedFingerprint(typed);
  if (known === null) throw new UsageError('bad-fingerprint', '--vault-key');
  return known;
}
