import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import {
  custodianSchema,
  mediumSchema,
  newSetSchema,
  type RegisteredSet,
  type RegisterFile,
  type ShareRef,
} from '../../core/custody/register/model';
import { findShare, nameOf } from '../../core/custody/register/operations';
import { findSets, type SecretStanding, secretStandings, standingOf } from '../../core/custody/register/standing';
import { unreadable } from '../../core/disk/disk-trouble';
import { readSmallFile } from '../../core/disk/small-file';
import { failed } from '../../core/errors';
import { parseStrictJson } from '../../core/signing/strict-json';
import { lossWords, mediumWords, stepWords } from '../../shared/escrow/words';
import { formatShortDay } from '../../shared/format/dates';
import type { Say } from '../../shared/messages/catalogue';
import { wholeNumber, withCommands, withCommon } from '../base/common';
import { block, fields, indent, table, wrap } from '../base/layout';
import { expectedFingerprint } from '../base/options';
import { openRecords } from '../base/records';
import type { Session } from '../base/session';
import { printable } from '../base/terminal';
import { UsageError } from '../base/usage';

/** Far more than a receipt or an entry can be. */
const LONGEST_FILE = 256 * 1024;

interface OfShare {
  readonly share: number;
  readonly operator?: string;
}

interface HandOverOptions extends OfShare {
  readonly to: string;
  readonly role: string;
  readonly contact: string;
  readonly organisation: 'customer' | 'vendor';
  readonly medium: 'printed' | 'age-passphrase' | 'age-recipient';
  readonly recipient?: string;
  readonly place: string;
  readonly by: string;
}

/** `salvor escrow register`: who holds which share, and what changes in that. There is no secret in it. */
export function addEscrowRegister(escrow: Command, session: Session): void {
  const { say } = session;
  const register = withCommands(escrow.command('register').description(say('cli.register.description')), say);
  const command = (name: string, words: string) => withCommon(register.command(name).description(words), say);
  const ofSet = (made: Command) => made.argument('<set>', say('cli.register.set'));
  const ofShare = (made: Command) =>
    ofSet(made)
      .requiredOption('--share <number>', say('cli.register.share'), wholeNumber(1))
      .option('--operator <name>', say('cli.register.operator'));

  command('show', say('cli.register.show'))
    .argument('[set]', say('cli.register.set'))
    .action(async (typed: string | undefined) => {
      const { register: found, fromPrevious } = await openRecords(session).read();
      const sets = typed === undefined ? found.sets : [theSet(found, typed)];
      if (fromPrevious) await session.terminal.note(say('escrow.register.from-previous'));
      finishSets(session, sets, typed === undefined ? secretStandings(found, Date.now()) : []);
    });

  command('add', say('cli.register.add'))
    .argument('<file>', say('cli.register.entry'))
    .option('--operator <name>', say('cli.register.operator'))
    .action(async (file: string, { operator }: { operator?: string }) => {
      const path = resolve(file);
      const parsed = newSetSchema.safeParse(jsonOf(await readSmall(path)));
      if (!parsed.success) throw new UsageError('bad-entry', parsed.error.issues[0]?.path.join('.') ?? '');
      const changed = await openRecords(session, operator).addSet(parsed.data, 'set-registered');
      finishSet(session, changed, parsed.data);
    });

  ofShare(command('replace', say('cli.register.replace')))
    .requiredOption('--to <name>', say('cli.register.to'))
    .option('--role <role>', say('cli.register.role'), '')
    .option('--contact <contact>', say('cli.register.contact'), '')
    .addOption(
      new Option('--organisation <who>', say('cli.register.organisation'))
        .choices(['customer', 'vendor'])
        .default('customer'),
    )
    .addOption(
      new Option('--medium <kind>', say('cli.register.medium'))
        .choices(['printed', 'age-passphrase', 'age-recipient'])
        .default('printed'),
    )
    .option('--recipient <age1>', say('cli.register.recipient'))
    .option('--place <place>', say('cli.register.place'), '')
    .requiredOption('--by <name>', say('cli.register.by'))
    .action(async (typed: string, options: HandOverOptions) => {
      const { records, ref } = await shareOf(session, typed, options);
      const { medium: kind, recipient, place, by } = options;
      if ((kind === 'age-recipient') !== (recipient !== undefined))
        throw new UsageError(kind === 'age-recipient' ? 'option-missing' : 'bad-value', '--recipient');
      const medium = parsed(mediumSchema, recipient === undefined ? { kind } : { kind, recipient }, '--recipient');
      const custodian = parsed(
        custodianSchema,
        { name: options.to, role: options.role, contact: options.contact, organisation: options.organisation },
        '--to',
      );
      finishSet(session, await records.replaceCustodian(ref, { custodian, medium, place, by }), ref);
    });

  ofShare(command('moved', say('cli.register.moved')))
    .requiredOption('--place <place>', say('cli.register.place'))
    .action(async (typed: string, options: OfShare & { place: string }) => {
      const { records, ref } = await shareOf(session, typed, options);
      const { medium } = findShare((await records.read()).register, ref);
      finishSet(session, await records.moveShare(ref, { medium, place: options.place }), ref);
    });

  ofShare(command('lost', say('cli.register.lost'))).action(async (typed: string, options: OfShare) => {
    const { records, ref } = await shareOf(session, typed, options);
    finishSet(session, await records.markLost(ref), ref);
  });

  ofShare(command('acknowledged', say('cli.register.acknowledged')))
    .requiredOption('--on <day>', say('cli.register.on'), day)
    .action(async (typed: string, options: OfShare & { on: string }) => {
      const { records, ref } = await shareOf(session, typed, options);
      finishSet(session, await records.acknowledge(ref, options.on), ref);
    });

  ofSet(command('retire', say('cli.register.retire')))
    .option('--operator <name>', say('cli.register.operator'))
    .action(async (typed: string, { operator }: { operator?: string }) => {
      const records = openRecords(session, operator);
      const ref = refOf(theSet((await records.read()).register, typed));
      finishSet(session, await records.retire(ref), ref);
    });

  ofShare(command('destroyed', say('cli.register.destroyed')))
    .requiredOption('--by <name>', say('cli.register.attested-by'))
    .requiredOption('--on <day>', say('cli.register.on'), day)
    .action(async (typed: string, options: OfShare & { by: string; on: string }) => {
      const { records, ref } = await shareOf(session, typed, options);
      finishSet(session, await records.attestDestruction(ref, { by: options.by, on: options.on }), ref);
    });

  ofSet(command('every', say('cli.register.every')))
    .requiredOption('--days <days>', say('cli.register.days'), wholeNumber(1))
    .action(async (typed: string, { days }: { days: number }) => {
      const records = openRecords(session);
      const ref = refOf(theSet((await records.read()).register, typed));
      finishSet(session, await records.checkEvery(ref, days), ref);
    });

  command('import-receipt', say('cli.register.import'))
    .argument('<file>', say('cli.register.receipt'))
    .option('--accept <fingerprint>', say('cli.register.accept'))
    .option('--operator <name>', say('cli.register.operator'))
    .action(async (file: string, options: { accept?: string; operator?: string }) => {
      const accepted = expectedFingerprint(options.accept);
      const { receipt, signer, known, already, set, share } = await openRecords(
        session,
        options.operator,
      ).importReceipt(await readSmall(resolve(file)), accepted);
      session.finish({
        json: {
          receipt,
          signer,
          known,
          already,
          proof: share.holderKey === null ? 'word' : 'share',
          set,
          standing: standingOf(set, Date.now()),
        },
        text: block(
          session.terminal.strong(
            say('cli.register.confirmed', {
              share: share.index,
              count: set.count,
              set: nameOf(set),
              custodian: share.custodian.name,
            }),
          ),
          already ? wrap(say('cli.register.already')) : '',
          share.holderKey === null ? wrap(say('escrow.receipt.ready.word')) : '',
          fields([
            [say('cli.register.seen'), `${formatShortDay(receipt.when, 'UTC')}, ${printable(receipt.machine)}`],
            [say('cli.report.signed-by'), signer],
          ]),
          setText(session, set),
        ),
      });
    });
}

/**
 * The one set that a person means: by its name, with or without the generation. @throws set-not-registered, UsageError
 */
function theSet(register: RegisterFile, typed: string): RegisteredSet {
  const found = findSets(register, typed);
  const active = found.filter(({ state }) => state === 'active');
  const [only] = found.length === 1 ? found : active;
  if (only === undefined && found.length === 0) throw failed('set-not-registered', { set: typed });
  if (only === undefined || (found.length > 1 && active.length > 1))
    throw new UsageError('which-set', found.map(nameOf).join(', '));
  return only;
}

async function shareOf(
  session: Session,
  typed: string,
  { share, operator }: OfShare,
): Promise<{ records: ReturnType<typeof openRecords>; ref: ShareRef }> {
  const records = openRecords(session, operator);
  const set = theSet((await records.read()).register, typed);
  if (share > set.count) throw new UsageError('bad-value', '--share');
  return { records, ref: { ...refOf(set), index: share } };
}

function refOf({ set, generation }: RegisteredSet): { set: string; generation: number } {
  return { set, generation };
}

function finishSet(session: Session, register: RegisterFile, ref: { set: string; generation: number }): void {
  finishSets(
    session,
    register.sets.filter(({ set, generation }) => set === ref.set && generation === ref.generation),
    [],
  );
}

function finishSets(session: Session, sets: readonly RegisteredSet[], secrets: readonly SecretStanding[]): void {
  const now = Date.now();
  session.finish({
    json: { secrets, sets: sets.map((set) => ({ name: nameOf(set), ...set, standing: standingOf(set, now) })) },
    text:
      sets.length === 0
        ? session.say('cli.register.empty')
        : block(secretsText(session, secrets), ...sets.map((set) => setText(session, set))),
  });
}

/** The one question that everybody has: how far each key is from being lost. */
function secretsText({ say }: Session, secrets: readonly SecretStanding[]): string {
  return secrets
    .map(
      ({ secret, mayLose, waiting }) =>
        `${printable(secret.label)}  ${secret.fingerprint}\n${indent(wrap(lossWords(say, { mayLose, waiting })))}`,
    )
    .join('\n');
}

function setText({ say, terminal }: Session, set: RegisteredSet): string {
  const now = Date.now();
  const { shares, mayLose, waiting, next } = standingOf(set, now);
  const rows = set.shares.map((share, at) => {
    const { confirmed, overdue } = shares[at] ?? { confirmed: null, overdue: false };
    return [
      say('escrow.share.number', { share: share.index, count: set.count }),
      printable(share.custodian.name),
      mediumWords(say, share.medium),
      printable(share.place),
      say(`escrow.status.${share.status}`),
      confirmed === null
        ? say('escrow.confirmed.never')
        : `${formatShortDay(confirmed, 'UTC')}${overdue ? `, ${say('escrow.confirmed.overdue')}` : ''}`,
    ];
  });
  const heading = [
    say('escrow.column.share'),
    say('escrow.column.custodian'),
    say('escrow.column.medium'),
    say('escrow.column.place'),
    say('escrow.column.status'),
    say('escrow.column.confirmed'),
  ];
  return block(
    terminal.strong(`${say('logbook.detail.set', { set: nameOf(set) })}: ${say(`escrow.state.${set.state}`)}`),
    indent(set.secrets.map(({ label, fingerprint }) => `${printable(label)}  ${fingerprint}`).join('\n')),
    indent(table([heading, ...rows], new Set())),
    indent(
      [set.state === 'active' ? wrap(lossWords(say, { mayLose, waiting })) : '', nextText(say, set, next)]
        .filter((line) => line !== '')
        .join('\n'),
    ),
  );
}

function nextText(say: Say, set: RegisteredSet, next: ReturnType<typeof standingOf>['next']): string {
  return next.kind === 'none' ? '' : wrap(say('cli.register.next', { step: stepWords(say, set, next) }));
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, option: string): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new UsageError('bad-value', option);
  return result.data;
}

async function readSmall(path: string): Promise<string> {
  return (await readSmallFile(path, LONGEST_FILE, { pipes: true }).catch(unreadable(path))).toString();
}

function jsonOf(text: string): unknown {
  try {
    return parseStrictJson(text);
  } catch {
    return null;
  }
}

function day(text: string): string {
  if (!z.iso.date().safeParse(text).success) throw new InvalidArgumentError(text);
  return text;
}
