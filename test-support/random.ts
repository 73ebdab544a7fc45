import { createHash } from 'node:crypto';

/** Random choices for tests that come out the same each time for the same name. */
export type Random = ReturnType<typeof randomSource>;

/** @param name of what the choices are for, so that adding one changes no other */
export function randomSource(name: string) {
  let state = sha256(name);
  let used = 0;
  const byte = (): number => {
    if (used === state.length) {
      state = sha256(state);
      used = 0;
    }
    return state[used++] ?? 0;
  };
  const below24 = () => (byte() << 16) | (byte() << 8) | byte();

  /** Whole, from 0 up to but not including `end`. */
  const below = (end: number): number => (end <= 2 ** 24 ? below24() : below24() * 2 ** 24 + below24()) % end;
  const bytes = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from({ length }, byte);

  const pick = <T>(from: readonly T[]): T => {
    const chosen = from[below(from.length)];
    if (chosen === undefined) throw new Error('there is nothing to choose from');
    return chosen;
  };

  /** `count` different numbers below `end`, in no order. */
  const numbers = (end: number, count: number): number[] => {
    const chosen = new Set<number>();
    while (chosen.size < count) chosen.add(below(end));
    return [...chosen];
  };

  /** A copy of symbols with another symbol in each of the places. */
  const damage = (symbols: Uint8Array, places: readonly number[]): Uint8Array => {
    const copy = symbols.slice();
    for (const place of places) copy[place] = (copy[place] ?? 0) ^ (1 + below(31));
    return copy;
  };

  return { below, bytes, pick, numbers, damage };
}

/** 32 bits out of a name. */
export function seedOf(name: string): number {
  return sha256(name).readUInt32LE(0);
}

function sha256(input: string | Uint8Array): Buffer {
  return createHash('sha256').update(input).digest();
}
