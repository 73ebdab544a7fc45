import { randomBytes, randomInt } from 'node:crypto';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { fold } from '../../core/card-alphabet';
import { escrowFileHash } from '../../core/custody/escrow/escrow-file';
import { sealCardToPassphrase, sealCardToRecipient } from '../../core/custody/escrow/handover';
import type { EscrowSecret } from '../../core/custody/escrow/secret';
import { type Split, sealedDigestOf, splitSecrets } from '../../core/custody/escrow/split';
import type { LogFacts } from '../../core/custody/logbook/model';
import type { NewSet, SetRef } from '../../core/custody/register/model';
import { findSet, isSame, nameOf } from '../../core/custody/register/operations';
import type { Records } from '../../core/custody/register/records';
import { type Card, encodeCard } from '../../core/custody/share/card-text';
import { holderPublicKey } from '../../core/custody/share/holder-key';
import { setName, shareDigest } from '../../core/custody/share/share';
import { failed } from '../../core/errors';
import { userName } from '../../core/user-name';
import { type CardWords, cardFile } from '../../shared/escrow/card-file';
import type { CeremonyPlan, CeremonyView, HandedOut, WipedCeremony } from '../../shared/ipc/ceremony-calls';
import type { Say } from '../../shared/messages/catalogue';
import type { VaultSession } from './vault-session';

/** The vendor's share in mode `managed`. */
const VENDOR = 3;
/** A card's share has three rows; its sealed part is the same on every card, and so proves nothing. */
const SHARE_ROWS = 3;

interface CeremonyShare {
  /** How it left, the last time; null while nobody has it. */
  handedOut: HandedOut | null;
  confirmed: boolean;
  /** The row that its custodian is asked for. */
  readonly askedRow: number;
  /** What the register keeps of it, for when the share itself is overwritten. */
  readonly digest: string;
  readonly holderKey: string;
}

interface Ceremony {
  readonly token: string;
  readonly plan: CeremonyPlan;
  readonly split: Split;
  readonly escrowFile: { readonly name: string; readonly sha256: string } | null;
  readonly shares: readonly CeremonyShare[];
  companionsSaved: boolean;
}

/** A card that is about to leave, and what is to stand on it. */
export interface CardToHandOut {
  readonly card: Card;
  readonly words: CardWords;
}

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
    return { present: this.#present === null ? null : this.#view(this.#present), wiped: this.#wiped };
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
      return this.#view(this.#present);
    } finally {
      this.#beginning = false;
    }
  }

  /**
   * The card of one share that leaves in the clear. Whoever asks hands it out, and says so by `handedOut`.
   *
   * @param again whether somebody has agreed that it is handed out once more, as after a paper jam
   * @throws ceremony-over; ceremony-share-taken where nobody has agreed; ceremony-share-closed once its custodian has
   *   confirmed it
   */
  card(token: string, index: number, again: boolean): CardToHandOut {
    const { medium } = takerOf(this.#find(token).plan, index);
    if (medium.kind !== 'printed') throw failed('unexpected', { detail: 'a share that is to be sealed' });
    return this.#card(token, index, again);
  }

  /**
   * A share's card as a file that only its custodian can open: by the passphrase that they typed, or by their own key.
   *
   * @throws as `card`; passphrase-needed, age-recipient-malformed
   */
  async sealed(token: string, index: number, passphrase: string | null, again: boolean): Promise<Uint8Array> {
    const { card, words } = this.#card(token, index, again);
    const { medium } = takerOf(this.#find(token).plan, index);
    const text = new TextEncoder().encode(cardFile(this.#say, card, words));
    try {
      return medium.kind === 'age-recipient'
        ? await sealCardToRecipient(text, medium.recipient)
        : await sealCardToPassphrase(text, passphrase ?? '');
    } finally {
      text.fill(0);
    }
  }

  /**
   * The share leaves for its custodian. That it left more than once stands in the logbook.
   *
   * @throws ceremony-over, and what Logbook.append throws
   */
  async handedOut(token: string, index: number, how: HandedOut): Promise<CeremonyView> {
    const present = this.#find(token);
    const share = present.shares[index - 1];
    if (share === undefined) throw failed('unexpected', { detail: 'a share that the ceremony has not' });
    if (share.handedOut !== null) {
      const facts = { ...refOf(present.split), share: index, custodian: takerOf(present.plan, index).custodian.name };
      await this.#records.logbook.append({ what: 'card-again', who: userName(), outcome: 'ok', facts });
    }
    share.handedOut = how;
    return this.#view(present);
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
  companionsSaved(token: string): CeremonyView {
    const present = this.#find(token);
    present.companionsSaved = true;
    return this.#view(present);
  }

  /**
   * A custodian shows that they have their share: the row that was asked for, or the whole card. Of a card that was
   * copied from the screen everything has to be right, since nobody else may have printed the sealed part either.
   *
   * @throws ceremony-over, confirmation-differs
   */
  confirm(token: string, index: number, shown: { row: string } | { card: Card }): CeremonyView {
    const present = this.#find(token);
    const share = present.shares[index - 1];
    const card = present.split.cards[index - 1];
    if (share === undefined || card === undefined)
      throw failed('unexpected', { detail: 'a share that the ceremony has not' });
    if (share.confirmed) return this.#view(present);
    if (share.handedOut === null || !isRight(share, card, shown))
      throw failed('confirmation-differs', { index, row: share.askedRow });
    share.confirmed = true;
    card.share.point.fill(0);
    return this.#view(present);
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
    // The set stands whether or not the vault can still be written to: the register is what counts.
    if (this.#vaultSession.isOpen)
      for (const id of plan.entries) await this.#vaultSession.vault.change(id, { escrowed: ref }).catch(() => {});
    this.#vaultSession.changed();
    return ref;
  }

  /** Ends it without a set, and writes that down. @throws ceremony-over */
  async abort(token: string): Promise<void> {
    const present = this.#find(token);
    this.#wipe();
    await this.#records.note({ what: 'ceremony', outcome: 'cancelled', facts: factsOf(present) });
  }

  /** Forgets it at once, since the vault was locked or Salvor is closed, and keeps who has to be told. */
  async wipe(): Promise<void> {
    const present = this.#present;
    if (present === null) return;
    const { name, shares } = this.#view(present);
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
      return { kind: view.kind, label: view.label, fingerprint: view.fingerprint, bytes: vault.reveal(id) };
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
      await this.#records.note({ what: 'ceremony', outcome: 'ok', facts: factsOf(present) });
    } else {
      await this.#records.addSet(newSet(present), 'ceremony', present.plan.replaces);
    }
  }

  #card(token: string, index: number, again: boolean): CardToHandOut {
    const { plan, split, escrowFile, shares } = this.#find(token);
    const card = split.cards[index - 1];
    const share = shares[index - 1];
    if (card === undefined || share === undefined)
      throw failed('unexpected', { detail: 'a share that the ceremony has not' });
    const custodian = takerOf(plan, index).custodian.name;
    if (share.confirmed) throw failed('ceremony-share-closed', { index, custodian });
    if (share.handedOut !== null && !again) throw failed('ceremony-share-taken', { index, custodian });
    return {
      card,
      words: {
        custodian,
        made: split.made,
        secrets: split.facts,
        mode: plan.mode,
        release: index === split.breakGlass ? plan.release : null,
        escrowFile,
      },
    };
  }

  #find(token: string): Ceremony {
    if (this.#present === null || this.#present.token !== token) throw failed('ceremony-over', {});
    return this.#present;
  }

  #wipe(): void {
    if (this.#present !== null) overwrite(this.#present.split);
    this.#present = null;
  }

  #view({ token, plan, split, shares, escrowFile, companionsSaved }: Ceremony): CeremonyView {
    return {
      ceremony: token,
      name: setName(split.set, split.generation),
      made: split.made,
      mode: plan.mode,
      secrets: [...split.facts],
      shares: shares.map((share, at) => {
        const { custodian, medium } = takerOf(plan, at + 1);
        return {
          index: at + 1,
          custodian: custodian.name,
          medium,
          state: share.confirmed ? 'confirmed' : share.handedOut === null ? 'waiting' : 'taken',
          asks: medium.kind === 'age-recipient' ? 'nothing' : asksForRow(share) ? 'row' : 'card',
          askedRow: share.askedRow,
        };
      }),
      escrowFile: escrowFile === null ? null : { name: escrowFile.name },
      companionsSaved,
    };
  }
}

/** A row of paper proves the paper; of what was copied by hand or sealed, only the whole does. */
function asksForRow({ handedOut }: CeremonyShare): boolean {
  return handedOut === 'paper' || handedOut === 'pdf';
}

function isRight(share: CeremonyShare, card: Card, shown: { row: string } | { card: Card }): boolean {
  if ('row' in shown)
    return asksForRow(share) && fold(shown.row) === encodeCard(card).share[share.askedRow - 1]?.groups.join('');
  const sameShare = shareDigest(shown.card.share) === share.digest;
  return share.handedOut === 'screen' ? sameShare && encodeCard(shown.card).qr === encodeCard(card).qr : sameShare;
}

function overwrite({ cards }: Split): void {
  for (const { share } of cards) share.point.fill(0);
}

function takerOf({ takers }: CeremonyPlan, index: number): CeremonyPlan['takers'][number] {
  const taker = takers[index - 1];
  if (taker === undefined) throw failed('unexpected', { detail: 'a share that the ceremony has not' });
  return taker;
}

function stemOf({ set, generation }: Pick<Split, 'set' | 'generation'>): string {
  return setName(set, generation).replace(' · ', '-');
}

function refOf({ set, generation }: Pick<Split, 'set' | 'generation'>): SetRef {
  return { set: bytesToHex(set), generation };
}

function factsOf({ plan, split }: Ceremony): LogFacts<'ceremony'> {
  return {
    ...refOf(split),
    mode: plan.mode,
    secrets: [...split.facts],
    custodians: plan.takers.map(({ custodian }) => custodian.name),
  };
}

function newSet({ plan, split, escrowFile, shares }: Ceremony): NewSet {
  return {
    ...refOf(split),
    mode: plan.mode,
    threshold: 2,
    count: 3,
    secrets: [...split.facts],
    by: userName(),
    escrowFile,
    sealedDigest: sealedDigestOf(split),
    release: plan.release,
    checkEveryDays: plan.checkEveryDays,
    shares: shares.map(({ digest, holderKey, confirmed }, at) => ({
      index: at + 1,
      digest,
      holderKey,
      ...takerOf(plan, at + 1),
      confirmed,
      acknowledged: null,
    })),
  };
}
