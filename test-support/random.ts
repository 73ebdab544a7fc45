import { sha256 } from '@noble/hashes/sha2.js';

/** Random choices for tests that come out the same each time for the same name. */
export function randomSource(name: string) {
  let state = sha256(new TextEncoder().encode(name));
  let used = 0;
  const byte = (): number => {
    if (used === state.length) {
      state = sha256(state);
      used = 0;
    }
    return state[used++] ?? 0;
  };
  const below = (limit: number): number => ((byte() << 16) | (byte() << 8) | byte()) % limit;
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, byte);

  /** `count` different numbers below `limit`, in no order. */
  const numbers = (limit: number, count: number): number[] => {
    const chosen = new Set<number>();
    while (chosen.size < count) chosen.add(below(limit));
    return [...chosen];
  };

  /** A copy of symbols with another symbol in each of the places. */
  const damage = (symbols: Uint8Array, places: readonly number[]): Uint8Array => {
    const copy = symbols.slice();
    for (const place of places) copy[place] = (copy[place] ?? 0) ^ (1 + below(31));
    return copy;
  };

  return { below, bytes, numbers, damage };
}
