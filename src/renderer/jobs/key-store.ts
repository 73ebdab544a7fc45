import { create } from 'zustand';
import type { HeldKey } from '../../shared/ipc/key-calls';
import { ask } from '../base/client';

interface Keys {
  /**
   * Private keys that the main process holds in its memory until Salvor is closed or they are forgotten. Here
   * are only their tokens and fingerprints.
   */
  held: readonly HeldKey[];
  hold(key: HeldKey): void;
  forget(key: HeldKey): Promise<void>;
}

export const useKeys = create<Keys>()((set) => ({
  held: [],
  hold: (key) =>
    set(({ held }) => ({ held: [...held.filter(({ fingerprint }) => fingerprint !== key.fingerprint), key] })),
  async forget(key) {
    set(({ held }) => ({ held: held.filter(({ token }) => token !== key.token) }));
    await ask('keys.forget', { key: key.token });
  },
}));
