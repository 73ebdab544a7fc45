import { randomInt } from 'node:crypto';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { escrowFileHash } from '../core/custody/escrow/escrow-file';
import { sealCardToPassphrase, sealCardToRecipient } from '../core/custody/escrow/handover';
import type { EscrowSecret } from '../core/custody/escrow/secret';
import { type Split, splitSecrets } from '../core/custody/escrow/split';
import type { Records } from '../core/custody/records';
import type { NewSet } from '../core/custody/register/model';
import { fold } from '../core/custody/share/alphabet';
import { type Card, encodeCard } from '../core/custody/share/card-text';
import { setName, shareDigest } from '../core/custody/share/share';
import { failed } from '../core/errors';
import { userName } from '../core/user-name';
import type { CardWords } from '../shared/escrow/card-file';
import { cardFile } from '../shared/escrow/card-file';
import type { CeremonyPlan, CeremonyView } from '../shared/ipc/ceremony-calls';
import type { Say } from '../shared/messages/catalogue';
import { Tokens } from './tokens';
import type { VaultRoom } from './vault';

/** The vendor's share in mode `managed`. */
const VENDOR = 3;
/** A card's share has three rows; its sealed part is the same on every card, and so proves nothing. */
const SHARE_ROWS = 3;
/** Longer than any meeting. */
const LIFETIME_MS = 12 * 60 * 60 * 1000;

interface Ceremony {
  readonly token: string;
  readonly plan: CeremonyPlan;
  readonly split: Split;
  readonly escrowFile: { readonly name: string; readonly sha256: string } | null;
  readonly shares: { state: 'waiting' | 'taken' | 'confirmed'; readonly askedRow: number }[];
  escrowFileSaved: boolean;
}

/**
 * The split that is under way: one at a time, held in memory and nowhere else. Each card leaves it for its own
 * custodian, and not again once they have confirmed it; the set is registered at the very end.
 */
export class Ceremonies {
  readonly #vaultRoom: VaultRoom;
  readonly #records: Records;
  readonly #say: Say;
  readonly #tokens = new Tokens<true>(LIFETIME_MS, 1);
  #present: Ceremony | null = null;

  constructor(vaultRoom: VaultRoom, records: Records, say: Say) {
    this.#vaultRoom = vaultRoom;
    this.#records = records;
    this.#say = say;
  }

  /** Whether one is under way: leaving now would lose it. */
  get underWay(): boolean {
    return this.#present !== null;
  }

  current(): CeremonyView | null {
    return this.#present === null ? null : this.#view(this.#present);
  }

  /** @throws ceremony-under-way, vault-locked, vault-entry-missing, and what `splitSecrets` throws */
  async begin(plan: CeremonyPlan): Promise<CeremonyView> {
    if (this.#present !== null) throw failed('ceremony-under-way', {});
    const secrets = this.#secrets(plan.entries);
    try {
      const split = await splitSecrets(secrets, {
        generation: plan.replaces === null ? 1 : plan.replaces.generation + 1,
        ...(plan.replaces === null ? {} : { set: hexToBytes(plan.replaces.set) }),
        ...(plan.mode === 'managed' ? { breakGlass: VENDOR } : {}),
        now: new Date(),
      });
      this.#present = {
        token: this.#tokens.issue(true),
        plan,
        split,
        escrowFile: split.escrowFile === null ? null : { name: `${stemOf(split)}.escrow`, sha256: bytesToHex(escrowFileHash(split.escrowFile)) },
        shares: split.cards.map(() => ({ state: 'waiting', askedRow: randomInt(SHARE_ROWS) + 1 })),
        escrowFileSaved: false,
      };
      return this.#view(this.#present);
    } finally {
      for (const { bytes } of secrets) bytes.fill(0);
    }
  }

  /**
   * The card of one share, with what is to stand on it. Whoever asks hands it out, and says so by `taken`.
   *
   * @throws ceremony-over; ceremony-share-closed once its custodian has confirmed it
   */
  card(token: string, index: number): { card: Card; words: CardWords } {
    const { plan, split, escrowFile, shares } = this.#find(token);
    const card = split.cards[index - 1];
    const taker = plan.takers[index - 1];
    if (card === undefined || taker === undefined) throw failed('unexpected', { detail: 'a share that the ceremony has not' });
    if (shares[index - 1]?.state === 'confirmed') throw failed('ceremony-share-closed', { index, custodian: taker.custodian.name });
    return {
      card,
      words: {
        custodian: taker.custodian.name,
        made: split.made,
        secrets: split.facts,
        mode: plan.mode,
        release: index === split.breakGlass ? plan.release : null,
        escrowFile,
      },
    };
  }

  /**
   * A share's card as a file that only its custodian can open: by the passphrase that they typed, or by their own key.
   *
   * @throws as `card`; passphrase-needed, age-recipient-malformed
   */
  async sealed(token: string, index: number, passphrase: string | null): Promise<Uint8Array> {
    const { card, words } = this.card(token, index);
    const medium = this.#find(token).plan.takers[index - 1]?.medium;
    const text = new TextEncoder().encode(cardFile(this.#say, card, words));
    try {
      return medium?.kind === 'age-recipient' ? await sealCardToRecipient(text, medium.recipient) : await sealCardToPassphrase(text, passphrase ?? '');
    } finally {
      text.fill(0);
    }
  }

  /** The share has left for its custodian. @throws ceremony-over */
  taken(token: string, index: number): CeremonyView {
    const present = this.#find(token);
    const share = present.shares[index - 1];
    if (share?.state === 'waiting') share.state = 'taken';
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
    present.escrowFileSaved = true;
    return this.#view(present);
  }

  /**
   * A custodian shows that they have their share: the row that was asked for, or the whole card.
   *
   * @throws ceremony-over, confirmation-differs
   */
  confirm(token: string, index: number, shown: { row: string } | { card: Card }): CeremonyView {
    const present = this.#find(token);
    const share = present.shares[index - 1];
    const card = present.split.cards[index - 1];
    if (share === undefined || card === undefined) throw failed('unexpected', { detail: 'a share that the ceremony has not' });
    const right =
      'row' in shown
        ? fold(shown.row) === encodeCard(card).share[share.askedRow - 1]?.groups.join('')
        : shareDigest(shown.card.share) === shareDigest(card.share);
    if (share.state === 'waiting' || !right) throw failed('confirmation-differs', { index, row: share.askedRow });
    share.state = 'confirmed';
    return this.#view(present);
  }

  /**
   * Registers the set and notes it in the vault; then nothing of the ceremony is left. Where the register refuses, the
   * ceremony stays and can be finished again.
   *
   * @throws ceremony-over, ceremony-incomplete, and what Records.addSet throws
   */
  async finish(token: string): Promise<{ set: string; generation: number }> {
    const present = this.#find(token);
    const { plan, split } = present;
    const open = present.shares.findIndex(({ state }, at) => state === 'waiting' || (state === 'taken' && plan.takers[at]?.medium.kind !== 'age-recipient'));
    if (open >= 0) throw failed('ceremony-incomplete', { missing: plan.takers[open]?.custodian.name ?? '' });
    if (present.escrowFile !== null && !present.escrowFileSaved) throw failed('ceremony-incomplete', { missing: present.escrowFile.name });
    const ref = { set: bytesToHex(split.set), generation: split.generation };
    await this.#records.addSet(newSet(present), 'ceremony', plan.replaces);
    this.#wipe();
    // The set stands whether or not the vault can still be written to: the register is what counts.
    if (this.#vaultRoom.isOpen) for (const id of plan.entries) await this.#vaultRoom.vault.change(id, { escrowed: ref }).catch(() => {});
    return ref;
  }

  /** Ends it without a set, and writes that down. @throws ceremony-over */
  async abort(token: string): Promise<void> {
    const { plan, split } = this.#find(token);
    this.#wipe();
    const facts = {
      set: bytesToHex(split.set),
      generation: split.generation,
      mode: plan.mode,
      secrets: [...split.facts],
      custodians: plan.takers.map(({ custodian }) => custodian.name),
    };
    await this.#records.logbook.append({ what: 'ceremony', who: userName(), outcome: 'cancelled', facts });
  }

  /** Forgets it at once: the vault was locked or Salvor is closed. Whether there was one. */
  async wipe(): Promise<boolean> {
    const present = this.#present;
    if (present === null) return false;
    await this.abort(present.token).catch(() => {});
    this.#wipe();
    return true;
  }

  #secrets(entries: readonly string[]): EscrowSecret[] {
    const { vault } = this.#vaultRoom;
    return entries.map((id) => {
      const view = vault.entries().find((entry) => entry.id === id);
      if (view === undefined) throw failed('vault-entry-missing', { entry: id });
      return { kind: view.kind, label: view.label, fingerprint: view.fingerprint, bytes: vault.reveal(id) };
    });
  }

  #find(token: string): Ceremony {
    if (this.#present === null || this.#present.token !== token) throw failed('ceremony-over', {});
    return this.#present;
  }

  #wipe(): void {
    const present = this.#present;
    if (present === null) return;
    for (const { share } of present.split.cards) share.point.fill(0);
    this.#tokens.forget(present.token);
    this.#present = null;
  }

  #view({ token, plan, split, shares, escrowFile, escrowFileSaved }: Ceremony): CeremonyView {
    return {
      ceremony: token,
      name: setName(split.set, split.generation),
      made: split.made,
      mode: plan.mode,
      secrets: [...split.facts],
      shares: shares.map(({ state, askedRow }, at) => {
        const taker = plan.takers[at];
        if (taker === undefined) throw new Error('a share without a custodian');
        return { index: at + 1, custodian: taker.custodian.name, medium: taker.medium, state, askedRow };
      }),
      escrowFile: escrowFile === null ? null : { name: escrowFile.name, saved: escrowFileSaved },
    };
  }
}

function stemOf({ set, generation }: Pick<Split, 'set' | 'generation'>): string {
  return setName(set, generation).replace(' · ', '-');
}

function newSet({ plan, split, escrowFile, shares }: Ceremony): NewSet {
  return {
    set: bytesToHex(split.set),
    generation: split.generation,
    mode: plan.mode,
    threshold: 2,
    count: 3,
    secrets: [...split.facts],
    by: userName(),
    escrowFile,
    release: plan.release,
    checkEveryDays: plan.checkEveryDays,
    shares: split.cards.map(({ share }, at) => {
      const taker = plan.takers[at];
      if (taker === undefined) throw new Error('a share without a custodian');
      return { index: share.index, digest: shareDigest(share), ...taker, confirmed: shares[at]?.state === 'confirmed', acknowledged: null };
    }),
  };
}
