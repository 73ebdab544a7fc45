import * as choices from '../../test-support/random';
import { seed } from './run';

export type Random = ReturnType<typeof randomOf>;

/** Random choices that come out the same whenever the run's seed and the name are the same. */
export function randomOf(name: string) {
  const { bytes, ...others } = choices.randomSource(`${seed} ${name}`);
  return { ...others, bytes: (length: number) => Buffer.from(bytes(length)) };
}

/** 32 bits for one name under the run's seed. */
export function seedOf(name: string): number {
  return choices.seedOf(`${seed} ${name}`);
}
