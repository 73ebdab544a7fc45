import { create } from 'zustand';
import type { ServerView } from '../../shared/ipc/server-calls';
import { ask, type Failure } from '../base/client';

interface Servers {
  /** The practice server first, then the others as they were added; null until they are known. */
  servers: readonly ServerView[] | null;
  failure: Failure | null;
  load(): Promise<void>;
  put(server: ServerView): void;
  drop(id: string): void;
}

const practiceFirst = (servers: readonly ServerView[]) =>
  [...servers].sort((one, other) => Number(other.practice) - Number(one.practice));

export const useServers = create<Servers>()((set) => ({
  servers: null,
  failure: null,

  async load() {
    const answer = await ask('servers.list', {});
    if (answer.ok) set({ servers: practiceFirst(answer.value), failure: null });
    else set({ failure: answer.error });
  },

  put: (server) =>
    set(({ servers }) => {
      const others = servers ?? [];
      const known = others.some(({ id }) => id === server.id);
      return { servers: known ? others.map((one) => (one.id === server.id ? server : one)) : [...others, server] };
    }),

  drop: (id) => set(({ servers }) => ({ servers: servers?.filter((server) => server.id !== id) ?? null })),
}));

/** Keeps the list as main knows it; the function that comes back ends it. */
export function followServers(): () => void {
  return window.salvor.on('servers.changed', () => void useServers.getState().load());
}
