import { bytesToHex } from '@noble/hashes/utils.js';
import { choosePairs } from '../../core/custody/escrow/card-set';
import { decodeEscrowFile } from '../../core/custody/escrow/escrow-file';
import { type Recovered, recoverSecrets } from '../../core/custody/escrow/recover';
import type { EscrowSecret } from '../../core/custody/escrow/secret';
import type { LogFacts } from '../../core/custody/logbook/model';
import { secretFactsOf } from '../../core/custody/model';
import type { RegisteredSet } from '../../core/custody/register/model';
import { isSame } from '../../core/custody/register/operations';
import type { Records } from '../../core/custody/register/records';
import type { Card } from '../../core/custody/share/card-text';
import { setName, shareDigest } from '../../core/custody/share/share';
import { type FailureCode, failed, isFailure, toFailure } from '../../core/errors';
import { userName } from '../../core/user-name';
import type { PausedRecovery } from '../../shared/ipc/privacy-calls';
import type { EnteredCard, GivenCard, RecoveryView } from '../../shared/ipc/recovery-calls';
import { carriedBy } from './cards';
import { dayAfter, daysEarly, recoveredView, setView, standingOf, vendorOf } from './recovery-view';

/** Two are needed; a third tells which of them is bad. */
const MOST_CARDS = 3;

/** How long a recovery is kept while it is covered: a second custodian may have to fetch the card. */
export const KEPT_MINUTES = 30;

/** Where a secret went. */
export type Way = Exclude<LogFacts<'recovery'>['to'], 'nowhere'>;

/** What a person says of the vendor's share: on which day it was asked for, and that it is needed before its time. */
export interface Release {
  readonly requested: string | null;
  readonly early: boolean;
}

interface Entered {
  readonly card: Card;
  readonly view: EnteredCard;
}

/**
 * The recovery that is under way: one at a time, its cards and what came back of them in memory and nowhere else.
 * Whatever is tried is in the logbook, also where it failed.
 */
export class Recoveries {
  readonly #records: Records;
  readonly #now: () => number;
  #entered: Entered[] = [];
  #set: RegisteredSet | null = null;
  #escrowFile: Uint8Array | null = null;
  #recovered: Recovered | null = null;
  /** The register's counter has gone up for it. */
  #counted = false;
  /** The secrets that went somewhere, by their places. */
  readonly #gone = new Set<number>();
  /** Why it is covered, and when it is cleared; null while it is in sight. */
  #paused: { reason: PausedRecovery['reason']; until: number } | null = null;

  /** @param now milliseconds since 1970, asked for each time, so that the clock may be another one */
  constructor(records: Records, now: () => number = () => Date.now()) {
    this.#records = records;
    this.#now = now;
  }

  get underWay(): boolean {
    return this.#entered.length > 0;
  }

  /** Whether it is under way and not covered. */
  get inSight(): boolean {
    return this.underWay && this.#paused === null;
  }

  /** Whether cards are in and some of what they bring back has gone nowhere yet: to leave now would lose it. */
  get unsaved(): boolean {
    if (this.#recovered === null) return this.underWay;
    return this.#recovered.secrets.some((_secret, at) => !this.#gone.has(at));
  }

  /** Covers it: nothing of it is given out until `resume`, and after a while `expire` clears it. */
  pause(reason: PausedRecovery['reason']): void {
    if (this.inSight) this.#paused = { reason, until: this.#now() + KEPT_MINUTES * 60_000 };
  }

  /** What is kept while it is covered; null where none is. */
  paused(): PausedRecovery | null {
    const [first] = this.#entered;
    if (this.#paused === null || first === undefined) return null;
    const { set, generation } = first.card.share;
    return {
      name: setName(set, generation),
      cards: this.#entered.map(({ view: { index, custodian } }) => ({ index, custodian })),
      secrets: this.#recovered?.secrets.length ?? 0,
      reason: this.#paused.reason,
      left: Math.max(0, this.#paused.until - this.#now()),
    };
  }

  /** Uncovers it, unless its time is over. */
  resume(): void {
    if (!this.expire()) this.#paused = null;
  }

  /** Clears a recovery that was covered for too long. Whether it did. */
  expire(): boolean {
    return this.#paused !== null && this.#now() >= this.#paused.until && this.wipe();
  }

  current(): RecoveryView | null {
    const [first] = this.#entered;
    if (first === undefined) return null;
    this.#mustBeInSight();
    const { set, generation } = first.card.share;
    return {
      name: setName(set, generation),
      set: this.#set === null ? null : setView(this.#set),
      cards: this.#entered.map(({ view }) => view),
      escrowFile: this.#escrowFile !== null,
      lacks: this.#lacks(),
      recovered: this.#recovered === null ? null : recoveredView(this.#recovered, this.#gone),
    };
  }

  /**
   * Takes a copy of a card. One that is there without its sealed part gets that; one that cannot belong to those that
   * are there is refused, and these stay.
   *
   * @throws share-given-twice, shares-of-two-sets, shares-of-two-generations; register-damaged, file-unreadable
   */
  async give({ share, sealed }: Card, { requested, early }: Release): Promise<GivenCard> {
    if (this.#recovered !== null) throw failed('unexpected', { detail: 'a recovery that is over' });
    this.#mustBeInSight();
    const card: Card = { share: { ...share, point: share.point.slice() }, sealed };
    if (this.#completes(card)) return { kind: 'taken', view: this.#view() };
    for (const { card: other } of this.#entered) refuseStranger(other, card);
    if (this.#entered.length === MOST_CARDS) throw failed('unexpected', { detail: 'more cards than a set has' });
    const set = await this.#registered(card);
    const registered = set?.shares.find(({ index }) => index === share.index);
    const release = registered?.custodian.organisation === 'vendor' ? (set?.release ?? null) : null;
    if (release !== null && registered !== undefined) {
      const days = requested === null ? null : daysEarly(requested, release.delayDays, this.#now());
      if (requested === null || days === null || (days > 0 && !early)) {
        const earliest = requested === null ? null : dayAfter(requested, release.delayDays);
        return { kind: 'break-glass', index: share.index, custodian: registered.custodian.name, ...release, earliest };
      }
    }
    this.#set = set;
    this.#entered.push({
      card,
      view: {
        index: share.index,
        count: share.count,
        custodian: registered?.custodian.name ?? null,
        standing: standingOf(card, registered),
        carries: carriedBy(sealed),
        breakGlass:
          release === null || requested === null
            ? null
            : { requested, early: daysEarly(requested, release.delayDays, this.#now()) },
      },
    });
    return { kind: 'taken', view: this.#view() };
  }

  /** Forgets one of the cards. */
  takeBack(place: number): RecoveryView | null {
    this.#mustBeInSight();
    const [gone] = this.#recovered === null ? this.#entered.splice(place, 1) : [];
    gone?.card.share.point.fill(0);
    if (this.#entered.length === 0) this.wipe();
    return this.current();
  }

  /**
   * @throws escrow-file-other, escrow-file-unreadable, escrow-file-cut-short, escrow-file-altered,
   * escrow-version-unknown
   */
  giveEscrowFile(bytes: Uint8Array): RecoveryView {
    const { context } = decodeEscrowFile(bytes);
    const file = setName(context.set, context.generation);
    const { name } = this.#view();
    if (file !== name) throw failed('escrow-file-other', { file, cards: name });
    this.#escrowFile = bytes;
    return this.#view();
  }

  /**
   * Puts the cards together. Where that fails they stay, so that a third may tell why. @throws what recoverSecrets
   * throws
   */
  async run(): Promise<RecoveryView> {
    this.#mustBeInSight();
    const cards = this.#entered.map(({ card }) => card);
    let recovered: Recovered;
    try {
      recovered = await recoverSecrets(cards, this.#escrowFile);
    } catch (error) {
      await this.#log(
        { secrets: [], shares: cards.map(({ share }) => share.index), to: 'nowhere' },
        null,
        toFailure(error).code,
      ).catch(() => {});
      throw error;
    }
    const facts = recovered.secrets.map(secretFactsOf);
    const vendor = vendorOf(recovered);
    const trace = this.#log({ secrets: facts, shares: recovered.good, to: 'nowhere' }, vendor);
    try {
      // The vendor's share is never used without a trace; else a full disk must not stop the recovery itself.
      if (vendor !== null) await trace;
      else await trace.catch(() => {});
    } catch (error) {
      wipeSecrets(recovered);
      throw error;
    }
    this.#recovered = {
      ...recovered,
      secrets: recovered.secrets.map((secret) => ({ ...secret, label: this.#labelOf(secret) })),
    };
    return this.#view();
  }

  /** One of the secrets that came back. Its bytes stay this recovery's. */
  secret(at: number): EscrowSecret {
    this.#mustBeInSight();
    const found = this.#recovered?.secrets[at];
    if (found === undefined) throw failed('unexpected', { detail: 'a secret that did not come back' });
    return found;
  }

  /** The set that the secrets came from. */
  get origin(): { set: string; generation: number } {
    const [first] = this.#entered;
    if (first === undefined) throw failed('unexpected', { detail: 'no recovery is under way' });
    return { set: bytesToHex(first.card.share.set), generation: first.card.share.generation };
  }

  /**
   * Writes down that a secret goes somewhere, and counts the recovery in the register.
   *
   * @throws what the logbook throws, where the secret is to be shown or copied: that is never without a trace
   */
  async note(at: number, to: Way): Promise<void> {
    const secret = this.secret(at);
    const { good: shares = [] } = this.#recovered ?? {};
    const trace = this.#log(
      { secrets: [secretFactsOf(secret)], shares, to },
      this.#recovered === null ? null : vendorOf(this.#recovered),
    );
    if (to === 'screen') await trace;
    else await trace.catch(() => {});
    this.#gone.add(at);
    if (this.#counted) return;
    this.#counted = true;
    await this.#records.recordRecovery(this.origin).catch(() => {});
  }

  /** Overwrites and forgets everything. Whether there was anything. */
  wipe(): boolean {
    const any = this.underWay;
    for (const { card } of this.#entered) card.share.point.fill(0);
    if (this.#recovered !== null) wipeSecrets(this.#recovered);
    this.#entered = [];
    this.#set = null;
    this.#escrowFile = null;
    this.#recovered = null;
    this.#counted = false;
    this.#gone.clear();
    this.#paused = null;
    return any;
  }

  #mustBeInSight(): void {
    if (this.#paused !== null) throw failed('unexpected', { detail: 'a recovery that is covered' });
  }

  #view(): RecoveryView {
    const view = this.current();
    if (view === null) throw failed('unexpected', { detail: 'no recovery is under way' });
    return view;
  }

  /** A card has no space for the names of several secrets: then the register may know what one is called. */
  #labelOf({ kind, fingerprint, label }: EscrowSecret): string {
    if (label !== fingerprint) return label;
    return this.#set?.secrets.find((known) => known.kind === kind && known.fingerprint === fingerprint)?.label ?? label;
  }

  /** Whether the card is one of those that are there, and brings the sealed part that its rows above left out. */
  #completes(card: Card): boolean {
    const at = this.#entered.findIndex(
      ({ card: known }) =>
        known.sealed === null && card.sealed !== null && shareDigest(known.share) === shareDigest(card.share),
    );
    const known = this.#entered[at];
    if (known === undefined) return false;
    this.#entered[at] = {
      card: { ...known.card, sealed: card.sealed },
      view: { ...known.view, carries: carriedBy(card.sealed) },
    };
    return true;
  }

  #lacks(): RecoveryView['lacks'] {
    if (this.#entered.length < 2) return 'card';
    const parts = new Set(this.#entered.map(({ view }) => view.carries));
    if (parts.has('secret') || this.#escrowFile !== null) return null;
    return parts.has('file') || this.#set?.escrowFile != null ? 'escrow-file' : 'sealed-part';
  }

  async #registered({ share }: Card): Promise<RegisteredSet | null> {
    const { register } = await this.#records.read();
    const ref = { set: bytesToHex(share.set), generation: share.generation };
    return register.sets.find((one) => isSame(one, ref)) ?? null;
  }

  /** @param vendor the number of the vendor's share, where the cards themselves say that it was used */
  async #log(
    told: Pick<LogFacts<'recovery'>, 'shares' | 'secrets' | 'to'>,
    vendor: number | null,
    outcome: 'ok' | FailureCode = 'ok',
  ): Promise<void> {
    const released = this.#entered.find(({ view }) => view.breakGlass !== null)?.view;
    const share = released?.index ?? vendor;
    const breakGlass =
      share === null
        ? {}
        : {
            breakGlass: {
              share,
              requested: released?.breakGlass?.requested ?? null,
              daysEarly: released?.breakGlass?.early ?? 0,
            },
          };
    await this.#records.logbook.append({
      what: 'recovery',
      who: userName(),
      outcome,
      facts: { ...this.origin, ...told, ...breakGlass },
    });
  }
}

/**
 * What two cards can never be: of other sets, or the same. That their points do not fit shows later, and a third card
 * may tell why.
 */
function refuseStranger(other: Card, card: Card): void {
  try {
    choosePairs([other, card]);
  } catch (error) {
    if (!isFailure(error, 'share-altered')) throw error;
  }
}

function wipeSecrets({ secrets }: Recovered): void {
  for (const { bytes } of secrets) bytes.fill(0);
}
