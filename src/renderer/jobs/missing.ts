import type { Destination } from '../../shared/ipc/destination-calls';
import type { HeldKey } from '../../shared/ipc/key-calls';
import type { Archive } from '../base/client';
import type { HeldSecret } from './given';

/** What is still missing before a restore or a drill can start. */
export type Lack =
  | 'place'
  | 'otherPlace'
  | 'overwrite'
  | 'key'
  | 'otherKey'
  | 'passphrase'
  | 'password'
  | 'passwordOrLicense'
  | 'operator'
  | 'answers'
  | 'sites'
  | 'consent';

/** Whether a key that was given is not the one that the archive is encrypted to. Unknown where no row says it. */
export function isOtherKey(archive: Archive, key: HeldKey | null): boolean {
  const needed = archive.keyFingerprint;
  return archive.encrypted !== false && key !== null && needed !== null && key.fingerprint !== needed;
}

/** Whether a passphrase may be what opens an archive: the server names no key for it. */
export function mayTakePassphrase(archive: Archive): boolean {
  return archive.encrypted !== false && archive.keyFingerprint === null;
}

/** Which secret is missing: a key, another one, or, where one may open the archive, a passphrase. */
export function missingSecret(archive: Archive, key: HeldKey | null, passphrase: HeldSecret | null): Lack[] {
  const opensByPassphrase = passphrase !== null && mayTakePassphrase(archive);
  if (archive.encrypted === true && key === null && !opensByPassphrase) return ['key'];
  return isOtherKey(archive, key) ? ['otherKey'] : [];
}

/** What is missing of the place where the file goes. @param overwrite whether a file that is there may be replaced */
export function missingPlace(destination: Destination | null, overwrite: boolean): Lack[] {
  if (destination === null) return ['place'];
  if (destination.verdict !== 'fits') return ['otherPlace'];
  return destination.exists && !overwrite ? ['overwrite'] : [];
}
