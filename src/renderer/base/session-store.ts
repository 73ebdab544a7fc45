import { create } from 'zustand';
import type { AppState } from '../../shared/ipc/app-calls';
import { ask, type Failure } from './client';

interface Session {
  /** Version, keystore, language and appearance; null until the main process has answered. */
  state: AppState | null;
  failure: Failure | null;
  load(): Promise<void>;
  setAppearance(appearance: AppState['appearance']): Promise<void>;
}

export const useSession = create<Session>()((set, get) => ({
  state: null,
  failure: null,

  async load() {
    const answer = await ask('app.state', {});
    if (answer.ok) set({ state: answer.value, failure: null });
    else set({ failure: answer.error });
  },

  async setAppearance(appearance) {
    const { state } = get();
    if (state === null) return;
    set({ state: { ...state, appearance } });
    const answer = await ask('app.setAppearance', { appearance });
    // The switch must show what is, so it goes back when the choice could not be kept.
    if (!answer.ok) set({ state });
  },
}));
