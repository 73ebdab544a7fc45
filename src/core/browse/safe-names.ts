import { withoutEnding } from '../contents/entry-names';

/** Names that Windows keeps for devices, with any extension. */
const RESERVED = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/i;
/** A part that nothing can be wrong with: nearly all are such, and there can be tens of thousands. */
const PLAIN = /^[\w-]{5,100}(?:\.\w{1,20})?$/;
/** Control characters, and signs that turn the direction of writing: the one steers, the other disguises. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;
/** What no name on Windows may hold; there a colon would also open a second stream of the same file. */
export const FORBIDDEN_ON_WINDOWS = /[<>:"|?*]/g;

/**
 * File systems take 255 bytes or UTF-16 units in one name; what is left serves the ending of an unfinished file
 * and the number of a twin.
 */
const LONGEST_PART = 220;
const LONGEST_ENDING = 16;
/** No system takes a path of more folders than this: what lies deeper is brought up to here. */
const DEEPEST = 100;

/**
 * A name out of an archive as the parts of a path that stays inside its folder on every system: no root, no
 * drive, no `..`, no device, nothing that cannot be seen, no dots or spaces at the end of a part.
 *
 * @param windows whether characters that only Windows refuses are replaced too
 */
export function safeParts(name: string, windows: boolean): string[] {
  const parts = name
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  // The last parts say most of what a file is.
  const some = parts.length <= DEEPEST ? parts : [...parts.slice(0, DEEPEST - 2), ...parts.slice(-2)];
  return some.length === 0 ? ['_'] : some.map((part) => safePart(part, windows));
}

function safePart(part: string, windows: boolean): string {
  if (PLAIN.test(part)) return part;
  let safe = part.replaceAll(UNSEEN, '_').replace(/^([a-z]):/i, '$1_');
  if (windows) safe = safe.replaceAll(FORBIDDEN_ON_WINDOWS, '_');
  safe = withoutEnding(safe);
  if (safe === '') return '_';
  const stem = safe.split(/[.:]/, 1)[0] ?? '';
  if (RESERVED.test(stem.trimEnd())) safe = `_${safe}`;
  return shortenPart(safe);
}

/** Cut in its middle, so that the ending stays; by whole characters, counted in UTF-8. */
function shortenPart(part: string): string {
  if (Buffer.byteLength(part) <= LONGEST_PART) return part;
  const dot = part.lastIndexOf('.');
  const ending = dot > 0 && Buffer.byteLength(part.slice(dot)) <= LONGEST_ENDING ? part.slice(dot) : '';
  let start = '';
  for (const character of part) {
    if (Buffer.byteLength(start + character + ending) > LONGEST_PART) break;
    start += character;
  }
  return start + ending;
}

/**
 * Gives every name a path of its own. Systems that ignore case get no twins either: the second one
 * is numbered, and so is a file whose name another entry needs as a folder.
 */
export class SafePaths {
  readonly #windows: boolean;
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();
  readonly #exact = new Set<string>();
  readonly #known = new Map<string, Folder>();
  /** Of a folder that was made, its path by the one that it should have had: no file takes it later. */
  readonly #made = new Map<string, string>();
  /** Of a path that several entries want, the first number that none of them has. */
  readonly #numbers = new Map<string, number>();

  constructor(windows: boolean) {
    this.#windows = windows;
  }

  /** The path for a name, with `/` between its parts, and whether an entry before means the very same path. */
  give(name: string, folder: boolean): { path: string; duplicate: boolean } {
    const last = folder ? null : name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    if (last === null || last === '' || last === '.') return this.#giveParts(safeParts(name, this.#windows), folder);
    const within = this.#folder(name.slice(0, name.length - last.length));
    return this.#giveFile(within, safePart(last, this.#windows));
  }

  #giveParts(parts: string[], folder: boolean): { path: string; duplicate: boolean } {
    const last = folder ? undefined : parts.pop();
    const within = this.#make(parts);
    return last === undefined ? { path: within.path, duplicate: false } : this.#giveFile(within, last);
  }

  #giveFile({ wanted, path: within }: Folder, last: string): { path: string; duplicate: boolean } {
    const exact = wanted === '' ? last : `${wanted}/${last}`;
    const duplicate = this.#exact.has(exact);
    this.#exact.add(exact);
    const first = fold(within === '' ? last : `${within}/${last}`);
    const { path, number } = numberPath(
      within,
      last,
      this.#numbers.get(first),
      (candidate) => this.#files.has(candidate) || this.#folders.has(candidate),
    );
    if (number !== null) this.#numbers.set(first, number + 1);
    this.#files.add(fold(path));
    return { path, duplicate };
  }

  /** A folder's path, made once: thousands of files share one. */
  #folder(name: string): Folder {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const made = /^[/\\.]*$/.test(name) && !name.includes('..') ? ROOT : this.#make(safeParts(name, this.#windows));
    this.#known.set(name, made);
    return made;
  }

  #make(parts: readonly string[]): Folder {
    let path = '';
    for (const part of parts) {
      const wanted = path === '' ? part : `${path}/${part}`;
      let made = this.#made.get(wanted);
      if (made === undefined) {
        made = numberPath(path, part, undefined, (candidate) => this.#files.has(candidate)).path;
        this.#made.set(wanted, made);
        this.#folders.add(fold(made));
      }
      path = made;
    }
    return { wanted: parts.join('/'), path };
  }
}

interface Folder {
  /** As its name has it, made harmless; and as it is, where that was taken by a file. */
  readonly wanted: string;
  readonly path: string;
}

const ROOT: Folder = { wanted: '', path: '' };

/**
 * `a/b.txt`, or the first of `a/b (2).txt`, `a/b (3).txt`, … that is not taken.
 *
 * @param from the number to begin with, where all before it are known to be taken
 */
function numberPath(
  folder: string,
  part: string,
  from: number | undefined,
  taken: (folded: string) => boolean,
): { path: string; number: number | null } {
  const within = folder === '' ? '' : `${folder}/`;
  const plain = within + part;
  if (from === undefined && !taken(fold(plain))) return { path: plain, number: null };
  const dot = part.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [part.slice(0, dot), part.slice(dot)] : [part, ''];
  for (let number = from ?? 2; ; number += 1) {
    const path = `${within}${stem} (${number})${ending}`;
    if (!taken(fold(path))) return { path, number };
  }
}

/** What Windows and macOS take for the same name. */
function fold(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
