import { useState } from 'react';
import { Checkbox } from 'react-aria-components';
import { TickMark } from '../base/controls/TickMark';
import { useSession } from '../base/session-store';
import { useSay } from '../base/speech';
import { isReady, NO_PASSPHRASE } from './NewPassphrase';
import type { VaultStatus } from './vault-store';

/** How a vault is to be sealed: by the system's keystore, where it has one, by a passphrase, or by both. */
export function useSealing(present: VaultStatus['sealings'] | null) {
  const hasKeystore = useSession(({ state }) => state?.keystore === 'real');
  const [byKeystore, setByKeystore] = useState(present?.includes('keystore') ?? hasKeystore);
  const [byPassphrase, setByPassphrase] = useState(!hasKeystore || present?.includes('passphrase') === true);
  const [passphrase, setPassphrase] = useState(NO_PASSPHRASE);
  return {
    hasKeystore,
    byKeystore,
    setByKeystore,
    byPassphrase,
    setByPassphrase,
    passphrase,
    setPassphrase,
    ready: byPassphrase ? isReady(passphrase) : byKeystore,
    /** As the main process takes it. */
    input: { passphrase: byPassphrase ? passphrase.first : null, keystore: byKeystore },
  };
}

/** The choice itself, for a system that has a keystore. */
export function SealingChoice({ sealing }: { sealing: ReturnType<typeof useSealing> }) {
  const say = useSay();
  return (
    <>
      <Checkbox className="tick" isSelected={sealing.byKeystore} onChange={sealing.setByKeystore}>
        <TickMark />
        <span>{say('keys.seal.keystore')}</span>
      </Checkbox>
      <Checkbox className="tick" isSelected={sealing.byPassphrase} onChange={sealing.setByPassphrase}>
        <TickMark />
        <span>{say('keys.seal.passphrase')}</span>
      </Checkbox>
    </>
  );
}
