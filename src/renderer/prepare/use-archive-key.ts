import { useEffect, useState } from 'react';
import type { HeldKey } from '../../shared/ipc/key-calls';
import { type Archive, ask, type Failure } from '../base/client';
import { useKeys } from '../jobs/key-store';
import { useVaultKey } from '../vault/vault-store';

/** The key for an archive of a server: the one of a former try, else the vault's, else one that is held and fits. */
export function useArchiveKey(archive: Archive, kept: HeldKey | null) {
  const { held, forget } = useKeys();
  const inVault = useVaultKey(archive.encrypted ? archive.keyFingerprint : null);
  const [key, setKey] = useState<HeldKey | null>(() => {
    if (kept !== null || inVault !== null) return kept;
    return held.find(({ fingerprint }) => fingerprint === archive.keyFingerprint) ?? null;
  });
  /** Someone who wants another key than the vault's is not given that again. */
  const [declined, setDeclined] = useState(false);
  const wanted = key === null && !declined && inVault !== null ? inVault.fingerprint : null;
  useEffect(() => {
    if (wanted === null) return undefined;
    let here = true;
    void ask('vault.keyFor', { fingerprint: wanted }).then((answer) => {
      if (here && answer.ok && answer.value !== null) setKey(answer.value);
    });
    return () => {
      here = false;
    };
  }, [wanted]);

  /** The main process forgets a key that was not used for long; then it must be given again. */
  const dropForgotten = ({ code }: Failure) => {
    if (code !== 'key-needed' || key === null) return;
    void forget(key);
    setKey(null);
  };

  const choose = (next: HeldKey | null) => {
    setDeclined(next === null);
    setKey(next);
  };

  return { key, setKey: choose, dropForgotten };
}
