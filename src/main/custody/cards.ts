import { bytesToHex } from '@noble/hashes/utils.js';
import { byNodeScrypt } from '../../core/custody/escrow/age-passphrase';
import {
  type CardSealing,
  LONGEST_CARD_FILE,
  openerOf,
  openSealedCard,
  sealingOf,
} from '../../core/custody/escrow/sealed-card';
import { type Card, decodeCard } from '../../core/custody/share/card-text';
import { isUnpackable, pictureSize } from '../../core/custody/share/picture-size';
import { setName } from '../../core/custody/share/share';
import { failed } from '../../core/errors';
import { looseText } from '../../core/plain-text';
import type { CardView, ChosenCard } from '../../shared/ipc/card-calls';
import { Tokens } from '../files/tokens';

/** As long as two custodians may sit before the window. */
const LIFETIME_MS = 60 * 60 * 1000;

/** Custodians' cards that were typed or read in this run, held in memory and nowhere else. */
export class HeldCards {
  readonly #cards = new Tokens<Card>(LIFETIME_MS);
  readonly #sealed = new Tokens<{ bytes: Uint8Array; by: CardSealing }>(LIFETIME_MS);

  /** @throws what decodeCard refuses */
  hold(text: string): CardView {
    return this.#keep(decodeCard(text));
  }

  /**
   * Takes a card's file: its text, or one that is sealed by age. A picture is given back: the window's own process,
   * which can reach nothing, unpacks it and looks for the code.
   *
   * @throws what decodeCard refuses; picture-too-large, before anything of it is unpacked
   */
  holdFile(bytes: Uint8Array, file: string): ChosenCard {
    const by = sealingOf(bytes);
    if (by !== null)
      return { kind: 'sealed', sealed: this.#sealed.issue({ bytes: Uint8Array.from(bytes), by }), by, file };
    const size = pictureSize(bytes);
    if (size === null && bytes.length > LONGEST_CARD_FILE) throw failed('share-unreadable', {});
    if (size === null) return { kind: 'card', card: this.hold(looseText(bytes)), file };
    if (!isUnpackable(size)) throw failed('picture-too-large', { ...size });
    return { kind: 'picture', picture: Uint8Array.from(bytes), ...size, file };
  }

  /** @param opener the passphrase, or the text of the age identity @throws what openSealedCard and decodeCard refuse */
  async unseal(token: string, opener: string): Promise<CardView> {
    const sealed = this.#sealed.find(token);
    if (sealed === undefined) throw failed('unexpected', { detail: 'a sealed card that no one chose' });
    const plain = await openSealedCard(sealed.bytes, openerOf(sealed.by, opener), byNodeScrypt);
    try {
      return this.hold(looseText(plain));
    } finally {
      plain.fill(0);
    }
  }

  /** @throws unexpected for a token that was not handed out, or is forgotten */
  find(token: string): Card {
    const card = this.#cards.find(token);
    if (card === undefined) throw failed('unexpected', { detail: 'a card that is not held' });
    return card;
  }

  /** Overwrites the share and forgets it. */
  forget(token: string): void {
    this.#cards.find(token)?.share.point.fill(0);
    this.#cards.forget(token);
  }

  forgetAll(): void {
    this.#cards.forgetAll();
    this.#sealed.forgetAll();
  }

  #keep(card: Card): CardView {
    const { share, sealed } = card;
    return {
      token: this.#cards.issue(card),
      set: bytesToHex(share.set),
      generation: share.generation,
      index: share.index,
      name: setName(share.set, share.generation),
      threshold: share.threshold,
      count: share.count,
      carries: carriedBy(sealed),
    };
  }
}

/** What a card's sealed part holds: the secret itself, or the hash of an escrow file. */
export function carriedBy(sealed: Card['sealed']): CardView['carries'] {
  if (sealed === null) return 'nothing';
  return sealed.kind === 'carried' ? 'secret' : 'file';
}
