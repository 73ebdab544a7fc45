import { equalBytes } from '@noble/ciphers/utils.js';
import { failed } from '../../errors';
import type { Card } from '../share/card-text';
import { setName } from '../share/share';
import { decodeBundle } from './bundle';
import { choosePairs, type Placed, type Remark } from './card-set';
import { decodeEscrowFile, type EscrowFile, escrowFileHash } from './escrow-file';
import { combinePoints, xOf } from './key-shares';
import { openSealed, type SetContext } from './seal';
import { SEALED_VERSION, type SealedHeader } from './sealed-header';
import type { EscrowSecret } from './secret';

export interface Recovered {
  /** The caller is to overwrite their bytes when the work is over. */
  readonly secrets: EscrowSecret[];
  readonly set: Uint8Array;
  readonly generation: number;
  /** The day of the split in UTC, `2026-11-21`. */
  readonly made: string;
  /**
   * The share that the vendor holds; null in mode `customer-only`. Where `good` has it, the vendor's share was used.
   */
  readonly breakGlass: number | null;
  /** The numbers of the shares that gave the secrets. */
  readonly good: number[];
  /** The numbers on the cards that are not what was made, as those cards say them. */
  readonly bad: number[];
  /** By place in the cards that were given; most places have none. */
  readonly remarks: readonly { readonly place: number; readonly index: number; readonly remark: Remark }[];
}

/** Something that the recovery key may open, and who carries it. */
interface Candidate {
  readonly sealed: Uint8Array;
  readonly carriedBy: ReadonlySet<Card>;
}

/** A pair that opened something. */
interface Opened {
  readonly pair: readonly [Placed, Placed];
  readonly candidate: Candidate;
  readonly header: SealedHeader;
  readonly bundle: Uint8Array;
}

/**
 * Brings secrets back from two cards of a set. Of three it also says which one is bad: every pair is tried, and the
 * commitment and the tag decide. Nothing comes out that was not sealed under the key that the shares give.
 *
 * @param escrowFile the file beside the cards; null where there is none
 * @throws too-few-shares, share-zero-x, share-version-unknown, share-unreadable, share-given-twice, shares-of-two-sets,
 *   shares-of-two-generations, share-altered, shares-contradict, sealed-part-missing, sealed-part-altered,
 *   escrow-file-needed, escrow-file-other, escrow-file-unreadable, escrow-file-cut-short, escrow-file-altered,
 *   escrow-version-unknown
 */
export async function recoverSecrets(cards: readonly Card[], escrowFile: Uint8Array | null): Promise<Recovered> {
  const { context, pairs, members, others } = choosePairs(cards);
  // A share that was given twice may have come with its sealed part only the second time.
  const carriers = [...members, ...others.filter(({ remark }) => remark === 'given-twice')];
  const { candidates, hashDiffers } = candidatesOf(carriers, context, escrowFile);
  const opened: Opened[] = [];
  let isAltered = false;
  try {
    for (const pair of pairs) {
      const key = await combinePoints(pair[0].card.share.point, pair[1].card.share.point);
      try {
        for (const candidate of candidates) {
          const opening = openSealed(key, context, candidate.sealed);
          if (opening.outcome === 'opened')
            opened.push({ pair, candidate, header: opening.header, bundle: opening.bundle });
          else if (opening.outcome === 'altered') isAltered = true;
        }
      } finally {
        key.fill(0);
      }
    }
    const [first] = opened;
    if (first === undefined) throw whyNothingOpened(candidates, isAltered, hashDiffers, members.length);
    // Who holds two shares could make others that open to something else beside the true ones: then no one can say
    // which.
    if (opened.some(({ candidate, bundle }) => candidate !== first.candidate || !equalBytes(bundle, first.bundle))) {
      throw failed('shares-contradict', { set: setName(context.set, context.generation) });
    }
    const secrets = decodeBundle(first.bundle, first.header.facts);
    if (secrets === null) throw failed('sealed-part-altered', {});
    return { secrets, ...tell(context, first, opened, members, others) };
  } finally {
    for (const { bundle } of opened) bundle.fill(0);
  }
}

/** Which card is good, by the pairs that opened and by the header that was authentic in them. */
function tell(
  { set, generation }: SetContext,
  { header, candidate }: Opened,
  opened: readonly Opened[],
  members: readonly Placed[],
  others: readonly (Placed & { remark: Remark })[],
): Omit<Recovered, 'secrets'> {
  const inAnOpenPair = new Set(opened.flatMap(({ pair }) => pair));
  const good: number[] = [];
  const remarks: { place: number; index: number; remark: Remark }[] = others.map(({ place, card, remark }) => ({
    place,
    index: card.share.index,
    remark,
  }));
  for (const member of members) {
    const { card, place } = member;
    const { index, point } = card.share;
    // By its x, since the number on the card is not part of what was split.
    const numberOfX = header.xs.indexOf(xOf(point)) + 1;
    if (inAnOpenPair.has(member) && numberOfX > 0) good.push(numberOfX);
    if (!inAnOpenPair.has(member)) remarks.push({ place, index, remark: 'altered' });
    else if (numberOfX !== index) remarks.push({ place, index, remark: numberOfX > 0 ? 'renumbered' : 'made-later' });
    else if (card.sealed !== null && !candidate.carriedBy.has(card))
      remarks.push({ place, index, remark: 'sealed-part-differs' });
  }
  remarks.sort((a, b) => a.place - b.place);
  return {
    set,
    generation,
    made: header.made,
    breakGlass: header.breakGlass,
    good: good.sort((a, b) => a - b),
    bad: remarks.filter(({ remark }) => remark !== 'given-twice').map(({ index }) => index),
    remarks,
  };
}

/**
 * What there is to open: each different sealed part on a card of the set, and the escrow file where a card asks for it
 * or none carries anything.
 */
function candidatesOf(
  carriers: readonly Placed[],
  context: SetContext,
  escrowFile: Uint8Array | null,
): { candidates: Candidate[]; hashDiffers: boolean } {
  const candidates: (Candidate & { carriedBy: Set<Card> })[] = [];
  for (const { card } of carriers) {
    if (card.sealed?.kind !== 'carried') continue;
    const { bytes } = card.sealed;
    const known = candidates.find(({ sealed }) => equalBytes(sealed, bytes));
    if (known === undefined) candidates.push({ sealed: bytes, carriedBy: new Set([card]) });
    else known.carriedBy.add(card);
  }
  const asking = carriers.filter(({ card }) => card.sealed?.kind === 'file').map(({ card }) => card);
  if (asking.length === 0 && candidates.length > 0) return { candidates, hashDiffers: false };
  if (escrowFile === null) {
    if (candidates.length > 0) return { candidates, hashDiffers: false };
    const set = setName(context.set, context.generation);
    throw asking.length > 0 ? failed('escrow-file-needed', { set }) : failed('sealed-part-missing', { set });
  }
  const file = decodeEscrowFile(escrowFile);
  holdTogether(file, context);
  const hash = escrowFileHash(escrowFile);
  const naming = asking.filter((card) => card.sealed?.kind === 'file' && equalBytes(card.sealed.sha256, hash));
  candidates.push({ sealed: file.sealed, carriedBy: new Set(naming) });
  return { candidates, hashDiffers: asking.length > 0 && naming.length === 0 };
}

/** @throws escrow-file-other */
function holdTogether({ context: of }: EscrowFile, context: SetContext): void {
  if (equalBytes(of.set, context.set) && of.generation === context.generation) return;
  throw failed('escrow-file-other', {
    file: setName(of.set, of.generation),
    cards: setName(context.set, context.generation),
  });
}

function whyNothingOpened(
  candidates: readonly Candidate[],
  isAltered: boolean,
  hashDiffers: boolean,
  cards: number,
): Error {
  const version = Math.max(...candidates.map(({ sealed }) => sealed[0] ?? 0));
  if (version > SEALED_VERSION) return failed('escrow-version-unknown', { version });
  if (hashDiffers) return failed('escrow-file-altered', {});
  if (isAltered) return failed('sealed-part-altered', {});
  return failed('share-altered', { cards, differ: candidates.length > 1 });
}
