/** What no file name may hold on one system or another, and what could lead out of the folder. */
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\\/:*?"<>|\u0000-\u001f\u007f]/g;

/**
 * The name to propose for an archive's import zip: the archive's own without the envelope's `.enc`. It comes
 * from a server, so it is made harmless: one plain name that ends in `.zip`.
 */
export function proposedName(archiveName: string): string {
  const plain = archiveName.replace(/\.enc$/i, '').replace(UNSAFE, '_').replace(/^[.\s]+|[.\s]+$/g, '').slice(0, 120);
  if (plain === '') return 'portal-export.zip';
  return /\.zip$/i.test(plain) ? plain : `${plain}.zip`;
}
