import {
  isFolder,
  isPlain,
  type NamedEntry,
  oddityOf,
  type RefusedName,
  refusalOf,
  withoutEnding,
} from '../contents/entry-names';
import { toPrintable } from '../contents/printable';
import { failed } from '../errors';
import { type Warning, warning } from './model';

/** A colon would open a second stream of the same file there. */
const FORBIDDEN_ON_WINDOWS = /[<>:"|?*]/;
/** What one part of a path, and a whole path, may take on Linux, in bytes. */
const LONGEST_PART = 255;
const LONGEST_PATH = 4095;

/**
 * Refuses names that would leave the archive's folder, or that no system can write beside the others. What only
 * some systems cannot write, and what is there twice, becomes a warning: a portal on Linux takes all of it.
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

/** Counts names of one sort, and keeps the first for a sentence. */
class Seen {
  #count = 0;
  #first: { example: string; other: string } | null = null;

  add(name: string, other = ''): void {
    this.#count += 1;
    this.#first ??= { example: toPrintable(name), other: toPrintable(other) };
  }

  told(tell: (seen: { count: number; example: string; other: string }) => Warning): Warning[] {
    return this.#first === null ? [] : [tell({ count: this.#count, ...this.#first })];
  }
}

/** The path that a name means on Linux. */
function pathOf(name: string): string {
  if (isPlain(name)) return name.endsWith('/') ? name.slice(0, -1) : name;
  const pieces = name.split('/');
  const parts = pieces.filter((part) => part !== '' && part !== '.');
  // Nearly always the very same string, which then is kept in memory once.
  return parts.length === pieces.length ? name : parts.join('/');
}

function isTooLong(name: string): boolean {
  if (name.length * 3 <= LONGEST_PART) return false;
  return (
    Buffer.byteLength(name) > LONGEST_PATH || name.split('/').some((part) => Buffer.byteLength(part) > LONGEST_PART)
  );
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

/** Whether some paths are one to Windows or macOS, which ignore case and ways to write an accent. */
function haveTwins(paths: ReadonlyMap<string, 'file' | 'folder'>): boolean {
  const folded = new Set<string>();
  for (const path of paths.keys()) folded.add(foldAsWindowsDoes(path));
  return folded.size < paths.size;
}

function foldAsWindowsDoes(path: string): string {
  const folded = path.normalize('NFC').toLowerCase();
  return /[\\]|[. ](?:\/|$)/.test(folded) ? folded.split(/[/\\]/).map(withoutEnding).join('/') : folded;
}

function hostile(entry: string, reason: RefusedName) {
  return failed('entry-name-hostile', { entry: toPrintable(entry), reason });
}
