import { LockKeyhole } from 'lucide-react';
import { useSay } from '../app/speech';
import { UnlockForm } from './UnlockForm';
import { useVault } from './vault-store';
import './keys.css';

/** Where a secret is asked for while the vault is locked: the way to open it right there. */
export function VaultAtHand() {
  const say = useSay();
  const status = useVault((vault) => vault.status);
  if (status?.state !== 'locked') return null;
  return (
    <div className="vault-at-hand">
      <p className="promise">
        <LockKeyhole size={14} />
        <span>{say('keys.at-hand.locked')}</span>
      </p>
      <UnlockForm status={status} />
    </div>
  );
}
