import { keepSigningKey } from '../../signing/signing-key';
import { beginLogbook } from './begin';

/**
 * The signing key of this installation, made at its first use in `folder`. The seal of an empty logbook is made with
 * it, so that a key without a logbook shows that a logbook was removed.
 *
 * @returns 32 raw bytes
 * @throws destination-not-writable, file-unreadable, file-in-use
 */
export function installationKey(folder: string): Promise<Uint8Array> {
  return keepSigningKey(folder, (key) => beginLogbook(folder, key));
}
