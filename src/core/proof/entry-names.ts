import { failed } from '../errors';
import { type Warning, warning } from './model';
import { shown } from './shown';

/** Names that Windows keeps for devices, with any extension, in any folder. */
const RESERVED = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/i;
/**
 * Whatever a name could be refused or told for. Nearly no name has it, so it is looked for first: there can be many
 * names.
 */
const SUSPECT = /[^\w\-/. ]|\/\/|(?:^|\/)\.|[. ](?:\/|$)|^\/|(?:^|\/)(?:con|prn|aux|nul|com\d|lpt\d) *(?:[./]|$)/i;
/** A colon would open a second stream of the same file there. */
const FORBIDDEN_ON_WINDOWS = /[<>:"|?*]/;
const CONTROL = /\p{Cc}/u;

const TYPE_MASK = 0o170000;
const REGULAR_FILE = 0o100000;
const FOLDER = 0o040000;

/** What one part of a path, and a whole path, may take on Linux, in bytes. */
const LONGEST_PART = 255;
const LONGEST_PATH = 4095;

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

/**
 * Refuses names that would leave the archive's folder, or that no system can write beside the others. What only
 * some systems cannot write, and what is there twice, is said in warnings: a portal on Linux takes all of it.
 *
 * @param importer `portal` where the portal's import unpacks the entries: a name that is too long for its disk makes
 *   that fail
 * @throws entry-name-hostile
 */
export function checkEntryNames(
  entries: readonly NamedEntry[],
  importer: 'portal' | 'other' = 'other',
): { twins: boolean; warnings: Warning[] } {
  const paths = new Map<string, 'file' | 'folder'>();
  const odd = {
    links: new Seen(),
    twice: new Seen(),
    reserved: new Seen(),
    control: new Seen(),
    otherwise: new Seen(),
  };
  for (const entry of entries) {
    const { name, otherName } = entry;
    for (const each of otherName === null ? [name] : [name, otherName]) {
      const refused = refusalOf(entry, each);
      if (refused !== null) throw hostile(each, refused);
    }
    // A program that knows no more than the zip's own rules reads the other name.
    const read = otherName ?? name;
    if (importer === 'portal' && isTooLong(read)) throw hostile(read, 'long');
    if (otherName !== null) odd.otherwise.add(name, otherName);
    const oddity = oddityOf(entry);
    if (oddity === 'symlink') odd.links.add(name);
    if (oddity === 'control') odd.control.add(name);
    if (oddity === 'reserved' || FORBIDDEN_ON_WINDOWS.test(name)) odd.reserved.add(name);

    const path = pathOf(read);
    const kind = isFolder(read) ? 'folder' : 'file';
    const before = paths.get(path);
    if (before === undefined) paths.set(path, kind);
    else if (before !== kind) throw hostile(read, 'conflict');
    // A folder that is listed twice is one folder.
    else if (kind === 'file') odd.twice.add(name);
  }
  refuseFilesAsFolders(paths);

  const twins = haveTwins(paths);
  return {
    twins,
    warnings: [
      ...(twins ? [warning('case-twins', {})] : []),
      ...odd.twice.told(({ count, example }) => warning('names-twice', { count, example })),
      ...odd.links.told(({ count, example }) => warning('links-inside', { count, example })),
      ...odd.reserved.told(({ count, example }) => warning('names-not-for-windows', { count, example })),
      ...odd.control.told(({ count, example }) => warning('names-unseen', { count, example })),
      ...odd.otherwise.told(({ count, example, other }) => warning('names-read-otherwise', { count, example, other })),
    ],
  };
}

/** What is odd about one entry by itself; null for nothing. */
export function oddityOf({ name, rawName, unixMode }: NamedEntry): OddName | null {
  const type = unixMode & TYPE_MASK;
  // Links and devices are told by the file type in the Unix mode; archives made elsewhere leave it 0.
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

/** Whether an entry's name stands for a folder. */
export function isFolder(name: string): boolean {
  return name.endsWith('/') || name.endsWith('\\');
}

function isPlain(name: string): boolean {
  return name !== '' && !SUSPECT.test(name);
}

/** Counts names of one sort, and keeps the first for a sentence. */
class Seen {
  #count = 0;
  #first: { example: string; other: string } | null = null;

  add(name: string, other = ''): void {
    this.#count += 1;
    this.#first ??= { example: shown(name), other: shown(other) };
  }

  told(tell: (seen: { count: number; example: string; other: string }) => Warning): Warning[] {
    return this.#first === null ? [] : [tell({ count: this.#count, ...this.#first })];
  }
}

/** The parts of a name as Windows cuts it, without those that mean the folder itself. */
function partsOf(name: string): string[] {
  return name.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
}

/** The path that a name means on Linux. */
function pathOf(name: string): string {
  if (isPlain(name)) return name.endsWith('/') ? name.slice(0, -1) : name;
  const pieces = name.split('/');
  const parts = pieces.filter((part) => part !== '' && part !== '.');
  // Nearly always the very same string, which then is kept in memory once.
  return parts.length === pieces.length ? name : parts.join('/');
}

function isReserved(part: string): boolean {
  const stem = part.split(/[.:]/, 1)[0] ?? '';
  return RESERVED.test(stem.trimEnd());
}

function isTooLong(name: string): boolean {
  if (name.length * 3 <= LONGEST_PART) return false;
  return (
    Buffer.byteLength(name) > LONGEST_PATH || name.split('/').some((part) => Buffer.byteLength(part) > LONGEST_PART)
  );
}

function hasControlByte(rawName: string): boolean {
  for (let at = 0; at < rawName.length; at += 1) {
    const byte = rawName.charCodeAt(at);
    if (byte < 0x20 || byte === 0x7f) return true;
  }
  return false;
}

/**
 * Ordered so that what is in a folder follows directly on its name, each path need only be compared with the one before
 * it: names with thousands of slashes cost no more than their length.
 */
function refuseFilesAsFolders(paths: ReadonlyMap<string, 'file' | 'folder'>): void {
  const ordered = [...paths.keys()].map((path) => path.replaceAll('/', '\0')).sort();
  let before = '';
  for (const path of ordered) {
    if (before !== '' && path.length > before.length && path.startsWith(before) && path[before.length] === '\0') {
      const name = before.replaceAll('\0', '/');
      if (paths.get(name) === 'file') throw hostile(path.replaceAll('\0', '/'), 'conflict');
    }
    before = path;
  }
}

/** Whether some paths are one to Windows or macOS, which do not tell capitals apart, nor ways to write an accent. */
function haveTwins(paths: ReadonlyMap<string, 'file' | 'folder'>): boolean {
  const folded = new Set<string>();
  for (const path of paths.keys()) folded.add(foldAsWindowsDoes(path));
  return folded.size < paths.size;
}

function foldAsWindowsDoes(path: string): string {
  const folded = path.normalize('NFC').toLowerCase();
  return /[\\]|[. ](?:\/|$)/.test(folded) ? folded.split(/[/\\]/).map(withoutEnding).join('/') : folded;
}

/**
 * Windows drops dots and spaces at the end of a name. By hand, since an expression would try each of many dots in turn.
 */
export function withoutEnding(part: string): string {
  let end = part.length;
  while (end > 0 && (part[end - 1] === '.' || part[end - 1] === ' ')) end -= 1;
  return part.slice(0, end);
}

function hostile(entry: string, reason: RefusedName) {
  return failed('entry-name-hostile', { entry: shown(entry), reason });
}
