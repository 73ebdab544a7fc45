import { create } from 'zustand';
import type { KeyInVault, VaultStatus } from '../../shared/ipc/vault-calls';
import { ask, type Failure } from '../base/client';

export type { KeyInVault, VaultStatus };

interface VaultStore {
  /** Null until the main process has answered. */
  status: VaultStatus | null;
  /** The facts of each secret, never the secret; empty while the vault is locked. */
  entries: readonly KeyInVault[];
  failure: Failure | null;
  load(): Promise<void>;
}

export const useVault = create<VaultStore>()((set) => ({
  status: null,
  entries: [],
  failure: null,

  async load() {
    const status = await ask('vault.status', {});
    if (!status.ok) return set({ failure: status.error });
    if (status.value.state !== 'open') return set({ status: status.value, entries: [], failure: null });
    const entries = await ask('vault.entries', {});
    if (entries.ok) set({ status: status.value, entries: entries.value, failure: null });
    else
      set({
        status: { ...status.value, state: entries.error.code === 'vault-damaged' ? 'damaged' : 'locked' },
        entries: [],
        failure: entries.error,
      });
  },
}));

/** Reads the vault again whenever it was changed; the returned function stops that. */
export function followVault(): () => void {
  return window.salvor.on('vault.changed', () => void useVault.getState().load());
}

/** The site's key of that fingerprint in the open vault. */
export function useVaultKey(fingerprint: string | null): KeyInVault | null {
  return useVault(
    ({ entries }) => entries.find((entry) => entry.kind === 'site-key' && entry.fingerprint === fingerprint) ?? null,
  );
}
