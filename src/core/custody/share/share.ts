import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { textOf } from '../../card-alphabet';
import { failed } from '../../errors';
import { bytesToSymbols } from './symbols';

/** One custodian's part of a recovery key, and what says to which set it belongs. */
export interface Share {
  /** How many shares open the set: 2. */
  readonly threshold: number;
  /** How many shares the set has: 3. */
  readonly count: number;
  /** 1 to `count`: the number that is printed on the card. It is not the share's x. */
  readonly index: number;
  /** Five random bytes that all shares of a set have in common, through all its generations. */
  readonly set: Uint8Array;
  /** 1 to 65535; goes up by one with each new split of the same set. */
  readonly generation: number;
  /** 33 bytes as `shamir-secret-sharing` gives them: 32 of y, then x, which is never zero. */
  readonly point: Uint8Array;
}

export const SHARE_LENGTH = 42;
export const SET_LENGTH = 5;
export const POINT_LENGTH = 33;

const VERSION = 1;
const THRESHOLD = 2;
const COUNT = 3;

/**
 * The 42 bytes of a share: version 1, one byte of threshold − 1 (two bits), count (three bits) and index (three bits),
 * set 5, generation 2 (big-endian), point 33.
 *
 * @throws RangeError for what is no share of version 1
 */
export function shareToBytes(share: Share): Uint8Array {
  const { threshold, count, index, set, generation, point } = share;
  const fits =
    threshold === THRESHOLD &&
    count === COUNT &&
    isWithin(index, 1, count) &&
    isWithin(generation, 1, 0xffff) &&
    set.length === SET_LENGTH &&
    point.length === POINT_LENGTH &&
    point[POINT_LENGTH - 1] !== 0;
  if (!fits) throw new RangeError('not a share of version 1');
  const bytes = new Uint8Array(SHARE_LENGTH);
  bytes[0] = VERSION;
  bytes[1] = ((threshold - 1) << 6) | (count << 3) | index;
  bytes.set(set, 2);
  bytes[7] = generation >> 8;
  bytes[8] = generation & 0xff;
  bytes.set(point, 9);
  return bytes;
}

/**
 * Reads the 42 bytes of a share whose checksum was right.
 *
 * @throws share-version-unknown where a later Salvor, or another scheme than two of three, made it; share-zero-x where
 *   its x is zero: such a point would dictate the recovery key; share-unreadable for numbers that no share has
 */
export function shareFromBytes(bytes: Uint8Array): Share {
  if (bytes.length !== SHARE_LENGTH) throw new RangeError('a share has 42 bytes');
  const [version = 0, packed = 0] = bytes;
  const threshold = (packed >> 6) + 1;
  const count = (packed >> 3) & 7;
  if (version !== VERSION || threshold !== THRESHOLD || count !== COUNT)
    throw failed('share-version-unknown', { version });
  const index = packed & 7;
  const generation = ((bytes[7] ?? 0) << 8) | (bytes[8] ?? 0);
  if (!isWithin(index, 1, count) || generation === 0) throw failed('share-unreadable', {});
  const point = bytes.slice(9);
  if (point[POINT_LENGTH - 1] === 0) throw failed('share-zero-x', {});
  return { threshold, count, index, set: bytes.slice(2, 7), generation, point };
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** What the register keeps of a share: SHA-256 over its 42 bytes, in hexadecimal. It tells nothing of the point. */
export function shareDigest(share: Share): string {
  return bytesToHex(sha256(shareToBytes(share)));
}

/** A short name for people, `K7QM-2XDA · 1`: the set in the share's alphabet, and its generation. */
export function setName(set: Uint8Array, generation: number): string {
  const name = textOf(bytesToSymbols(set));
  return `${name.slice(0, 4)}-${name.slice(4)} · ${generation}`;
}
