import { combine, split } from 'shamir-secret-sharing';
import { POINT_LENGTH } from '../share/share';

export const THRESHOLD = 2;
export const COUNT = 3;

/**
 * Splits a recovery key 2 of 3 over GF(2^8). The library gives each share a random x as its last byte.
 *
 * @returns three points of 33 bytes, with x that are not zero and differ
 */
export async function splitKey(recoveryKey: Uint8Array): Promise<Uint8Array[]> {
  const points = await split(recoveryKey, COUNT, THRESHOLD);
  const xs = new Set(points.map(xOf));
  // The library promises both; a share that broke one of them would open the set alone, or never.
  if (xs.size !== COUNT || xs.has(0) || points.some(({ length }) => length !== POINT_LENGTH))
    throw new Error('the split is unsound');
  return points;
}

/** The key on the line through two points, right or wrong: the library cannot tell. Their x must differ. */
export async function combinePoints(first: Uint8Array, second: Uint8Array): Promise<Uint8Array> {
  // Copies, since the library refuses Buffer and the arrays of another realm.
  const copies = [Uint8Array.from(first), Uint8Array.from(second)];
  try {
    return await combine(copies);
  } finally {
    for (const copy of copies) copy.fill(0);
  }
}

export function xOf(point: Uint8Array): number {
  return point[POINT_LENGTH - 1] ?? 0;
}
