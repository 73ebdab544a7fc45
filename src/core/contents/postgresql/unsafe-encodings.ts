/**
 * Encodings of clients in which a byte of a longer character may be that of a backslash or letter (PostgreSQL's list of
 * "unsafe" encodings): what is text in them may look like something else here.
 */
const UNSAFE: ReadonlySet<string> = new Set([
  'sjis',
  'mskanji',
  'shiftjis',
  'win932',
  'windows932',
  'shiftjis2004',
  'big5',
  'win950',
  'windows950',
  'gbk',
  'win936',
  'windows936',
  'uhc',
  'win949',
  'windows949',
  'gb18030',
  'johab',
]);

/** PostgreSQL compares the names of encodings by their letters and digits alone. */
export function isUnsafeEncoding(name: string): boolean {
  return UNSAFE.has(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
}
