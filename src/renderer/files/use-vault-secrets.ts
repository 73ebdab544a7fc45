import { useEffect, useState } from 'react';
import type { OpenedFile } from '../../shared/ipc/file-calls';
import { ask } from '../base/client';
import { type Given, NOTHING_GIVEN } from '../jobs/given';
import { useVault } from '../vault/vault-store';

/**
 * Searches the open vault for what opens a file, and gives it where nothing was given by hand. Returns whether it still
 * searches: trying a passphrase takes a moment.
 */
export function useVaultSecrets(file: OpenedFile, given: Given, onFound: (given: Given) => void): boolean {
  const open = useVault(({ status, entries }) => status?.state === 'open' && entries.length > 0);
  const empty = given.key === null && given.passphrase === null && given.databasePasswords.length === 0;
  /** Once: someone who takes the vault's secret away again does not want it. */
  const [answered, setAnswered] = useState(false);
  const searching = open && empty && file.needs !== 'nothing' && !answered;

  useEffect(() => {
    if (!searching) return undefined;
    let wanted = true;
    void ask('vault.fitting', { file: file.token }).then((answer) => {
      if (!wanted) return;
      setAnswered(true);
      if (!answer.ok) return;
      const { key, passphrase, databasePassword, licenseKey } = answer.value;
      if (key === null && passphrase === null && databasePassword === null) return;
      const fromVault = ({ token, label }: { token: string; label: string }) => ({ token, source: label, vault: true });
      onFound({
        ...NOTHING_GIVEN,
        key,
        passphrase: passphrase === null ? null : fromVault(passphrase),
        databasePasswords: databasePassword === null ? [] : [fromVault(databasePassword)],
        licenseKey: licenseKey === null ? null : fromVault(licenseKey),
      });
    });
    return () => {
      wanted = false;
    };
  }, [searching, file.token, onFound]);

  return searching;
}
