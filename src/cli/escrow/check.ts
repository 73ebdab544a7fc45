import { bytesToHex } from '@noble/hashes/utils.js';
import type { Command } from 'commander';
import { decodeHeader } from '../../core/custody/escrow/sealed-header';
import type { RegisteredSet, RegisteredShare } from '../../core/custody/register/model';
import { findShare, isSame } from '../../core/custody/register/operations';
import { refOf } from '../../core/custody/register/receipt';
import type { SealedComparison } from '../../core/custody/register/records';
import { sealedDigest } from '../../core/custody/share/sealed-part';
import { setName, shareDigest } from '../../core/custody/share/share';
import { failed } from '../../core/errors';
import { withCommon } from '../base/common';
import { block, fields, wrap } from '../base/layout';
import { openRecords } from '../base/records';
import type { Session } from '../base/session';
import { printable } from '../base/terminal';
import { type CardIn, type CardOpenerOptions, readCards, withCardOpeners } from './cards-in';

/** `salvor escrow check`: what one card alone can tell. Nothing is written, and no secret is touched. */
export function addEscrowCheck(escrow: Command, session: Session): void {
  const { say } = session;
  withCommon(withCardOpeners(escrow.command('check').description(say('cli.escrow.check.description')), say), say)
    .argument('<card>', say('cli.escrow.argument.card'))
    .action(async (source: string, options: CardOpenerOptions) => {
      const [read] = await readCards(session, [source], options);
      if (read === undefined) throw failed('share-unreadable', {});
      const { share } = read.card;
      const ref = refOf(share);
      const { register } = await openRecords(session).read();
      const set = register.sets.find((known) => isSame(known, ref)) ?? null;
      const registered = set === null ? null : findShare(register, ref);
      if (registered !== null && registered.digest !== shareDigest(share)) {
        throw failed('share-not-registered', { set: setName(share.set, share.generation), index: share.index });
      }
      const compared = sealedComparison(read, set);
      if (compared === 'other')
        throw failed('sealed-part-not-registered', { set: setName(share.set, share.generation), index: share.index });
      session.finish({
        json: facts(read, set, registered, compared),
        text: checkText(session, read, set, registered, compared),
      });
    });
}

/** What else the card carries, held against the register. */
type Compared = SealedComparison | 'other';

function sealedComparison({ card: { sealed } }: CardIn, set: RegisteredSet | null): Compared {
  if (sealed === null) return 'not-given';
  if (set === null || set.sealedDigest === null) return 'not-registered';
  return set.sealedDigest === sealedDigest(sealed) ? 'same' : 'other';
}

/** What the sealed part says in clear; the register vouches for it, or else two shares that have opened it. */
function saidOf({ card }: CardIn) {
  return card.sealed?.kind === 'carried' ? (decodeHeader(card.sealed.bytes)?.header ?? null) : null;
}

function facts(
  read: CardIn,
  set: RegisteredSet | null,
  registered: RegisteredShare | null,
  sealedCompared: Compared,
): object {
  const { share, sealed } = read.card;
  const said = saidOf(read);
  return {
    set: setName(share.set, share.generation),
    setId: bytesToHex(share.set),
    generation: share.generation,
    index: share.index,
    threshold: share.threshold,
    count: share.count,
    digest: shareDigest(share),
    carries: sealed === null ? 'share' : sealed.kind === 'carried' ? 'secret' : 'escrow-file-hash',
    sealedBy: read.sealed,
    sealed: sealedCompared,
    made: said?.made ?? null,
    secrets: said?.facts ?? null,
    breakGlass: said?.breakGlass ?? null,
    register:
      set === null || registered === null
        ? null
        : {
            state: set.state,
            status: registered.status,
            custodian: registered.custodian.name,
            lastConfirmed: registered.confirmed.at(-1)?.when ?? null,
          },
  };
}

function checkText(
  { say, terminal }: Session,
  read: CardIn,
  set: RegisteredSet | null,
  registered: RegisteredShare | null,
  compared: Compared,
): string {
  const { share, sealed } = read.card;
  const said = saidOf(read);
  const carries = sealed === null ? 'share' : sealed.kind === 'carried' ? 'secret' : 'file';
  return block(
    terminal.strong(say(registered === null ? 'cli.escrow.check.whole' : 'cli.escrow.check.registered')),
    fields([
      [say('cli.escrow.field.set'), setName(share.set, share.generation)],
      [say('cli.escrow.field.share'), say('cli.escrow.share-value', { index: share.index, count: share.count })],
      [say('cli.escrow.field.made'), said?.made ?? null],
      ...(said?.facts ?? []).map(
        ({ kind, fingerprint }) =>
          [say('cli.escrow.field.secret'), `${say(`escrow.kind.${kind}`)} ${fingerprint}`] as const,
      ),
      [say('cli.escrow.field.carries'), say('cli.escrow.carries', { carries })],
      [
        say('cli.escrow.field.register'),
        set === null || registered === null
          ? say('cli.escrow.register.unknown')
          : say('cli.escrow.register.known', {
              custodian: printable(registered.custodian.name),
              status: statusWord(registered),
            }),
      ],
    ]),
    compared === 'same'
      ? wrap(say('cli.escrow.check.sealed-same'))
      : said === null
        ? ''
        : wrap(say('cli.escrow.check.as-printed', { known: set !== null })),
    compared === 'not-given' && registered !== null ? wrap(say('cli.check-in.sealed.not-given')) : '',
    set !== null && set.state !== 'active' ? wrap(say('cli.escrow.check.retired', { state: set.state })) : '',
    said?.breakGlass === share.index ? wrap(say('cli.escrow.check.break-glass')) : '',
    wrap(say('cli.escrow.check.one-more')),
  );
}

/** A select of the catalogue has no hyphens in its keys. */
function statusWord({ status }: RegisteredShare): string {
  return status.replace('-', '_');
}
