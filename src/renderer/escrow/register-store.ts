import { create } from 'zustand';
import type { Outcome } from '../../core/errors';
import type { RegisterView, SetView } from '../../shared/ipc/register-calls';
import { ask, type Failure } from '../base/client';

export type SetRef = Pick<SetView, 'set' | 'generation'>;
export type ShareRef = SetRef & { index: number };

interface Register {
  /** Null until it is known. */
  view: RegisterView | null;
  failure: Failure | null;
  load(): Promise<void>;
  /** Takes in what a change answered with. */
  take(answer: Outcome<RegisterView>): void;
}

export const useRegister = create<Register>()((set, get) => ({
  view: null,
  failure: null,

  async load() {
    get().take(await ask('register.view', {}));
  },

  take: (answer) => set(answer.ok ? { view: answer.value, failure: null } : { failure: answer.error }),
}));

export function isSet(one: SetRef, other: SetRef): boolean {
  return one.set === other.set && one.generation === other.generation;
}

/** A set of the register; undefined where it is not known, or not yet. */
export function useSet(ref: SetRef | null): SetView | undefined {
  return useRegister(({ view }) => (ref === null ? undefined : view?.sets.find((set) => isSet(set, ref))));
}

/** A text for each set, and for each share, that no other has. */
export function refKey({ set, generation, index }: SetRef & { index?: number }): string {
  return `${set}${generation}/${index ?? ''}`;
}

/** Names a share as main takes it: with no other fields of its set. */
export function refOf({ set, generation }: SetRef, index: number): ShareRef {
  return { set, generation, index };
}
