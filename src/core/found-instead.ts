/**
 * What the first bytes of contents look like that Salvor does not read. It is shown to people, and decides how surely
 * the contents are wrong; nothing is opened because of it.
 */
export const CONTENTS_SEEN = [
  'empty',
  'zeros',
  // A message or a page that was stored in place of a backup.
  'error-text',
  'html',
  'xml',
  'json',
  'text',
  'utf-16-text',
  // A backup with something in front of it, or one of another database.
  'text-before-dump',
  'bytes-before-zip',
  'other-database',
  // Compressed or sealed by a program whose format is not read here.
  'xz',
  'zstd',
  'bzip2',
  'lz4',
  'lzma',
  'compress',
  '7z',
  'rar',
  'age',
  'gpg',
  'openssl',
  'newer-envelope',
  'newer-dump',
  'older-dump',
  'sqlite',
  'pdf',
  'image',
  // An executable; a zip that unpacks itself begins as one.
  'program',
  'binary',
] as const;
export type ContentsSeen = (typeof CONTENTS_SEEN)[number];

/** Kinds that Salvor does read, where they are in the wrong place, and rows or files whose packing it does not undo. */
const READ_ELSEWHERE = ['postgresql-dump', 'sql-without-tables', 'tar', 'zip', 'packed-rows', 'packed-files'] as const;

/** Everything that can be reported as found instead of what was expected. */
export const FOUND_INSTEAD = [...CONTENTS_SEEN, ...READ_ELSEWHERE] as const;
export type FoundInstead = (typeof FOUND_INSTEAD)[number];
