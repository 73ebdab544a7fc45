import { X509Certificate } from 'node:crypto';
import { failed } from '../../errors';

/** One certificate in PEM (RFC 7468). */
const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The certificates in the text of a PEM file, which may hold several. Each is parsed here, since TLS would
 * leave a broken one out in silence.
 *
 * @param path of the file, for the failure
 * @throws authority-unreadable when there is none, or one that cannot be read
 */
export function readCertificates(text: string, path: string): X509Certificate[] {
  try {
    const certificates = (text.match(BLOCK) ?? []).map((block) => new X509Certificate(block));
    if (certificates.length === 0) throw new Error('no certificate');
    return certificates;
  } catch (cause) {
    throw failed('authority-unreadable', { path }, cause);
  }
}
