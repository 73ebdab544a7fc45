import { toPrintable } from '../contents/printable';
import type { Place } from '../contents/zip/entry-contents';
import type { Take } from '../contents/zip/inflate';
import { isUnpacked, methodName } from '../contents/zip/packing';
import type { ZipEntry } from '../contents/zip/zip-directory';
import { failed } from '../errors';
import { MANIFEST, type Manifest, MOST_MANIFEST_BYTES, readManifest } from './manifest';
import { type ProofReport, warning } from './model';

/** Reads these entries to their end, and gives the unpacked bytes of some of them away. */
export type ReadEntries = (places: readonly Place[], takers: ReadonlyMap<ZipEntry, Take>) => Promise<void>;

/** The files of an export, and the way to read them. */
export interface ExportFiles {
  readonly files: readonly ZipEntry[];
  readonly places: readonly Place[];
  readonly read: ReadEntries;
}

/** The file of this name, if there is one. Of several the last, which is the one that the portal reads. */
export function fileNamed(files: readonly ZipEntry[], name: string): ZipEntry | undefined {
  // An entry with a second name would be this file to some readers only.
  return files.findLast((file) => file.name === name && file.otherName === null);
}

/** @throws entry-missing */
export function requiredFile(files: readonly ZipEntry[], name: string): ZipEntry {
  const entry = fileNamed(files, name);
  if (entry !== undefined) return entry;
  const elsewhere = files.find((file) => file.name.split(/[/\\]/).at(-1) === name);
  throw failed('entry-missing', {
    entry: name,
    elsewhere: elsewhere === undefined ? null : toPrintable(elsewhere.name),
  });
}

/**
 * The manifest, read before everything else, so that another program's archive is refused at once and not after
 * gigabytes.
 */
export async function readManifestOf({
  files,
  places,
  read,
}: ExportFiles): Promise<{ manifest: Manifest; entry: ZipEntry }> {
  const entry = requiredFile(files, MANIFEST);
  if (entry.bytes > MOST_MANIFEST_BYTES) throw failed('manifest-unreadable', { reason: 'it is larger than 1 MiB' });
  const collected = new Collected();
  await read(placesOf(places, entry), new Map([[entry, collected.take]]));
  return { manifest: readManifest(collected.bytes()), entry };
}

/**
 * The warnings of an export with a needed file that Salvor cannot unpack: the others are read to their end. Null
 * where it can unpack all of them.
 */
export async function reportPackedExport(
  { places, read }: ExportFiles,
  ...needed: readonly (ZipEntry | undefined)[]
): Promise<Pick<ProofReport, 'checks' | 'warnings' | 'facts'> | null> {
  const closed = needed.find((entry) => entry !== undefined && !isUnpacked(entry));
  if (closed === undefined) return null;
  await read(places, new Map());
  return {
    checks: [],
    warnings: [warning('needed-file-not-unpacked', { entry: toPrintable(closed.name), method: methodName(closed) })],
    facts: { kind: 'unknown' },
  };
}

export function placesOf(places: readonly Place[], ...entries: readonly ZipEntry[]): Place[] {
  return places.filter((place) => entries.includes(place.entry));
}

export function placesBut(places: readonly Place[], ...entries: readonly ZipEntry[]): Place[] {
  return places.filter((place) => !entries.includes(place.entry));
}

/** The unpacked bytes of one small entry. */
export class Collected {
  readonly #pieces: Buffer[] = [];

  // A stored entry's bytes are valid only until the next piece is read, so they are copied.
  readonly take: Take = (bytes) => void this.#pieces.push(Buffer.from(bytes));

  bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }
}
