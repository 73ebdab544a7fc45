/** Names that Windows keeps for devices, with any extension, in any folder. */
const RESERVED = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/i;
/**
 * Anything that a name could be refused or reported for. Few names have it, so it is tested first: there can be many
 * names.
 */
const SUSPECT = /[^\w\-/. ]|\/\/|(?:^|\/)\.|[. ](?:\/|$)|^\/|(?:^|\/)(?:con|prn|aux|nul|com\d|lpt\d) *(?:[./]|$)/i;
const CONTROL = /\p{Cc}/u;

const TYPE_MASK = 0o170000;
const REGULAR_FILE = 0o100000;
const FOLDER = 0o040000;

/** What of an entry of a zip or tar says where it would be written. */
export interface NamedEntry {
  readonly name: string;
  /** A second name, where some programs read the entry's name as another one. */
  readonly otherName: string | null;
  /** The name's bytes, one character for each byte. */
  readonly rawName: string;
  /** Type and permissions as Unix has them; 0 where the archive was made elsewhere. */
  readonly unixMode: number;
}

/** Why an entry cannot be unpacked under its name. */
export type RefusedName = 'absolute' | 'parent' | 'drive' | 'zero' | 'nameless' | 'conflict' | 'long';
/** What a name or type is that some systems write otherwise, or not at all. */
export type OddName = 'reserved' | 'control' | 'symlink';

/** What is odd about one entry by itself; null for nothing. */
export function oddityOf({ name, rawName, unixMode }: NamedEntry): OddName | null {
  const type = unixMode & TYPE_MASK;
  // Links and devices are known by the file type in the Unix mode; archives made elsewhere leave it 0.
  if (type !== 0 && type !== REGULAR_FILE && type !== FOLDER) return 'symlink';
  // Looked for in the bytes as well: code page 437 shows a control character as a harmless sign.
  if (isPlain(name) && rawName === name) return null;
  if (CONTROL.test(name) || hasControlByte(rawName)) return 'control';
  return partsOf(name).some(isReserved) ? 'reserved' : null;
}

/** Why one entry cannot be unpacked under this one of its names, whatever the others are called; null where it can. */
export function refusalOf({ rawName }: Pick<NamedEntry, 'rawName'>, name: string): RefusedName | null {
  // Many programs end a name there, so that they write another file.
  if (name.includes('\0') || rawName.includes('\0')) return 'zero';
  if (isPlain(name)) return null;
  if (name.startsWith('/') || name.startsWith('\\')) return 'absolute';
  if (/^[a-z]:(?:[/\\]|$)/i.test(name)) return 'drive';
  const parts = partsOf(name);
  // Windows drops dots and spaces at the end, so that `.. ` is `..` there.
  if (parts.some((part) => /^\.\.[. ]*$/.test(part))) return 'parent';
  return parts.length === 0 && !isFolder(name) ? 'nameless' : null;
}

/** Whether an entry's name is a folder's. */
export function isFolder(name: string): boolean {
  return name.endsWith('/') || name.endsWith('\\');
}

/** Whether nothing in a name could be refused or odd: true of nearly all. */
export function isPlain(name: string): boolean {
  return name !== '' && !SUSPECT.test(name);
}

/** The parts of a name as Windows cuts it, without those that mean the folder itself. */
function partsOf(name: string): string[] {
  return name.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
}

function isReserved(part: string): boolean {
  const stem = part.split(/[.:]/, 1)[0] ?? '';
  return RESERVED.test(stem.trimEnd());
}

function hasControlByte(rawName: string): boolean {
  for (let at = 0; at < rawName.length; at += 1) {
    const byte = rawName.charCodeAt(at);
    if (byte < 0x20 || byte === 0x7f) return true;
  }
  return false;
}

/**
 * Windows drops dots and spaces at the end of a name. By hand, since an expression would try each of many dots in turn.
 */
export function withoutEnding(part: string): string {
  let end = part.length;
  while (end > 0 && (part[end - 1] === '.' || part[end - 1] === ' ')) end -= 1;
  return part.slice(0, end);
}
