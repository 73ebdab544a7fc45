import { PieceReader } from '../contents/piece-reader';
import { dumpDamaged } from '../contents/postgresql/archive-cursor';
import { readDumpToc, type TocEntry } from '../contents/postgresql/toc';
import { unusualStatement } from '../contents/postgresql/unusual-statement';
import { toPrintable } from '../contents/printable';
import { unpackGzip } from '../contents/unpack-gzip';
import { allowedExpansion } from '../contents/zip/expansion';
import type { RandomAccess } from '../disk/random-access';
import { failed } from '../errors';
import type { ProofReport } from './model';
import { archiveReport, counterOf, finishCount } from './prove-custom-dump';

/** The files beside a `toc.dat`. */
export interface DumpFolder {
  /** A file by its name; null where there is none. */
  open(name: string): RandomAccess | null;
  readonly signal: AbortSignal;
}

const PIECE_BYTES = 512 * 1024;
const LARGE_OBJECTS = 'BLOBS';
/** One line for each large object, of some forty bytes. */
const LONGEST_LIST = 64 * 1024 * 1024;
/** How pg_dump names files that it packs. */
const PACKED = ['.gz', '.lz4', '.zst'];

/**
 * Proves a dump in several files, as pg_dump's tar and folder formats have it: the table of contents is readable,
 * every file that it names is there, and the rows of every table are counted. Null where `toc.dat` is of a dump
 * in one file.
 *
 * @throws cut-short, dump-damaged, dump-version-unknown, gzip-damaged, expands-too-far, cancelled
 */
export async function proveFolderDump(tocFile: RandomAccess, folder: DumpFolder): Promise<ProofReport | null> {
  const toc = await readDumpToc(tocFile, folder.signal);
  if (toc.format === 'custom') return null;
  const rows = new Map<TocEntry, number | null>();
  let found = await unusualStatement(tocFile, toc, folder.signal);
  const note = (text: string) => {
    found ??= toPrintable(text);
  };
  for (const entry of toc.entries) {
    if (entry.dataFile === null) continue;
    if (entry.desc === LARGE_OBJECTS) await requireLargeObjects(entry, entry.dataFile, folder);
    else rows.set(entry, await countRows(entry, entry.dataFile, folder, note));
  }
  return archiveReport(toc, rows, { found, trailing: 0 });
}

/** Null where the file is packed by a method that is not unpacked here. */
async function countRows(
  entry: TocEntry,
  name: string,
  folder: DumpFolder,
  unusual: (text: string) => void,
): Promise<number | null> {
  const { file, packed } = openRequired(name, folder);
  if (packed === '.lz4' || packed === '.zst') return null;
  const counter = counterOf(entry, unusual);
  let unpacked = 0;
  const limit = allowedExpansion(file.size);
  const push = (bytes: Uint8Array) => {
    unpacked += bytes.length;
    if (unpacked > limit) throw failed('expands-too-far', { packed: file.size, limit });
    counter?.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  };
  if (packed === '.gz') await unpackGzip(file, folder.signal, push);
  else await readThrough(file, folder.signal, push);
  return counter === null ? null : finishCount(counter, entry);
}

async function readThrough(file: RandomAccess, signal: AbortSignal, take: (bytes: Uint8Array) => void): Promise<void> {
  let done = 0;
  const reader = new PieceReader(
    file,
    (bytes) => (done += bytes),
    () => failed('cut-short', { have: file.size, need: null }),
  );
  await reader.moveTo(0, file.size);
  try {
    while (done < file.size) {
      if (signal.aborted) throw failed('cancelled', {});
      take(await reader.some(PIECE_BYTES));
    }
  } finally {
    await reader.settle();
  }
}

/**
 * A list of `number name`, one large object a line. The tar format names a file that it does not write: there the
 * list is `blobs.toc`, or since PostgreSQL 17 one for each entry.
 */
async function requireLargeObjects(entry: TocEntry, named: string, folder: DumpFolder): Promise<void> {
  const list =
    [`blobs_${entry.dumpId}.toc`, 'blobs.toc'].find((name) => name !== named && folder.open(name) !== null) ?? named;
  const { file, packed } = openRequired(list, folder);
  if (packed !== '' || file.size > LONGEST_LIST) throw dumpDamaged('its list of large objects cannot be read');
  const text = Buffer.alloc(file.size);
  await file.read(text, 0);
  for (const line of text.toString('utf8').split('\n')) {
    if (line === '') continue;
    const name = /^\d+ (\S+)$/.exec(line)?.[1];
    if (name === undefined) throw dumpDamaged('its list of large objects cannot be read');
    openRequired(name, folder);
  }
}

function openRequired(name: string, folder: DumpFolder): { file: RandomAccess; packed: string } {
  for (const packed of ['', ...PACKED]) {
    const file = folder.open(name + packed);
    if (file !== null) return { file, packed };
  }
  throw dumpDamaged(`the file ${name} of its data is missing`);
}
