import { Vault } from '../core/custody/vault/vault';
import { dataFolder } from './data-folder';
import type { Session } from './session';
import { UsageError } from './usage';

/**
 * This user's vault, unlocked by its passphrase: a keystore of the system opens it in the app alone. Whoever asked is to
 * lock it when the work is over.
 *
 * @throws UsageError without a passphrase file, and what `Vault.open` throws
 */
export async function unlockedVault({ secrets }: Session, passphraseFile: string | undefined): Promise<Vault> {
  if (passphraseFile === undefined) throw new UsageError('option-missing', '--vault-passphrase-file');
  return Vault.open(dataFolder(), { passphrase: await secrets.readExact('--vault-passphrase-file', passphraseFile) });
}
