import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { failed } from '../core/errors';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The certificates of own authorities, each as one PEM text. A file may hold several.
 *
 * @throws authority-unreadable
 */
export async function readAuthorities(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      try {
        const certificates = (await readFile(path, 'latin1')).match(CERTIFICATE) ?? [];
        if (certificates.length === 0) throw new Error('no certificate');
        // Each is parsed here, since TLS would leave a broken one out in silence.
        return certificates.map((pem) => new X509Certificate(pem).toString());
      } catch (cause) {
        throw failed('authority-unreadable', { path }, cause);
      }
    }),
  );
  return found.flat();
}
