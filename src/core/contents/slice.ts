import type { RandomAccess } from '../disk/random-access';

/** A stretch of a file as a file of its own. Closing it leaves the whole open. */
export function slice(whole: RandomAccess, at: number, size: number): RandomAccess {
  return {
    size,
    read: (target, position) =>
      whole.read(target.subarray(0, Math.max(0, Math.min(target.length, size - position))), at + position),
    close: async () => undefined,
  };
}
