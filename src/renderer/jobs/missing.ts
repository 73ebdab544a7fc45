import type { Destination, HeldKey } from '../../shared/ipc/contract';
import type { Archive } from '../base/client';
import type { HeldSecret } from './given';

/** What still stands between a choice and its restore, or its drill. */
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

interface Choices {
  archive: Archive;
  destination: Destination | null;
  overwrite: boolean;
  key: HeldKey | null;
  passphrase: HeldSecret | null;
}

/** Whether a key that was given is not the one that the archive is encrypted to. Unknown where no row says it. */
export function isOtherKey(archive: Archive, key: HeldKey | null): boolean {
  const needed = archive.backup.e2ee_fingerprint;
  return archive.backup.client_encrypted !== false && key !== null && needed !== null && key.fingerprint !== needed;
}

/** Whether a passphrase may be what opens an archive: the server names no key for it. */
export function mayTakePassphrase({ backup }: Archive): boolean {
  return backup.client_encrypted !== false && backup.e2ee_fingerprint === null;
}

/** Whether neither a key nor, where one may open it, a passphrase was given for an encrypted archive. */
export function lacksSecret(archive: Archive, key: HeldKey | null, passphrase: HeldSecret | null): boolean {
  return (
    archive.backup.client_encrypted === true && key === null && (passphrase === null || !mayTakePassphrase(archive))
  );
}

/** Everything that is still missing, in the order of the sections; nothing when the restore can start. */
export function missing({ archive, destination, overwrite, key, passphrase }: Choices): Lack[] {
  const lacks: Lack[] = [];
  if (destination === null) lacks.push('place');
  else if (destination.verdict !== 'fits') lacks.push('otherPlace');
  else if (destination.exists && !overwrite) lacks.push('overwrite');
  if (lacksSecret(archive, key, passphrase)) lacks.push('key');
  else if (isOtherKey(archive, key)) lacks.push('otherKey');
  return lacks;
}
