import { failed } from '../errors';
import { shown } from './shown';
/** Names that Windows keeps for devices, with any extension, in any folder. */
const RESERVED = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/i;
const CONTROL = /\p{Cc}/u;

const TYPE_MASK = 0o170000;
const REGULAR_FILE = 0o100000;
const FOLDER = 0o040000;

/** What of an entry of a zip or tar says where it would be written. */
export interface NamedEntry {
  readonly name: string;
  /** A second name, where the entry has one that is not the same. */
  readonly otherName: string | null;
  /** The name's bytes, one character for each byte. */
  readonly rawName: string;
  /** Type and permissions as Unix has them; 0 where the archive was made elsewhere. */
  readonly unixMode: number;
}

/**
 * Refuses names that would leave the archive's folder, that a system cannot write, or that stand for one
 * another, and entries that are links or devices. Letters of any script, question marks and the like pass:
 * the portal writes them, and it is the portal that unpacks the archive.
 *
 * Returns true when some names differ only in what Windows and macOS do not tell apart: case, and dots or
 * spaces at the end. Throws entry-name-hostile.
 */
export function checkEntryNames(entries: readonly NamedEntry[]): { twins: boolean } {
  const paths = new Map<string, 'file' | 'folder'>();
  for (const entry of entries) {
    checkType(entry);
    // A control character is looked for in the bytes as well: code page 437 shows one as a harmless sign.
    if (hasControlByte(entry.rawName)) throw hostile(entry.name, 'control');
    for (const name of entry.otherName === null ? [entry.name] : [entry.name, entry.otherName]) {
      const path = checkName(name);
      if (paths.has(path)) throw hostile(name, 'duplicate');
      paths.set(path, isFolder(name) ? 'folder' : 'file');
    }
  }
  refuseFilesAsFolders(paths);

  const folded = new Set<string>();
  for (const path of paths.keys()) folded.add(foldAsWindowsDoes(path));
  return { twins: folded.size < paths.size };
}

/** Whether an entry's name stands for a folder. */
export function isFolder(name: string): boolean {
  return name.endsWith('/') || name.endsWith('\\');
}

/** Returns the path that a name means: separators and Unicode form made one, empty and `.` parts left out. */
function checkName(name: string): string {
  if (CONTROL.test(name)) throw hostile(name, 'control');
  const normal = name.replaceAll('\\', '/').normalize('NFC');
  if (normal.startsWith('/')) throw hostile(name, 'absolute');
  const pieces = normal.split('/');
  const parts = pieces.filter((part) => part !== '' && part !== '.');
  for (const part of parts) {
    // Windows drops dots and spaces at the end, so that `.. ` is `..` there.
    if (/^\.\.[. ]*$/.test(part)) throw hostile(name, 'parent');
    // Within a path too: some programs join `uploads` and `C:\x` to `C:\x`.
    if (/^[a-z]:/i.test(part)) throw hostile(name, 'drive');
    const stem = part.split(/[.:]/, 1)[0] ?? '';
    if (RESERVED.test(stem.trimEnd())) throw hostile(name, 'reserved');
  }
  // A name that means the archive's own folder, such as `.`, takes the place of everything in it.
  if (parts.length === 0) throw hostile(name, 'duplicate');
  // Nearly always the very same string, which then is kept in memory once.
  return parts.length === pieces.length ? normal : parts.join('/');
}

/** Links and devices are told by the file type in the Unix mode; archives made elsewhere leave it 0. */
function checkType(entry: NamedEntry): void {
  const type = entry.unixMode & TYPE_MASK;
  if (type !== 0 && type !== REGULAR_FILE && type !== FOLDER) throw hostile(entry.name, 'symlink');
}

function hasControlByte(rawName: string): boolean {
  for (let at = 0; at < rawName.length; at += 1) {
    const byte = rawName.charCodeAt(at);
    if (byte < 0x20 || byte === 0x7f) return true;
  }
  return false;
}

function refuseFilesAsFolders(paths: ReadonlyMap<string, 'file' | 'folder'>): void {
  for (const path of paths.keys()) {
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
      if (paths.get(path.slice(0, cut)) === 'file') throw hostile(path, 'duplicate');
    }
  }
}

function foldAsWindowsDoes(path: string): string {
  return path.replaceAll(/[. ]+(?=\/|$)/g, '').toLowerCase();
}

function hostile(entry: string, reason: 'absolute' | 'parent' | 'drive' | 'reserved' | 'control' | 'duplicate' | 'symlink') {
  return failed('entry-name-hostile', { entry: shown(entry), reason });
}
