import { randomBytes, randomInt } from 'node:crypto';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { escrowFileHash } from '../../core/custody/escrow/escrow-file';
import { sealCardToRecipient } from '../../core/custody/escrow/handover';
import type { EscrowSecret } from '../../core/custody/escrow/secret';
import { type Split, splitSecrets } from '../../core/custody/escrow/split';
import { secretFactsOf } from '../../core/custody/model';
import type { SetRef } from '../../core/custody/register/model';
import { findSet, isSame, nameOf } from '../../core/custody/register/operations';
import type { Records } from '../../core/custody/register/records';
import { holderPublicKey } from '../../core/custody/share/holder-key';
import { shareDigest } from '../../core/custody/share/share';
import { failed } from '../../core/errors';
import { userName } from '../../core/user-name';
import type { CeremonyPlan, CeremonyView, HandedOut, WipedCeremony } from '../../shared/ipc/ceremony-calls';
import type { Say } from '../../shared/messages/catalogue';
import { type Ceremony, ceremonyFacts, ceremonyView, newSetOf, refOf, stemOf, takerOf } from './ceremony';
import {
  type CardToHandOut,
  cardToHandOut,
  confirmShare,
  type ShownShare,
  sealedCardFile,
  shareOf,
} from './handing-out';
import type { VaultSession } from './vault-session';

/** The vendor's share in mode `managed`. */
const VENDOR = 3;
/** A card's share has three rows; its sealed part is the same on every card, and so proves nothing. */
const SHARE_ROWS = 3;

/**
 * The split that is under way: one at a time, held in memory and nowhere else. Each card leaves it for its own
 * custodian, and is overwritten once they have confirmed it; the set is registered at the very end.
 */
export class Ceremonies {
  readonly #vaultSession: VaultSession;
  readonly #records: Records;
  readonly #say: Say;
  #present: Ceremony | null = null;
  #beginning = false;
  #wiped: WipedCeremony | null = null;

  constructor(vaultSession: VaultSession, records: Records, say: Say) {
    this.#vaultSession = vaultSession;
    this.#records = records;
    this.#say = say;
  }

  /** Whether one is under way: leaving now would lose it. */
  get underWay(): boolean {
    return this.#present !== null;
  }

  /** The ceremony that is under way, and the one that was wiped before, until the window has said so. */
  current(): { present: CeremonyView | null; wiped: WipedCeremony | null } {
    return { present: this.#present === null ? null : ceremonyView(this.#present), wiped: this.#wiped };
  }

  /** The window has said that a ceremony was wiped. */
  dismissWiped(): void {
    this.#wiped = null;
  }

  /**
   * Whatever could refuse the set at the end is found out here, before a card is made.
   *
   * @throws ceremony-under-way, vault-locked, vault-entry-missing, set-not-registered, set-not-active,
   *   age-recipient-malformed, and what `splitSecrets` throws
   */
  async begin(plan: CeremonyPlan): Promise<CeremonyView> {
    if (this.#present !== null || this.#beginning) throw failed('ceremony-under-way', {});
    this.#beginning = true;
    try {
      const generation = await this.#nextGeneration(plan.replaces);
      for (const { medium } of plan.takers)
        if (medium.kind === 'age-recipient') await sealCardToRecipient(new Uint8Array(1), medium.recipient);
      const split = await this.#split(plan, generation);
      // The vault was locked while it was split: that is meant for this as well.
      if (!this.#vaultSession.isOpen) {
        overwrite(split);
        throw failed('vault-locked', {});
      }
      this.#wiped = null;
      this.#present = {
        token: randomBytes(24).toString('base64url'),
        plan,
        split,
        escrowFile:
          split.escrowFile === null
            ? null
            : { name: `${stemOf(split)}.escrow`, sha256: bytesToHex(escrowFileHash(split.escrowFile)) },
        shares: split.cards.map(({ share }) => ({
          handedOut: null,
          confirmed: false,
          askedRow: randomInt(SHARE_ROWS) + 1,
          digest: shareDigest(share),
          holderKey: holderPublicKey(share),
        })),
        companionsSaved: false,
      };
      return ceremonyView(this.#present);
    } finally {
      this.#beginning = false;
    }
  }

  /**
   * The card of one share that leaves in the clear. The caller hands it out, and says so by `noteHandedOut`.
   *
   * @throws ceremony-over, and what `cardToHandOut` throws
   */
  card(token: string, index: number, again: boolean): CardToHandOut {
    const { medium } = takerOf(this.#find(token).plan, index);
    if (medium.kind !== 'printed') throw failed('unexpected', { detail: 'a share that is to be sealed' });
    return cardToHandOut(this.#find(token), index, again);
  }

  /**
   * A share's card as a file that only its custodian can open. @throws ceremony-over, and what `sealedCardFile` throws
   */
  async sealCard(token: string, index: number, passphrase: string | null, again: boolean): Promise<Uint8Array> {
    return sealedCardFile(this.#say, this.#find(token), index, passphrase, again);
  }

  /**
   * Notes that the share has left for its custodian. That it left more than once is a line of the logbook.
   *
   * @throws ceremony-over, and what Logbook.append throws
   */
  async noteHandedOut(token: string, index: number, how: HandedOut): Promise<CeremonyView> {
    const present = this.#find(token);
    const { share } = shareOf(present, index);
    if (share.handedOut !== null) {
      const facts = { ...refOf(present.split), share: index, custodian: takerOf(present.plan, index).custodian.name };
      await this.#records.logbook.append({ what: 'card-again', who: userName(), outcome: 'ok', facts });
    }
    share.handedOut = how;
    return ceremonyView(present);
  }

  /** The set's name as files are called: `K7QM-2XDA-1`. @throws ceremony-over */
  stem(token: string): string {
    return stemOf(this.#find(token).split);
  }

  /** What the file beside the cards is called and holds; null where there is none. @throws ceremony-over */
  escrowFile(token: string): { name: string; bytes: Uint8Array } | null {
    const { escrowFile, split } = this.#find(token);
    return escrowFile === null || split.escrowFile === null ? null : { name: escrowFile.name, bytes: split.escrowFile };
  }

  /** @throws ceremony-over */
  noteCompanionsSaved(token: string): CeremonyView {
    const present = this.#find(token);
    present.companionsSaved = true;
    return ceremonyView(present);
  }

  /** A custodian shows that they have their share. @throws ceremony-over, confirmation-differs */
  confirm(token: string, index: number, shown: ShownShare): CeremonyView {
    const present = this.#find(token);
    confirmShare(present, index, shown);
    return ceremonyView(present);
  }

  /**
   * Registers the set and notes it in the vault; then nothing of the ceremony is left. Where the register refuses, the
   * ceremony stays and can be finished again.
   *
   * @throws ceremony-over, ceremony-incomplete, and what Records.addSet throws
   */
  async finish(token: string): Promise<SetRef> {
    const present = this.#find(token);
    const { plan, split } = present;
    const open = present.shares.findIndex(
      ({ handedOut, confirmed }, at) =>
        handedOut === null || (!confirmed && takerOf(plan, at + 1).medium.kind !== 'age-recipient'),
    );
    if (open >= 0) throw failed('ceremony-incomplete', { missing: takerOf(plan, open + 1).custodian.name });
    if (present.escrowFile !== null && !present.companionsSaved)
      throw failed('ceremony-incomplete', { missing: present.escrowFile.name });
    await this.#register(present);
    this.#wipe();
    const ref = refOf(split);
    // The set is registered whether or not the vault can still be written to: the register is what counts.
    if (this.#vaultSession.isOpen)
      for (const id of plan.entries) await this.#vaultSession.vault.change(id, { escrowed: ref }).catch(() => {});
    this.#vaultSession.changed();
    return ref;
  }

  /** Ends it without a set, and writes that down. @throws ceremony-over */
  async abort(token: string): Promise<void> {
    const present = this.#find(token);
    this.#wipe();
    await this.#records.note({ what: 'ceremony', outcome: 'cancelled', facts: ceremonyFacts(present) });
  }

  /** Forgets it at once, since the vault was locked or Salvor is closed, and keeps who has to be told. */
  async wipe(): Promise<void> {
    const present = this.#present;
    if (present === null) return;
    const { name, shares } = ceremonyView(present);
    this.#wiped = {
      name,
      taken: shares.filter(({ state }) => state !== 'waiting').map(({ index, custodian }) => ({ index, custodian })),
    };
    await this.abort(present.token);
  }

  /** @throws set-not-registered, set-not-active */
  async #nextGeneration(replaces: SetRef | null): Promise<number> {
    if (replaces === null) return 1;
    const { register } = await this.#records.read();
    const { state } = findSet(register, replaces);
    if (state !== 'active') throw failed('set-not-active', { set: nameOf(replaces), state });
    return Math.max(...register.sets.filter(({ set }) => set === replaces.set).map(({ generation }) => generation)) + 1;
  }

  async #split({ entries, mode, replaces }: CeremonyPlan, generation: number): Promise<Split> {
    const secrets = this.#secrets(entries);
    try {
      return await splitSecrets(secrets, {
        generation,
        ...(replaces === null ? {} : { set: hexToBytes(replaces.set) }),
        ...(mode === 'managed' ? { breakGlass: VENDOR } : {}),
        now: new Date(),
      });
    } finally {
      for (const { bytes } of secrets) bytes.fill(0);
    }
  }

  #secrets(entries: readonly string[]): EscrowSecret[] {
    const { vault } = this.#vaultSession;
    return entries.map((id) => {
      const view = vault.entries().find((entry) => entry.id === id);
      if (view === undefined) throw failed('vault-entry-missing', { entry: id });
      return { ...secretFactsOf(view), bytes: vault.reveal(id) };
    });
  }

  /**
   * Where an answer of the register was lost though it has the set, only the line is missing when it is tried again.
   */
  async #register(present: Ceremony): Promise<void> {
    const ref = refOf(present.split);
    const { register } = await this.#records.read();
    const registered = register.sets.find((one) => isSame(one, ref));
    if (
      registered !== undefined &&
      registered.shares.every(({ digest }, at) => digest === present.shares[at]?.digest)
    ) {
      await this.#records.note({ what: 'ceremony', outcome: 'ok', facts: ceremonyFacts(present) });
    } else {
      await this.#records.addSet(newSetOf(present), 'ceremony', present.plan.replaces);
    }
  }

  #find(token: string): Ceremony {
    if (this.#present === null || this.#present.token !== token) throw failed('ceremony-over', {});
    return this.#present;
  }

  #wipe(): void {
    if (this.#present !== null) overwrite(this.#present.split);
    this.#present = null;
  }
}

function overwrite({ cards }: Split): void {
  for (const { share } of cards) share.point.fill(0);
}
