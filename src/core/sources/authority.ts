import { X509Certificate } from 'node:crypto';
import { type ReadOptions, readSmallFile } from '../disk/small-file';
import { failed } from '../errors';
import { looseText } from '../plain-text';

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

/** A certificate takes some 2 kB, and a system's whole collection of public authorities some 250 kB. */
const LONGEST_FILE = 1024 * 1024;

/** The certificates in a PEM file, whatever its encoding. @throws authority-unreadable */
export async function readCertificateFile(path: string, options?: ReadOptions): Promise<X509Certificate[]> {
  const bytes = await readSmallFile(path, LONGEST_FILE, options).catch((cause: unknown) => {
    throw failed('authority-unreadable', { path }, cause);
  });
  return readCertificates(looseText(bytes), path);
}
