import { equalBytes } from '@noble/ciphers/utils.js';
import { failed, SalvorError } from '../../errors';
import type { Card } from '../share/card-text';
import { setName, shareFromBytes, shareToBytes } from '../share/share';
import { THRESHOLD, xOf } from './key-shares';
import type { SetContext } from './seal';

/** A card, and where it stood among those that were given. */
export interface Placed {
  readonly card: Card;
  readonly place: number;
}

/** What is to be told of one of the cards that were given. */
export type Remark =
  /** It is not the share that was made, and was not used: its point was changed. */
  | 'altered'
  /** Its point is that of another share than the number on it says. The point is a good one, and was used. */
  | 'renumbered'
  /** Its point was used, and is none of the three that were made: someone knew two shares when they made it. */
  | 'made-later'
  | 'other-set'
  | 'other-generation'
  /** The same share is on another of the cards. */
  | 'given-twice'
  /** Its share is good, and what is sealed on it, or the hash of the escrow file, is not what the others carry. */
  | 'sealed-part-differs';

export interface ChosenCards {
  readonly context: SetContext;
  /** Cards of one set and generation. */
  readonly members: readonly Placed[];
  /** Every two of them whose x differ. */
  readonly pairs: readonly (readonly [Placed, Placed])[];
  /** Cards that were given and are not of that set, or stand there twice. */
  readonly others: readonly (Placed & { readonly remark: Remark })[];
}

/**
 * The cards that belong together, before anything is opened. Of two cards both must; of more, one set must have two
 * cards and no other set may.
 *
 * @throws too-few-shares, share-given-twice, shares-of-two-sets, shares-of-two-generations, share-altered, and what
 *   `shareFromBytes` throws for a share that could not stand on a card
 */
export function choosePairs(cards: readonly Card[]): ChosenCards {
  if (cards.length < THRESHOLD) throw failed('too-few-shares', { have: cards.length, need: THRESHOLD });
  const others: (Placed & { remark: Remark })[] = [];
  const refusals: Error[] = [];
  const sound: Placed[] = [];
  for (const [place, card] of cards.entries()) {
    const refusal = refusalOf(card);
    const twin = sound.some(
      (known) => equalBytes(known.card.share.point, card.share.point) && isSameSet(known.card, card),
    );
    if (refusal !== null) {
      refusals.push(refusal);
      others.push({ card, place, remark: 'altered' });
    } else if (twin) {
      others.push({ card, place, remark: 'given-twice' });
    } else {
      sound.push({ card, place });
    }
  }

  const sets = groupBySet(sound);
  const [members, ...rest] = sets.filter((group) => pairsOf(group).length > 0);
  const [first] = members ?? [];
  if (members === undefined || first === undefined || rest.length > 0) throw whyNoSet(refusals, sets, others);
  for (const placed of sound)
    if (!members.includes(placed)) others.push({ ...placed, remark: whyOutside(placed.card, first.card) });
  const { set, generation, threshold, count } = first.card.share;
  return { context: { set, generation, threshold, count }, members, pairs: pairsOf(members), others };
}

/** A share that no card could hold: an x of zero dictates the key, other numbers are of no set of Salvor's. */
function refusalOf({ share }: Card): Error | null {
  if (xOf(share.point) === 0) return failed('share-zero-x', {});
  try {
    shareFromBytes(shareToBytes(share));
    return null;
  } catch (error) {
    return error instanceof SalvorError ? error : failed('share-unreadable', {}, error);
  }
}

function groupBySet(placed: readonly Placed[]): Placed[][] {
  const groups: Placed[][] = [];
  for (const each of placed) {
    const group = groups.find(([known]) => known !== undefined && isSameSet(known.card, each.card));
    if (group === undefined) groups.push([each]);
    else group.push(each);
  }
  return groups;
}

function isSameSet({ share: a }: Card, { share: b }: Card): boolean {
  return equalBytes(a.set, b.set) && a.generation === b.generation;
}

/** Two shares with one x and different y cannot both be real, and give nothing together. */
function pairsOf(group: readonly Placed[]): (readonly [Placed, Placed])[] {
  return group.flatMap((first, at) =>
    group
      .slice(at + 1)
      .filter((second) => xOf(first.card.share.point) !== xOf(second.card.share.point))
      .map((second) => [first, second] as const),
  );
}

function whyOutside(card: Card, member: Card): Remark {
  return equalBytes(card.share.set, member.share.set) ? 'other-generation' : 'other-set';
}

function whyNoSet(refusals: readonly Error[], sets: readonly (readonly Placed[])[], others: readonly Placed[]): Error {
  const [refusal] = refusals;
  if (refusal !== undefined) return refusal;
  const [one, two] = sets.flatMap(([first]) => (first === undefined ? [] : [first.card.share]));
  if (one !== undefined && two !== undefined) {
    if (!equalBytes(one.set, two.set)) {
      return failed('shares-of-two-sets', {
        first: setName(one.set, one.generation),
        second: setName(two.set, two.generation),
      });
    }
    const [older, newer] = [one.generation, two.generation].sort((a, b) => a - b);
    return failed('shares-of-two-generations', {
      older: setName(one.set, older ?? 0),
      newer: setName(one.set, newer ?? 0),
    });
  }
  const [twin] = others;
  if (twin !== undefined && sets.every((group) => group.length === 1))
    return failed('share-given-twice', { index: twin.card.share.index });
  return failed('share-altered', { cards: sets.flat().length, differ: false });
}
