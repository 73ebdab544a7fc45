import { useEffect } from 'react';
import type { SetView } from '../../../shared/ipc/register-calls';
import type { KeyInVault } from '../../vault/vault-store';
import { isSet, useRegister } from '../register-store';

/** What is known of an entry's shares. */
export interface EscrowOf {
  /**
   * So many shares may be lost without losing the key; below zero it cannot be brought back. Null where the register of
   * this machine does not know.
   */
  mayLose: number | null;
  /** The set that it was last split into, where the register knows it. */
  set: SetView | null;
}

/** Reads the register and says how each entry is in escrow; null for one that was never split. */
export function useEscrow(): (entry: KeyInVault) => EscrowOf | null {
  const view = useRegister((register) => register.view);
  const load = useRegister((register) => register.load);

  useEffect(() => {
    void load();
  }, [load]);

  return ({ escrowed, fingerprint, kind }) => {
    const known = view?.secrets.find(({ secret }) => secret.fingerprint === fingerprint && secret.kind === kind);
    if (escrowed === null && known === undefined) return null;
    const last = escrowed ?? known?.sets.at(0) ?? null;
    const set = last === null ? null : (view?.sets.find((one) => isSet(one, last)) ?? null);
    return { mayLose: known?.mayLose ?? null, set };
  };
}
