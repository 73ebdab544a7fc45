import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { failed } from '../errors';
import { unicodeForms } from './unicode-forms';

const derive = promisify(pbkdf2);

/**
 * The keys that a passphrase gives by PBKDF2-HMAC-SHA256 (RFC 8018), on the thread pool: one for each of its Unicode
 * forms, as typed first.
 *
 * @param passphrase as typed; it goes in as UTF-8 and is not trimmed, as the portal does it
 * @throws passphrase-needed
 */
export async function passphraseKeys(
  passphrase: string | undefined,
  salt: Uint8Array,
  iterations: number,
): Promise<readonly Uint8Array[]> {
  if (passphrase === undefined || passphrase === '') throw failed('passphrase-needed', {});
  return Promise.all(
    unicodeForms(passphrase).map(async (form) => new Uint8Array(await derive(form, salt, iterations, 32, 'sha256'))),
  );
}
