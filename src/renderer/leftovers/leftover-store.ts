import { create } from 'zustand';
import type { LeftoverView } from '../../shared/ipc/leftovers-calls';
import type { Failure } from '../client';
import { ask } from '../client';

interface LeftoverStore {
  /** Unfinished files of this machine, the latest first; null until they are known. */
  leftovers: readonly LeftoverView[] | null;
  failure: Failure | null;
  load(): Promise<void>;
  /** Removes one; the failure when it could not be removed. */
  discard(id: string): Promise<Failure | null>;
}

export const useLeftovers = create<LeftoverStore>()((set, get) => ({
  leftovers: null,
  failure: null,

  async load() {
    const answer = await ask('leftovers.list', {});
    if (answer.ok) set({ leftovers: answer.value, failure: null });
    else set({ failure: answer.error });
  },

  async discard(id) {
    const answer = await ask('leftovers.discard', { leftover: id });
    await get().load();
    return answer.ok ? null : answer.error;
  },
}));

/** The unfinished file that becomes `path`, where there is one that can go on. */
export function useLeftoverFor(path: string | undefined): LeftoverView | null {
  return useLeftovers(({ leftovers }) => leftovers?.find((each) => each.destination === path && each.resumable) ?? null);
}

/** Asks again whenever a restore has ended, as it may have left something or taken it up; the function stops that. */
export function followLeftovers(): () => void {
  return window.salvor.on('restore.ended', () => void useLeftovers.getState().load());
}
