/** What no file name may hold on one system or another, and what could lead out of the folder. */
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\\/:*?"<>|\u0000-\u001f\u007f]/g;

/** More of a name is not looked at: it comes from a server, and could be of any length. */
const LONGEST = 400;

/**
 * The name to propose for an archive's import zip: the archive's own without the envelope's `.enc`. It comes
 * from a server, so it is made harmless: one plain name that ends in `.zip`.
 */
export function proposedName(archiveName: string): string {
  const plain = harmless(archiveName.slice(0, LONGEST).replace(/\.enc$/i, ''));
  if (plain === '') return 'portal-export.zip';
  return /\.zip$/i.test(plain) ? plain : `${plain}.zip`;
}

/**
 * The name to propose for what comes out of a file on this machine: the file's own without the endings of its
 * envelopes, and with that of what its format usually holds.
 *
 * @param ending as inspected
 */
export function proposedPayloadName(fileName: string, ending: string): string {
  const bare = fileName
    .replace(/\.(?:enc|proisp\.bak)$/i, '')
    .replace(/\.gz$/i, '')
    .replace(/\.tgz$/i, '.tar');
  const plain = harmless(bare.slice(0, LONGEST));
  const name = plain === '' ? 'archive' : plain;
  return name.toLowerCase().endsWith(ending) ? name : `${name}${ending}`;
}

function harmless(name: string): string {
  return name
    .replace(UNSAFE, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(0, 120);
}
