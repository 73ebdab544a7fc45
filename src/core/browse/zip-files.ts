import { PieceReader } from '../contents/piece-reader';
import { toPrintable } from '../contents/printable';
import { checkEntry, layOut, type Place } from '../contents/zip/entry-contents';
import { checkExpansion, needsMoreSpace } from '../contents/zip/expansion';
import { checkReadable } from '../contents/zip/local-header';
import { requireUnpacked } from '../contents/zip/packing';
import { readZipDirectory, type ZipDirectory, type ZipEntry } from '../contents/zip/zip-directory';
import type { RandomAccess } from '../disk/random-access';
import { failed } from '../errors';
import type { EntryReader, Files } from './files';
import { toBrowseEntries } from './listed-entry';
import type { BrowseEntry } from './model';

/** The files of a zip. @throws payload-empty, payload-not-a-zip, zip-damaged, cancelled */
export async function zipFiles(payload: RandomAccess, signal: AbortSignal): Promise<Files> {
  const directory = await readZipDirectory(payload, signal);
  const entries = toBrowseEntries(
    directory.entries.map((named) => ({
      named,
      facts: { bytes: named.bytes, storedBytes: named.storedBytes, modified: dosTime(named.modified) },
    })),
  );
  let places: ReadonlyMap<ZipEntry, Place> | null = null;
  const placeOf = (entry: ZipEntry) => (places ??= placesOf(directory)).get(entry);

  return {
    entries,
    requireReasonableSize(chosen, freeBytes) {
      const { total } = checkExpansion(chosen.flatMap((index) => directory.entries[index] ?? []));
      if (freeBytes !== null && needsMoreSpace(total, freeBytes))
        throw failed('expands-beyond-disk', { expandsTo: total, free: freeBytes });
    },
    reader: (stop, passed) => zipReader(payload, directory, placeOf, entries, stop, passed),
  };
}

function placesOf(directory: ZipDirectory): Map<ZipEntry, Place> {
  return new Map(layOut(directory).map((place) => [place.entry, place]));
}

function zipReader(
  payload: RandomAccess,
  { entries }: ZipDirectory,
  placeOf: (entry: ZipEntry) => Place | undefined,
  described: readonly BrowseEntry[],
  signal: AbortSignal,
  passed: (bytes: number) => void,
): EntryReader {
  const reader = new PieceReader(payload, passed);
  return {
    async read(index, take) {
      const entry = entries[index];
      const place = entry === undefined ? undefined : placeOf(entry);
      if (entry === undefined || place === undefined) throw failed('entry-not-found', { entry: String(index) });
      if (signal.aborted) throw failed('cancelled', {});
      // What a link holds is the path of another file: as a file it would only mislead.
      if (described[index]?.hostile === 'symlink')
        throw failed('entry-name-hostile', { entry: toPrintable(entry.name), reason: 'symlink' });
      checkReadable(entry);
      requireUnpacked(entry);
      try {
        await reader.moveTo(entry.offset, place.limit);
        await checkEntry(reader, place, { signal, passed, takers: new Map([[entry, take]]) });
      } finally {
        await reader.settle();
      }
    },
  };
}

/**
 * MS-DOS date and time (APPNOTE.TXT, 4.4.6): year from 1980 (7 bits), month (4), day (5), hour (5), minute (6), two
 * seconds (5).
 */
function dosTime(value: number): string | null {
  const month = (value >>> 21) & 0xf;
  const day = (value >>> 16) & 0x1f;
  if (month === 0 || month > 12 || day === 0) return null;
  const two = (number: number) => String(number).padStart(2, '0');
  const date = `${1980 + (value >>> 25)}-${two(month)}-${two(day)}`;
  return `${date}T${two((value >>> 11) & 0x1f)}:${two((value >>> 5) & 0x3f)}:${two((value & 0x1f) * 2)}`;
}
