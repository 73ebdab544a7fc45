import { textOf } from '../../card-alphabet';
import { failed, SalvorError } from '../../errors';
import { otherProgramOf } from '../../other-programs';
import { ROWS_PER_BLOCK, sealedBlocks, shareBlock } from './blocks';
import { readCard } from './checked-rows';
import { QR_PREFIX } from './reading';
import { type Row, rowsOf } from './rows';
import type { SealedPart } from './sealed-part';
import type { Share } from './share';

/** What is printed on one custodian's card. */
export interface Card {
  readonly share: Share;
  /** Null where only the share was given: the sealed part is the same on every card of a set. */
  readonly sealed: SealedPart | null;
}

/** A card as people and machines read it. */
export interface CardText {
  /** Rows 1 to 3. */
  readonly share: Row[];
  /** Rows 4 and on; none where the card has no sealed part. */
  readonly sealed: Row[];
  /** Share and sealed part in one, for QR's alphanumeric mode. */
  readonly qr: string;
}

/** @throws RangeError for a share or a sealed part that this version does not write */
export function encodeCard({ share, sealed }: Card): CardText {
  const first = shareBlock(share);
  const rest = sealed === null ? [] : sealedBlocks(sealed, share);
  return {
    share: rowsOf([first], 1),
    sealed: rowsOf(rest, ROWS_PER_BLOCK + 1),
    qr: QR_PREFIX + [first, ...rest].map(textOf).join(''),
  };
}

/**
 * The text of a card's file: the caller's words, an empty line, and the QR code's text in lines of 81 characters.
 * {@link decodeCard} reads it again.
 */
export function cardFileText(card: Card, words: readonly string[]): string {
  const qr = encodeCard(card).qr.slice(QR_PREFIX.length);
  return [...words, '', QR_PREFIX, ...(qr.match(/.{1,81}/g) ?? []), ''].join('\n');
}

/**
 * Reads a card: the typed form, the text of its QR code, or its file. Letter case, spaces, hyphens, line ends and the
 * usual look-alikes do not matter. Nothing is corrected.
 *
 * @throws share-other-program, share-unreadable where it is no share at all; share-version-unknown; share-cut-short,
 *   share-too-long, share-wrong with the row; share-zero-x; sealed-part-other-set
 */
export function decodeCard(text: string): Card {
  const { share, sealed, failure } = readCard(text).checked;
  if (failure !== null) {
    // Only now, since a chat's mark of time before a card looks like another program's text.
    const program = otherProgramOf(text);
    throw program === null ? new SalvorError(failure) : failed('share-other-program', { program });
  }
  if (share === null) throw failed('share-unreadable', {});
  return { share, sealed };
}
