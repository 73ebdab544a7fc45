import type { Destination, HeldKey } from '../../shared/ipc/contract';
import type { Archive } from '../client';

/** What still stands between a choice and its restore, or its drill. */
export type Lack = 'place' | 'otherPlace' | 'overwrite' | 'key' | 'otherKey' | 'passphrase' | 'password' | 'passwordOrLicense' | 'operator' | 'answers' | 'sites' | 'consent';

interface Choices {
  archive: Archive;
  destination: Destination | null;
  overwrite: boolean;
  key: HeldKey | null;
}

/** Whether a key that was given is not the one that the archive is encrypted to. Unknown where no row says it. */
export function isOtherKey(archive: Archive, key: HeldKey | null): boolean {
  const needed = archive.backup.e2ee_fingerprint;
  return archive.backup.client_encrypted && key !== null && needed !== null && key.fingerprint !== needed;
}

/** Everything that is still missing, in the order of the sections; nothing when the restore can start. */
export function missing({ archive, destination, overwrite, key }: Choices): Lack[] {
  const lacks: Lack[] = [];
  if (destination === null) lacks.push('place');
  else if (destination.verdict !== 'fits') lacks.push('otherPlace');
  else if (destination.exists && !overwrite) lacks.push('overwrite');
  if (archive.backup.client_encrypted && key === null) lacks.push('key');
  else if (isOtherKey(archive, key)) lacks.push('otherKey');
  return lacks;
}
