import { readFile } from 'node:fs/promises';
import { failed } from '../../core/errors';
import { readCertificates } from '../../core/sources/ts-pro-backup/authority';

/**
 * The certificates of own authorities, each as one PEM text. A file may hold several.
 *
 * @throws authority-unreadable
 */
export async function readAuthorities(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const text = await readFile(path, 'latin1').catch((cause: unknown) => {
        throw failed('authority-unreadable', { path }, cause);
      });
      return readCertificates(text, path).map(String);
    }),
  );
  return found.flat();
}
