import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { failed } from '../errors';

const derive = promisify(pbkdf2);

/**
 * The key that a passphrase gives by PBKDF2-HMAC-SHA256 (RFC 8018), on the thread pool.
 *
 * @param passphrase as typed; it goes in as UTF-8, neither trimmed nor normalised, as the portal does it
 * @throws passphrase-needed
 */
export async function passphraseKey(passphrase: string | undefined, salt: Uint8Array, iterations: number): Promise<Uint8Array> {
  if (passphrase === undefined || passphrase === '') throw failed('passphrase-needed', {});
  return new Uint8Array(await derive(passphrase, salt, iterations, 32, 'sha256'));
}
