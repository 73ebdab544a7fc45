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

/** The ending by which a payload's kind is known, for each format that says what lies inside. */
const ENDINGS: Readonly<Record<string, string>> = {
  tspepk01: '.zip',
  tspenc01: '.zip',
  'tspb-v1': '.zip',
  'tspb-v2': '.zip',
  zip: '.zip',
  'proxpanel-v1': '.dump',
  'proxpanel-v2': '.dump',
  'proxpanel-v2-tenant': '.dump',
  'postgresql-custom': '.dump',
  'postgresql-sql': '.sql',
  tar: '.tar',
};

/**
 * The name to propose for what comes out of a file on this machine: the file's own without the endings of its
 * envelopes, and with that of what its format usually holds.
 *
 * @param format as inspected, see openedFileSchema
 */
export function proposedPayloadName(fileName: string, format: string): string {
  const bare = fileName
    .replace(/\.(?:enc|proisp\.bak)$/i, '')
    .replace(/\.gz$/i, '')
    .replace(/\.tgz$/i, '.tar');
  const plain = harmless(bare.slice(0, LONGEST));
  const ending = ENDINGS[format] ?? '';
  const name = plain === '' ? 'archive' : plain;
  return name.toLowerCase().endsWith(ending) ? name : `${name}${ending}`;
}

function harmless(name: string): string {
  return name
    .replace(UNSAFE, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(0, 120);
}
