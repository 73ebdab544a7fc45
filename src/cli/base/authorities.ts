import { readCertificateFile } from '../../core/sources/authority';

/** The certificates of own authorities, each as one PEM text. A file may hold several. @throws authority-unreadable */
export async function readAuthorities(paths: readonly string[]): Promise<string[]> {
  const files = await Promise.all(paths.map((path) => readCertificateFile(path, { pipes: true })));
  return files.flat().map(String);
}
