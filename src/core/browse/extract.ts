import { lstat, mkdir, realpath } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { toPrintable } from '../contents/printable';
import { requireFreeSpace } from '../disk/destination';
import { diskTrouble, freeBytes, systemCode } from '../disk/disk-trouble';
import { exists, PartFile } from '../disk/part-file';
import { requireOther } from '../disk/same-file';
import { syncFolder } from '../disk/whole-file';
import { type Failure, type FailureCode, failed, toFailure } from '../errors';
import type { JobContext } from '../restore/job';
import { Meter } from '../restore/meter';
import { withStallWatch } from '../restore/stall';
import type { BrowsedArchive } from './browse';
import { pathsOnDisk } from './disk-names';
import type { EntryReader, Files } from './files';
import type { BrowseEntry, Extraction } from './model';

/** Which entries: by their names or safe paths, by how these begin, by their places in the list, or all of them. */
export type Selection =
  | { readonly names: readonly string[] }
  | { readonly prefix: string }
  | { readonly entries: readonly number[] }
  | 'all';

/** These are about one entry: those behind it can still be taken out. */
const OF_ONE_ENTRY: ReadonlySet<FailureCode> = new Set([
  'entry-damaged',
  'entry-method-unread',
  'entry-name-hostile',
  'zip-damaged',
  'destination-exists',
  'destination-is-source',
  'file-changed',
  'destination-not-writable',
  'link-in-the-way',
  'file-too-large-for-disk',
]);

/**
 * Takes entries out into `folder`, which is made where it is missing. Each gets its harmless path, mode
 * 0600, and gets its name only when its checksum was right. Nothing is written outside the folder, nor through a
 * link inside it.
 *
 * @throws entry-not-found where a name or prefix fits nothing, no-entries-inside, zip-bomb, expands-beyond-disk,
 *   destination-not-writable; all of them before anything is written
 */
export function extractEntries(
  browsed: BrowsedArchive,
  selection: Selection,
  folder: string,
  options: { overwrite: boolean },
  context: JobContext,
): Promise<Extraction> {
  return withStallWatch(context, (watched) => extractSelection(browsed, selection, folder, options, watched));
}

async function extractSelection(
  browsed: BrowsedArchive,
  selection: Selection,
  folder: string,
  { overwrite }: { overwrite: boolean },
  context: JobContext,
): Promise<Extraction> {
  const files = filesOf(browsed);
  const chosen = choose(files.entries, selection);
  const root = await madeRoot(resolve(folder));
  files.requireReasonableSize(chosen, await freeBytes(root).catch(() => null));
  const target = new TargetFolder(root);
  const paths = await pathsOnDisk(root, files.entries, chosen);
  const meter = new Meter(context);
  meter.enter(
    'transfer',
    chosen.reduce((sum, index) => sum + (files.entries[index]?.storedBytes ?? 0), 0),
  );
  let done = 0;
  const reader = files.reader(context.signal, (bytes) => meter.at((done += bytes)));

  const written: { name: string; path: string; bytes: number }[] = [];
  const failures: { name: string; failure: Failure }[] = [];
  let stopped = false;
  for (const index of chosen) {
    const entry = files.entries[index];
    if (entry === undefined) continue;
    try {
      const path = await target.prepare({ path: paths[index] ?? entry.path, folder: entry.folder });
      if (entry.folder) continue;
      if (!overwrite && (await exists(path))) throw failed('destination-exists', { path });
      if (overwrite) await requireOther(browsed.source, path);
      const bytes = await takeOut(reader, index, path, overwrite, false);
      written.push({ name: entry.name, path, bytes });
    } catch (error) {
      const failure = context.signal.aborted ? failed('cancelled', {}).failure : toFailure(error);
      failures.push({ name: entry.name, failure });
      stopped = !OF_ONE_ENTRY.has(failure.code);
      if (stopped) break;
    }
  }
  await target.sync();
  return { written, failed: failures, stopped };
}

/**
 * How many files are already where these entries would be taken out to. What is written in the meantime is not
 * replaced either, unless `extractEntries` is asked to.
 *
 * @throws entry-not-found, no-entries-inside
 */
export async function countStanding(browsed: BrowsedArchive, selection: Selection, folder: string): Promise<number> {
  const { entries } = filesOf(browsed);
  const chosen = choose(entries, selection);
  if (!(await exists(folder))) return 0;
  const paths = await pathsOnDisk(folder, entries, chosen);
  let standing = 0;
  for (const index of chosen) {
    const entry = entries[index];
    if (entry !== undefined && !entry.folder && (await exists(join(folder, paths[index] ?? entry.path)))) standing += 1;
  }
  return standing;
}

/**
 * Takes one entry out into the file `destination`.
 *
 * @param chosen its name or safe path, or its place in the list
 *
 * @throws entry-not-found, no-entries-inside, destination-exists; and what reading and writing it throws, after
 *   which nothing new is there
 */
export function extractEntry(
  browsed: BrowsedArchive,
  chosen: string | number,
  destination: string,
  options: { overwrite: boolean },
  context: JobContext,
): Promise<{ name: string; path: string; bytes: number }> {
  return withStallWatch(context, (watched) => extractOne(browsed, chosen, destination, options, watched));
}

async function extractOne(
  browsed: BrowsedArchive,
  chosen: string | number,
  destination: string,
  { overwrite }: { overwrite: boolean },
  context: JobContext,
): Promise<{ name: string; path: string; bytes: number }> {
  const files = filesOf(browsed);
  const [index] = choose(files.entries, typeof chosen === 'number' ? { entries: [chosen] } : { names: [chosen] });
  const entry = index === undefined ? undefined : files.entries[index];
  if (index === undefined || entry === undefined || entry.folder)
    throw failed('entry-not-found', { entry: toPrintable(String(chosen)) });
  await requireOther(browsed.source, destination);
  await requireFreeSpace(destination, entry.bytes, overwrite);
  files.requireReasonableSize([index], await freeBytes(dirname(destination)).catch(() => null));
  const meter = new Meter(context);
  meter.enter('transfer', entry.storedBytes);
  let done = 0;
  const reader = files.reader(context.signal, (bytes) => meter.at((done += bytes)));
  return { name: entry.name, path: destination, bytes: await takeOut(reader, index, destination, overwrite, true) };
}

function filesOf(browsed: BrowsedArchive): Files {
  if (!('files' in browsed.inside)) throw failed('no-entries-inside', {});
  return browsed.inside.files;
}

/** The chosen entries in the order of the archive. A name that several entries share means all of them. */
function choose(entries: readonly BrowseEntry[], selection: Selection): number[] {
  const every = [...entries.keys()];
  if (selection === 'all') return every;
  if ('prefix' in selection) {
    const { prefix } = selection;
    const chosen = every.filter(
      (index) => entries[index]?.name.startsWith(prefix) === true || entries[index]?.path.startsWith(prefix) === true,
    );
    if (chosen.length === 0) throw failed('entry-not-found', { entry: toPrintable(prefix) });
    return chosen;
  }
  if ('entries' in selection) {
    const missing = selection.entries.find((index) => entries[index] === undefined);
    if (missing !== undefined) throw failed('entry-not-found', { entry: String(missing) });
    return [...new Set(selection.entries)].sort((a, b) => a - b);
  }
  const byName = new Map<string, number[]>();
  for (const [index, { name, path }] of entries.entries()) {
    for (const key of new Set([name, path])) {
      const same = byName.get(key);
      if (same === undefined) byName.set(key, [index]);
      else same.push(index);
    }
  }
  const chosen = selection.names.flatMap((name) => {
    const found = byName.get(name);
    if (found === undefined) throw failed('entry-not-found', { entry: toPrintable(name) });
    return found;
  });
  return [...new Set(chosen)].sort((a, b) => a - b);
}

/** Unpacks one entry beside its final path, and gives it its name when all of it was right. */
async function takeOut(
  reader: EntryReader,
  index: number,
  path: string,
  overwrite: boolean,
  durable: boolean,
): Promise<number> {
  const part = await PartFile.create(path);
  try {
    // A copy, since what was written must not change, and the reader uses its buffers again.
    await reader.read(index, (bytes) => part.write(Uint8Array.from(bytes)));
    await part.flush();
    if (durable) await part.sync();
    const { bytes } = part;
    await part.place(overwrite, durable);
    return bytes;
  } catch (error) {
    await part.discard();
    throw error;
  }
}

/** The chosen folder by its real name, which may be reached through links: the person chose them. */
async function madeRoot(folder: string): Promise<string> {
  try {
    await mkdir(folder, { mode: 0o700 }).catch((cause: unknown) => {
      if (systemCode(cause) !== 'EEXIST') throw cause;
    });
    const root = await realpath(folder);
    if (!(await lstat(root)).isDirectory())
      throw failed('destination-not-writable', { path: folder, reason: 'ENOTDIR' });
    return root;
  } catch (cause) {
    throw await diskTrouble(folder, 0, cause);
  }
}

/** The folder that entries are taken out into, and the real folders below it. */
class TargetFolder {
  readonly #root: string;
  /** Folders that are there: real ones, reached through real ones. Each is checked again for each entry. */
  readonly #real = new Set<string>();

  constructor(root: string) {
    this.#root = root;
    this.#real.add(root);
  }

  /**
   * The path of an entry, whose folders exist. Below the root each of them must be a real folder:
   * a link that stood there before would lead out.
   *
   * @throws link-in-the-way, destination-not-writable
   */
  async prepare({ path, folder }: Pick<BrowseEntry, 'path' | 'folder'>): Promise<string> {
    const parts = path.split('/');
    const own = folder ? [] : parts.splice(-1);
    let at = this.#root;
    for (const part of parts) {
      at = join(at, part);
      this.#requireWithin(at);
      await this.#require(at);
    }
    const target = join(at, ...own);
    this.#requireWithin(target);
    return target;
  }

  /** The path was made harmless when the archive was listed; this is checked a second time. */
  #requireWithin(path: string): void {
    if (path !== this.#root && !path.startsWith(this.#root.endsWith(sep) ? this.#root : this.#root + sep))
      throw failed('link-in-the-way', { path });
  }

  /** Makes the new names themselves durable. */
  async sync(): Promise<void> {
    for (const folder of this.#real) await syncFolder(folder);
  }

  async #require(folder: string): Promise<void> {
    if (!this.#real.has(folder)) {
      await mkdir(folder, { mode: 0o700 }).catch(async (cause: unknown) => {
        if (systemCode(cause) !== 'EEXIST') throw await diskTrouble(folder, 0, cause);
      });
    }
    // Another program may have put a link in its place since it was made.
    if (!(await lstat(folder).catch(() => null))?.isDirectory()) throw failed('link-in-the-way', { path: folder });
    this.#real.add(folder);
  }
}
