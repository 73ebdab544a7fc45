import { secretText } from '../../core/custody/secret-text';
import { failed } from '../../core/errors';
import { readSmallFile } from '../files/small-file';

/** A key is 50 characters, and passphrases are typed. Whoever picks a large file has picked the wrong one. */
const LONGEST_FILE = 64 * 1024;

/** The whole text of a file that holds a secret. @throws key-file-unreadable, secret-not-text */
export async function readSecretFile(path: string): Promise<string> {
  const bytes = await readSmallFile(path, LONGEST_FILE).catch((cause: unknown) => {
    throw failed('key-file-unreadable', { path, reason: reasonOf(cause) }, cause);
  });
  const text = secretText(bytes, path);
  bytes.fill(0);
  return text;
}

/** The operating system's own code, for which the catalogue has words. */
function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
}
