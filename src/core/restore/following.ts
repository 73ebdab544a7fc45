import type { RandomAccess } from '../disk/random-access';
import type { Leash } from './leash';

/** What is further ahead than this is not waited for. */
const FAR = 32 * 1024 ** 2;

/**
 * A payload for a reader that follows another thread through it, so that both pause together and the disk is read once.
 * What comes soon is waited for; what is far ahead, as the directory at a zip's end is at the beginning, is not.
 */
export function following(leash: Leash, payload: RandomAccess): RandomAccess {
  return {
    size: payload.size,
    async read(target, position) {
      await leash.reached(Math.min(position + target.length, payload.size), FAR);
      return payload.read(target, position);
    },
    close: () => payload.close(),
  };
}
