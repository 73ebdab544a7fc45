import { useEffect } from 'react';
import { type RecoveryUse, useRecovery } from '../recovery-store';
import { BroughtBackScreen } from './BroughtBackScreen';
import { EnterCards } from './EnterCards';
import './recovery.css';

declare module '../../base/navigation' {
  interface Routes {
    /** With the screen that asked for the secret, where one did. */
    recovery: { use: RecoveryUse | null };
  }
}

/** Recovery from cards, at whichever step it is. */
export function RecoveryScreen({ use }: { use: RecoveryUse | null }) {
  const { view, load } = useRecovery();

  useEffect(() => void load(), [load]);

  return view?.recovered == null ? (
    <EnterCards view={view} use={use} />
  ) : (
    <BroughtBackScreen view={view} recovered={view.recovered} use={use} />
  );
}
