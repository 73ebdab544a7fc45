import { createHash } from 'node:crypto';
import { seed } from './run';

/** Random choices that come out the same whenever the seed and the name are the same. */
export interface Random {
  /** Whole, from 0 up to but not including `end`. */
  below(end: number): number;
  pick<T>(from: readonly T[]): T;
  bytes(length: number): Buffer;
}

/** @param name of what the choices are for, so that adding one to a run changes no other */
export function randomOf(name: string): Random {
  // mulberry32, by Tommy Ettinger, in the public domain: 32 bits of state are plenty for choosing where to break
  // things.
  let state = seedOf(name);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (end: number) => next() % end;
  return {
    below,
    pick: (from) => {
      const chosen = from[below(from.length)];
      if (chosen === undefined) throw new Error('there is nothing to choose from');
      return chosen;
    },
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  };
}

/** 32 bits for one name under the run's seed. */
export function seedOf(name: string): number {
  return createHash('sha256').update(`${seed} ${name}`).digest().readUInt32LE(0);
}
