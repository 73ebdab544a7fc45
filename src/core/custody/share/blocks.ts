import { sha256 } from '@noble/hashes/sha2.js';
import { CHECKSUM_LENGTH, checksumOf, withChecksum } from './checksum';
import { type SealedPart, sealedFromBytes, sealedToBytes } from './sealed-part';
import { SHARE_LENGTH, type Share, shareFromBytes, shareToBytes } from './share';
import { bytesToSymbols, symbolsToBytes } from './symbols';

/** Symbols of a block that stand in one row; three rows hold the 81 symbols of a whole block. */
export const ROW_SYMBOLS = 27;
export const ROWS_PER_BLOCK = 3;
export const BLOCK_LENGTH = ROW_SYMBOLS * ROWS_PER_BLOCK;

/** A sealed part has at most seven blocks: 255 bytes and their head need 412 of 434 symbols. */
export const MOST_SEALED_BLOCKS = 7;

/** The targets are words in the alphabet, as BIP-93's own is SECRETSHARE32: thirteen letters that hide no choice. */
export const SHARE_CHECKSUM = checksumOf('SALV0RSHARE23');
export const SEALED_CHECKSUM = checksumOf('SALV0RSEALED2');

/** Which block (from 1), how many there are, and four symbols that mark the set and generation. */
const HEAD_LENGTH = 6;
const MARK_LENGTH = 4;
const PAYLOAD_LENGTH = BLOCK_LENGTH - CHECKSUM_LENGTH - HEAD_LENGTH;
const MARK_PURPOSE = new TextEncoder().encode('salvor sealed part 1');

/** The 81 symbols of a share: its 42 bytes, four zero bits, the checksum. */
export function shareBlock(share: Share): Uint8Array {
  return withChecksum(bytesToSymbols(shareToBytes(share)), SHARE_CHECKSUM);
}

/**
 * The share in a block whose checksum was right.
 *
 * @throws what {@link shareFromBytes} throws; null for one whose last four bits are not zero
 */
export function shareOfBlock(block: Uint8Array): Share | null {
  const bytes = symbolsToBytes(block.subarray(0, BLOCK_LENGTH - CHECKSUM_LENGTH), SHARE_LENGTH);
  return bytes === null ? null : shareFromBytes(bytes);
}

/** The blocks of a sealed part; all but the last have 81 symbols, the last as many rows as it needs. */
export function sealedBlocks(sealed: SealedPart, share: Pick<Share, 'set' | 'generation'>): Uint8Array[] {
  const symbols = bytesToSymbols(sealedToBytes(sealed));
  const count = Math.ceil(symbols.length / PAYLOAD_LENGTH);
  const mark = setMark(share);
  return Array.from({ length: count }, (_, at) => {
    const payload = symbols.subarray(at * PAYLOAD_LENGTH, (at + 1) * PAYLOAD_LENGTH);
    const data = new Uint8Array(rowsFor(payload.length) * ROW_SYMBOLS - CHECKSUM_LENGTH);
    data.set([at + 1, count, ...mark]);
    data.set(payload, HEAD_LENGTH);
    return withChecksum(data, SEALED_CHECKSUM);
  });
}

export interface SealedHead {
  /** From 1. */
  readonly number: number;
  readonly count: number;
  readonly mark: Uint8Array;
}

export function headOf(block: Uint8Array): SealedHead {
  const [number = 0, count = 0] = block;
  return { number, count, mark: block.slice(2, HEAD_LENGTH) };
}

/** The sealed part in blocks that are right and in their order, or null where they hold none. */
export function sealedOfBlocks(blocks: readonly Uint8Array[]): SealedPart | null {
  const payload = Uint8Array.from(
    blocks.flatMap((block) => [...block.subarray(HEAD_LENGTH, block.length - CHECKSUM_LENGTH)]),
  );
  const bytes = symbolsToBytes(payload, lengthIn(payload) + 2);
  return bytes === null ? null : sealedFromBytes(bytes);
}

/** Four symbols that show that a sealed part and a share belong together, before anything is opened. */
export function setMark({ set, generation }: Pick<Share, 'set' | 'generation'>): Uint8Array {
  const hash = sha256(Uint8Array.of(...MARK_PURPOSE, ...set, generation >> 8, generation & 0xff));
  return bytesToSymbols(hash.subarray(0, 3)).slice(0, MARK_LENGTH);
}

/** How many rows a sealed part has, by its first block; null where the block's numbers are those of no first block. */
export function sealedRowCount(first: Uint8Array): number | null {
  const length = lengthIn(first.subarray(HEAD_LENGTH));
  const symbols = Math.ceil(((length + 2) * 8) / 5);
  const count = Math.ceil(symbols / PAYLOAD_LENGTH);
  const head = headOf(first);
  if (length === 0 || head.number !== 1 || head.count !== count) return null;
  return (count - 1) * ROWS_PER_BLOCK + rowsFor(symbols - (count - 1) * PAYLOAD_LENGTH);
}

function rowsFor(payloadLength: number): number {
  return Math.ceil((HEAD_LENGTH + payloadLength + CHECKSUM_LENGTH) / ROW_SYMBOLS);
}

/** The second byte of a payload, which is the length of what follows: bits 8 to 15, in its second to fourth symbol. */
function lengthIn(payload: Uint8Array): number {
  const [, second = 0, third = 0, fourth = 0] = payload;
  return ((second & 3) << 6) | (third << 1) | (fourth >> 4);
}
