import { create } from 'zustand';
import type { Cleared, PausedRecovery } from '../../shared/ipc/privacy-calls';
import { ask } from '../base/client';

interface Privacy {
  /** The recovery that is covered; the window then shows nothing else. */
  paused: PausedRecovery | null;
  /** What was cleared, until a person has read it. */
  cleared: Cleared | null;
  /** Seconds until the recovery is covered, as main said last; null while someone is there. */
  warning: number | null;
  load(): Promise<void>;
  dismiss(): Promise<void>;
  warn(seconds: number | null): void;
}

export const usePrivacy = create<Privacy>()((set, get) => ({
  paused: null,
  cleared: null,
  warning: null,

  async load() {
    const answer = await ask('privacy.current', {});
    if (answer.ok) set(answer.value);
  },

  async dismiss() {
    await ask('privacy.dismiss', {});
    await get().load();
  },

  warn: (warning) => set({ warning }),
}));

/** Follows what main says of it; the function that comes back stops that. */
export function followPrivacy(): () => void {
  const ends = [
    window.salvor.on('privacy.changed', () => void usePrivacy.getState().load()),
    window.salvor.on('privacy.warning', ({ seconds }) => usePrivacy.getState().warn(seconds)),
  ];
  return () => {
    for (const end of ends) end();
  };
}
