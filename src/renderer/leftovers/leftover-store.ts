import { create } from 'zustand';
import type { LeftoverView } from '../../shared/ipc/leftovers-calls';
import { ask, type Failure } from '../base/client';

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
    if (!answer.ok) return set({ failure: answer.error });
    const { leftovers } = get();
    const same = JSON.stringify(leftovers) === JSON.stringify(answer.value);
    set({ leftovers: same ? leftovers : answer.value, failure: null });
  },

  async discard(id) {
    const answer = await ask('leftovers.discard', { leftover: id });
    await get().load();
    return answer.ok ? null : answer.error;
  },
}));

/** The unfinished file that becomes `path`, where there is one that can go on. */
export function useLeftoverFor(path: string | undefined): LeftoverView | null {
  return useLeftovers(
    ({ leftovers }) => leftovers?.find((each) => each.destination === path && each.resumable) ?? null,
  );
}

/** The command line, or a process that is just ending, may leave something or take it up at any time. */
const LOOK_EVERY_MS = 5_000;

/** Keeps the list as it is on the disk: now and then, and whenever a restore has ended; the function stops that. */
export function followLeftovers(): () => void {
  const load = () => void useLeftovers.getState().load();
  const timer = setInterval(load, LOOK_EVERY_MS);
  const stop = window.salvor.on('jobs.ended', load);
  return () => {
    clearInterval(timer);
    stop();
  };
}
