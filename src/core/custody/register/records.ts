import { ed25519 } from '@noble/curves/ed25519.js';
import { type Failure, failed, toFailure } from '../../errors';
import { fingerprintOf } from '../../formats/site-key';
import { installationKey } from '../logbook/installation-key';
import { Logbook, type LogNote } from '../logbook/logbook';
import type { LogEvent, LogFacts } from '../logbook/model';
import type { Card } from '../share/card-text';
import type { NewSet, RegisteredSet, RegisteredShare, RegisterFile, SetRef, ShareRef, SignedReceipt } from './model';
import {
  acceptSigner,
  acknowledge,
  addSet,
  attestDestruction,
  checkEvery,
  confirmShare,
  findSet,
  findShare,
  type HandOver,
  isSame,
  markLost,
  moveShare,
  recordRecovery,
  replaceCustodian,
  retire,
} from './operations';
import { type CheckedReceipt, makeReceipt, readReceipt, refOf, seenOf } from './receipt';
import { type ReadRegister, Register } from './register';
import { lastConfirmation } from './standing';

/** A receipt of tomorrow can come from a clock that is a little ahead, or from another zone's; not one of next week. */
const CLOCK_TOLERANCE_MS = 24 * 60 * 60 * 1000;

/**
 * What else the card carries, held against the register: the same; not given, as where the share's rows alone were
 * typed; or not known to the register, so that nothing was compared.
 */
export type SealedComparison = 'same' | 'not-given' | 'not-registered';

export interface CheckIn {
  readonly receipt: SignedReceipt;
  /** Fingerprint of this installation, which signed it. */
  readonly signer: string;
  /** The set and the share as the register has them; null where it does not know the set. */
  readonly registered: { readonly set: RegisteredSet; readonly share: RegisteredShare } | null;
  readonly sealed: SealedComparison;
}

export interface ImportedReceipt extends CheckedReceipt {
  /** The installation that signed it is this one, one accepted before, or accepted just now. */
  readonly known: 'own' | 'before' | 'now';
  /** The register had this very confirmation, and is unchanged. */
  readonly already: boolean;
  readonly set: RegisteredSet;
  readonly share: RegisteredShare;
}

/**
 * Register and logbook as one: whatever is done to the register is in the logbook too, also where it was refused.
 * Both doors, the app and the command, go through here.
 */
export class Records {
  readonly register: Register;
  readonly logbook: Logbook;
  readonly #folder: string;
  readonly #version: string;
  readonly #who: () => string;
  readonly #onUnlogged: (failure: Failure) => unknown;
  #unlogged: Failure | null = null;

  /**
   * @param folder of the installation
   * @param by.version of the program
   * @param by.who names the person at the machine
   * @param by.unlogged hears that a change was made whose line could not be written
   */
  constructor(folder: string, by: { version: string; who: () => string; unlogged?: (failure: Failure) => unknown }) {
    this.#folder = folder;
    this.#version = by.version;
    this.#who = by.who;
    this.#onUnlogged = by.unlogged ?? (() => {});
    this.register = new Register(folder);
    this.logbook = Logbook.open(folder, { version: by.version, keeper: this.register });
  }

  /** @throws register-damaged, file-unreadable */
  read(): Promise<ReadRegister> {
    return this.register.read();
  }

  /** Why the last line could not be written; null where it was. */
  get unlogged(): Failure | null {
    return this.#unlogged;
  }

  /**
   * Runs a piece of work and writes down how it ended. What `facts` is made of may only be known at the end.
   *
   * What was done stays done: a line that cannot be written is reported beside it and never as its failure, since what
   * then looks undone would be undone by hand, as cards of a set that the register has.
   *
   * @throws only what the work throws
   */
  async withLine<W extends LogEvent, T>(
    what: W,
    facts: LogFacts<W> | (() => LogFacts<W>),
    work: () => Promise<T>,
  ): Promise<T> {
    const factsNow = () => (typeof facts === 'function' ? facts() : facts);
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await this.note({ what, outcome: toFailure(error).code, facts: factsNow() });
      throw error;
    }
    await this.note({ what, outcome: 'ok', facts: factsNow() });
    return result;
  }

  /**
   * Writes one line about what is done already; where it cannot be written, that is reported and kept in `unlogged`.
   */
  async note<W extends LogEvent>(line: Omit<LogNote<W>, 'who'>): Promise<void> {
    try {
      await this.logbook.append({ ...line, who: this.#who() });
      this.#unlogged = null;
    } catch (error) {
      this.#unlogged = toFailure(error);
      await this.#onUnlogged(this.#unlogged);
    }
  }

  /**
   * Registers the set that a ceremony has made.
   *
   * @param how `ceremony`, or `set-registered` for one that was split on another machine
   * @param replaces the older set that is no longer to be used
   * @throws set-already-registered, set-not-registered, and what Register.change throws
   */
  async addSet(
    added: NewSet,
    how: 'ceremony' | 'set-registered',
    replaces: SetRef | null = null,
  ): Promise<RegisterFile> {
    const made = { when: now(), signer: await this.signer(), replaces };
    const facts = {
      ...refOnly(added),
      secrets: added.secrets,
      custodians: added.shares.map(({ custodian }) => custodian.name),
    };
    const change = () => this.register.change((register) => addSet(register, added, made));
    return how === 'ceremony'
      ? this.withLine('ceremony', { ...facts, mode: added.mode }, change)
      : this.withLine('set-registered', facts, change);
  }

  /**
   * One custodian alone proves a share, and what else the card carries. Where the register knows the set it is
   * confirmed there; a receipt is made in any case, for the person who keeps the register.
   *
   * @param custodian as the person named themselves, for a machine whose register does not know the set
   * @throws share-not-registered, sealed-part-not-registered, set-not-active, share-not-held, and what Register.change
   *   throws
   */
  async checkIn(card: Card, custodian = ''): Promise<CheckIn> {
    const { share, sealed } = card;
    const ref = refOf(share);
    const when = now();
    const key = await installationKey(this.#folder);
    const { register } = await this.register.read();
    const known = register.sets.some((set) => isSame(set, ref));
    const name = known ? findShare(register, ref).custodian.name : custodian;
    const signer = signerOfKey(key);
    return this.withLine('check-in', { ...shareFactsOf(ref), custodian: name === '' ? null : name }, async () => {
      const changed = known
        ? await this.register.change((present) =>
            confirmShare(present, ref, seenOf(card), { when, how: 'check-in', signer }),
          )
        : null;
      return {
        receipt: makeReceipt(card, { custodian: name, when, version: this.#version }, key),
        signer,
        registered: changed === null ? null : { set: findSet(changed, ref), share: findShare(changed, ref) },
        sealed:
          sealed === null
            ? 'not-given'
            : changed === null || findSet(changed, ref).sealedDigest === null
              ? 'not-registered'
              : 'same',
      };
    });
  }

  /**
   * Takes in a receipt that another machine has signed.
   *
   * @param accepted the fingerprint that a person has compared, for an installation that is not known yet; or null
   * @throws receipt-unreadable, receipt-altered, receipt-unknown-signer, receipt-outdated where a later one was taken
   * in
   *   before, receipt-from-future, and what confirmShare refuses: above all receipt-without-share
   */
  async importReceipt(text: string, accepted: string | null): Promise<ImportedReceipt> {
    const checked = readReceipt(text);
    const { receipt, signer, holderKey } = checked;
    const ref = { set: receipt.set, generation: receipt.generation, index: receipt.index };
    const before = findShare((await this.register.read()).register, ref);
    const own = await this.signer();
    const facts = { ...shareFactsOf(ref), custodian: before.custodian.name, signer, made: receipt.when };
    return this.withLine('receipt-imported', facts, async () => {
      let known: ImportedReceipt['known'] = 'own';
      let already = false;
      const changed = await this.register.change((register) => {
        if (signer !== own)
          known = register.signers.some(({ fingerprint }) => fingerprint === signer) ? 'before' : 'now';
        if (known === 'now' && accepted !== signer)
          throw failed('receipt-unknown-signer', { signer, machine: receipt.machine });
        if (Date.parse(receipt.when) > Date.now() + CLOCK_TOLERANCE_MS)
          throw failed('receipt-from-future', { when: receipt.when });
        const share = findShare(register, ref);
        if (share.confirmed.some(({ when, signer: by }) => when === receipt.when && by === signer)) {
          already = true;
          return register;
        }
        const last = lastConfirmation(share, Date.now());
        // One from before the hand-over was another custodian's. Of two confirmations in one second neither is older to
        // a person.
        const outdated =
          Date.parse(receipt.when) <= Date.parse(share.handedOver.when) ||
          (last !== null && secondOf(receipt.when) < secondOf(last));
        const confirmed = confirmShare(
          register,
          ref,
          { digest: receipt.digest, holderKey, sealed: receipt.sealed ?? null },
          { when: receipt.when, how: 'receipt', signer },
        );
        if (outdated)
          throw failed('receipt-outdated', { when: receipt.when, confirmed: last ?? share.handedOver.when });
        return known === 'now'
          ? acceptSigner(confirmed, { fingerprint: signer, machine: receipt.machine, since: now() })
          : confirmed;
      });
      return { ...checked, known, already, set: findSet(changed, ref), share: findShare(changed, ref) };
    });
  }

  /** Someone else holds the share from now on. @throws what replaceCustodian refuses */
  async replaceCustodian(ref: ShareRef, handOver: Omit<HandOver, 'when'>): Promise<RegisterFile> {
    const from = findShare((await this.register.read()).register, ref).custodian.name;
    return this.withLine('custodian-replaced', { ...shareFactsOf(ref), from, to: handOver.custodian.name }, () =>
      this.register.change((register) => replaceCustodian(register, ref, { ...handOver, when: now() })),
    );
  }

  /** The share lies elsewhere, or on something else, with the same custodian. @throws what moveShare refuses */
  async moveShare(ref: ShareRef, to: Pick<RegisteredShare, 'medium' | 'place'>): Promise<RegisterFile> {
    const custodian = findShare((await this.register.read()).register, ref).custodian.name;
    return this.withLine('share-moved', { ...shareFactsOf(ref), custodian }, () =>
      this.register.change((register) => moveShare(register, ref, to)),
    );
  }

  /** @throws what markLost refuses */
  async markLost(ref: ShareRef): Promise<RegisterFile> {
    const custodian = findShare((await this.register.read()).register, ref).custodian.name;
    return this.withLine('share-lost', { ...shareFactsOf(ref), custodian }, () =>
      this.register.change((register) => markLost(register, ref, now())),
    );
  }

  /** @param on the day on which the custodian signed, `2026-11-21` @throws what acknowledge refuses */
  async acknowledge(ref: ShareRef, on: string): Promise<RegisterFile> {
    const custodian = findShare((await this.register.read()).register, ref).custodian.name;
    return this.withLine('acknowledgement-signed', { ...shareFactsOf(ref), custodian }, () =>
      this.register.change((register) => acknowledge(register, ref, on)),
    );
  }

  /** @throws what retire refuses */
  retire(ref: SetRef): Promise<RegisterFile> {
    return this.withLine('set-retired', { ...refOnly(ref), replacedBy: null }, () =>
      this.register.change((register) => retire(register, ref, now())),
    );
  }

  /** @param attested.on a day, `2026-11-21` @throws what attestDestruction refuses */
  attestDestruction(ref: ShareRef, attested: { by: string; on: string }): Promise<RegisterFile> {
    return this.withLine('destruction-attested', { ...shareFactsOf(ref), by: attested.by }, () =>
      this.register.change((register) => attestDestruction(register, ref, { ...attested, when: now() })),
    );
  }

  /**
   * The set's counter goes up; a set that is not registered here has none. Recoveries logs the recovery itself.
   */
  async recordRecovery(ref: SetRef): Promise<void> {
    const { register } = await this.register.read();
    if (register.sets.some((set) => isSame(set, ref)))
      await this.register.change((present) => recordRecovery(present, ref, now()));
  }

  /** @throws set-not-registered */
  checkEvery(ref: SetRef, days: number): Promise<RegisterFile> {
    return this.register.change((register) => checkEvery(register, ref, days));
  }

  /** The logbook as `salvor log check` takes it on any machine; that it was exported is its last line. */
  async exportLog(): Promise<string> {
    const { check } = await this.logbook.check();
    await this.logbook.append({
      what: 'log-exported',
      who: this.#who(),
      outcome: 'ok',
      facts: { lines: check.lines + 1 },
    });
    return this.logbook.export();
  }

  /** The fingerprint of this installation. */
  async signer(): Promise<string> {
    return signerOfKey(await installationKey(this.#folder));
  }
}

function secondOf(when: string): number {
  return Math.floor(Date.parse(when) / 1000);
}

function now(): string {
  return new Date().toISOString();
}

function signerOfKey(key: Uint8Array): string {
  return fingerprintOf(ed25519.getPublicKey(key));
}

function refOnly({ set, generation }: SetRef): SetRef {
  return { set, generation };
}

/** A share as the logbook's facts name it. */
function shareFactsOf({ set, generation, index }: ShareRef): { set: string; generation: number; share: number } {
  return { set, generation, share: index };
}
