import { useState } from 'react';
import type { HeldKey } from '../../shared/ipc/contract';
import type { Archive, Failure } from '../client';
import { useKeys } from './key-store';
import type { Kept } from './plan';

/** The key for an archive of a server: the one of a former try, else one that is held and fits. */
export function useArchiveKey({ backup }: Archive, kept: Kept) {
  const { held, forget } = useKeys();
  const [key, setKey] = useState<HeldKey | null>(
    () => kept.key ?? held.find(({ fingerprint }) => fingerprint === backup.e2ee_fingerprint) ?? null,
  );

  /** The main process forgets a key that was not used for long; then it must be given again. */
  const dropForgotten = ({ code }: Failure) => {
    if (code !== 'key-needed' || key === null) return;
    void forget(key);
    setKey(null);
  };

  return { key, setKey, dropForgotten };
}
