import { valueOf } from '../../card-alphabet';
import { multiply } from './gf32';

/** Characters of checksum at the end of each block. */
export const CHECKSUM_LENGTH = 13;

/** The code's length: no block with its checksum may be longer, or it would lose its guarantees. */
export const LONGEST_BLOCK = 93;

/**
 * The generator of BIP-93's short code, by falling powers, without the leading one: degree 13 over GF(32). With it any
 * eight wrong characters of a block show, and any four can be located.
 */
const GENERATOR = [25, 27, 17, 8, 0, 25, 25, 25, 31, 27, 24, 16, 16] as const;
const TIMES_GENERATOR = Array.from({ length: 32 }, (_, factor) =>
  Uint8Array.from(GENERATOR, (value) => multiply(factor, value)),
);

/**
 * One use of the code. The residue starts at `start`, which holds what is in front of the block, and a right block
 * leaves `target`; as another use has another target, a block of one never passes for a block of the other.
 */
export interface Checksum {
  readonly start: readonly number[];
  readonly target: readonly number[];
}

/** A use whose target is thirteen characters of the alphabet, and which starts at one, so that leading zeros count. */
export function checksumOf(targetText: string): Checksum {
  const target = Array.from(targetText, (character) => valueOf(character) ?? Number.NaN);
  if (target.length !== CHECKSUM_LENGTH || target.includes(Number.NaN))
    throw new RangeError('a target is 13 characters of the alphabet');
  return { start: [1], target };
}

/** What is left of a block, 13 symbols: all zero when it is right, else the errors modulo the generator. */
export function residueOf(block: Uint8Array, { start, target }: Checksum): Uint8Array {
  const residue = new Uint8Array(CHECKSUM_LENGTH);
  residue.set(start, CHECKSUM_LENGTH - start.length);
  for (const symbol of block) shiftIn(residue, symbol);
  for (let at = 0; at < CHECKSUM_LENGTH; at++) residue[at] = (residue[at] ?? 0) ^ (target[at] ?? 0);
  return residue;
}

export function isRight(block: Uint8Array, checksum: Checksum): boolean {
  return block.length <= LONGEST_BLOCK && residueOf(block, checksum).every((symbol) => symbol === 0);
}

/** The data with its thirteen symbols of checksum. */
export function withChecksum(data: Uint8Array, checksum: Checksum): Uint8Array {
  const block = new Uint8Array(data.length + CHECKSUM_LENGTH);
  if (block.length > LONGEST_BLOCK) throw new RangeError('a block has at most 93 symbols');
  block.set(data);
  block.set(residueOf(block, checksum), data.length);
  return block;
}

function shiftIn(residue: Uint8Array, symbol: number): void {
  const times = TIMES_GENERATOR[residue[0] ?? 0] ?? TIMES_GENERATOR[0];
  for (let at = 0; at < CHECKSUM_LENGTH - 1; at++) residue[at] = (residue[at + 1] ?? 0) ^ (times?.[at] ?? 0);
  residue[CHECKSUM_LENGTH - 1] = symbol ^ (times?.[CHECKSUM_LENGTH - 1] ?? 0);
}
