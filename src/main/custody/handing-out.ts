import { fold } from '../../core/card-alphabet';
import { sealCardToPassphrase, sealCardToRecipient } from '../../core/custody/escrow/handover';
import { type Card, encodeCard } from '../../core/custody/share/card-text';
import { shareDigest } from '../../core/custody/share/share';
import { failed } from '../../core/errors';
import { type CardWords, cardFile } from '../../shared/escrow/card-file';
import type { Say } from '../../shared/messages/catalogue';
import { asksForRow, type Ceremony, type CeremonyShare, noSuchShare, takerOf } from './ceremony';

/** A card that is about to leave, and what is to be printed on it. */
export interface CardToHandOut {
  readonly card: Card;
  readonly words: CardWords;
}

/** What a custodian shows to prove that they have their share: the row that was asked for, or the whole card. */
export type ShownShare = { readonly row: string } | { readonly card: Card };

/** One share of a ceremony and its card. */
export function shareOf({ shares, split }: Ceremony, index: number): { share: CeremonyShare; card: Card } {
  const [share, card] = [shares[index - 1], split.cards[index - 1]];
  if (share === undefined || card === undefined) throw noSuchShare();
  return { share, card };
}

/**
 * @param again whether a person has agreed that it is handed out once more, as after a paper jam
 * @throws ceremony-share-taken where no one has agreed; ceremony-share-closed once its custodian has confirmed it
 */
export function cardToHandOut(ceremony: Ceremony, index: number, again: boolean): CardToHandOut {
  const { plan, split, escrowFile } = ceremony;
  const { share, card } = shareOf(ceremony, index);
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

/**
 * A share's card as a file that only its custodian can open: by the passphrase that they typed, or by their own key.
 *
 * @throws as `cardToHandOut`; passphrase-needed, card-passphrase-short, age-recipient-malformed
 */
export async function sealedCardFile(
  say: Say,
  ceremony: Ceremony,
  index: number,
  passphrase: string | null,
  again: boolean,
): Promise<Uint8Array> {
  const { card, words } = cardToHandOut(ceremony, index, again);
  const { medium } = takerOf(ceremony.plan, index);
  const text = new TextEncoder().encode(cardFile(say, card, words));
  try {
    return medium.kind === 'age-recipient'
      ? await sealCardToRecipient(text, medium.recipient)
      : await sealCardToPassphrase(text, passphrase ?? '');
  } finally {
    text.fill(0);
  }
}

/**
 * Marks a share as confirmed, and overwrites it. Of a card that was copied from the screen everything has to be right,
 * since no one else may have printed the sealed part either.
 *
 * @throws confirmation-differs
 */
export function confirmShare(ceremony: Ceremony, index: number, shown: ShownShare): void {
  const { share, card } = shareOf(ceremony, index);
  if (share.confirmed) return;
  if (share.handedOut === null || !isRight(share, card, shown))
    throw failed('confirmation-differs', { index, row: share.askedRow });
  share.confirmed = true;
  card.share.point.fill(0);
}

function isRight(share: CeremonyShare, card: Card, shown: ShownShare): boolean {
  if ('row' in shown)
    return asksForRow(share) && fold(shown.row) === encodeCard(card).share[share.askedRow - 1]?.groups.join('');
  const sameShare = shareDigest(shown.card.share) === share.digest;
  return share.handedOut === 'screen' ? sameShare && encodeCard(shown.card).qr === encodeCard(card).qr : sameShare;
}
