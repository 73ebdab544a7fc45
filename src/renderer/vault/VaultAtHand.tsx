import { LockKeyhole } from 'lucide-react';
import { useSay } from '../base/speech';
import { UnlockForm } from './UnlockForm';
import { useVault } from './vault-store';
import './vault.css';

interface VaultAtHandProps {
  /** Why it should be unlocked here. */
  words?: string;
  /** The id of the form, where a button elsewhere unlocks. */
  form?: string;
  onUnlocked?: () => void;
}

/** Where a secret is asked for, or could be kept, while the vault is locked: the way to open it right there. */
export function VaultAtHand({ words, form, onUnlocked }: VaultAtHandProps) {
  const say = useSay();
  const status = useVault((vault) => vault.status);
  if (status?.state !== 'locked') return null;
  return (
    <div className="vault-at-hand">
      <p className="promise">
        <LockKeyhole size={14} />
        <span>{words ?? say('keys.at-hand.locked')}</span>
      </p>
      <UnlockForm
        status={status}
        own={form === undefined}
        {...(form === undefined ? {} : { form })}
        {...(onUnlocked === undefined ? {} : { onUnlocked })}
      />
    </div>
  );
}
