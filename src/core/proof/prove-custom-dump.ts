import { ArchiveCursor, dumpDamaged } from '../contents/postgresql/archive-cursor';
import { copyCounter, insertCounter, type RowCounter } from '../contents/postgresql/table-data';
import { type DumpToc, readDumpToc, type TocEntry } from '../contents/postgresql/toc';
import { unusualStatement } from '../contents/postgresql/unusual-statement';
import { ZlibStream } from '../contents/postgresql/zlib-stream';
import { toPrintable } from '../contents/printable';
import { allowedExpansion } from '../contents/zip/expansion';
import type { RandomAccess } from '../disk/random-access';
import { failed, isFailure } from '../errors';
import { archiveFacts, emptyWarnings } from './dump-facts';
import { type ProofReport, warning } from './model';

export interface DumpProofOptions {
  readonly signal: AbortSignal;
  /** Bytes of the dump gone through, of its length; called for every piece. */
  readonly report: (done: number, total: number) => void;
}

/** pg_dump's marks before the data of a table, and before large objects. */
const TABLE_BLOCK = 1;
const LARGE_OBJECTS_BLOCK = 3;
const TABLE_DATA = 'TABLE DATA';
const LARGE_OBJECTS = 'BLOBS';
const LONGEST_SHOWN = 80;

/**
 * Proves a dump in pg_dump's custom format: its table of contents is readable, every entry with data has its
 * block, where it says so, with nothing between them; every block is read to its end, unpacked where it is packed by
 * zlib, and the rows of tables are counted; its statements are checked. What follows the last block, which pg_restore
 * does not read, is a warning. Memory depends on the table of contents alone.
 *
 * @throws cut-short, dump-damaged, dump-version-unknown, expands-too-far, cancelled
 */
export async function proveCustomDump(access: RandomAccess, options: DumpProofOptions): Promise<ProofReport> {
  if (options.signal.aborted) throw failed('cancelled', {});
  try {
    return await proveArchive(access, options);
  } catch (error) {
    const isDamage = isFailure(error, 'dump-damaged', 'cut-short');
    if (!isDamage || !(await hasTextLineEnds(access))) throw error;
    throw dumpDamaged(
      'every line feed in it has a carriage return before it, as a terminal or a transfer as text puts it there (docker exec -t, FTP in text mode)',
      error,
    );
  }
}

/**
 * Whether there is no line feed alone in the beginning of a file: in a binary file of some kilobytes one always does.
 */
async function hasTextLineEnds(access: RandomAccess): Promise<boolean> {
  const head = Buffer.alloc(Math.min(64 * 1024, access.size));
  await access.read(head, 0);
  let lines = 0;
  for (let at = head.indexOf(0x0a); at !== -1; at = head.indexOf(0x0a, at + 1)) {
    if (head[at - 1] !== 0x0d) return false;
    lines += 1;
  }
  return lines > 1;
}

async function proveArchive(access: RandomAccess, options: DumpProofOptions): Promise<ProofReport> {
  const toc = await readDumpToc(access, options.signal);
  if (toc.format !== 'custom')
    throw dumpDamaged('it is one part of a dump in several files, which cannot be restored from it alone');
  const walk = new BlockWalk(access, toc, options);
  const rows = await walk.run();
  const found = (await unusualStatement(access, toc, options.signal)) ?? walk.unusual;
  return archiveReport(toc, rows, { found, trailing: walk.trailing });
}

/**
 * @param rows as they were counted for each entry of table data; null where they could not be
 * @param besides the first statement that pg_dump would not write, and how many bytes follow the end
 */
export function archiveReport(
  toc: DumpToc,
  rows: ReadonlyMap<TocEntry, number | null>,
  { found, trailing }: { found: string | null; trailing: number },
): ProofReport {
  const facts = archiveFacts(toc, rows);
  const uncounted = [...rows.values()].includes(null);
  return {
    checks: [
      { id: 'dump-objects', outcome: found === null ? 'passed' : 'warning' },
      { id: 'dump-data', outcome: uncounted || trailing > 0 ? 'warning' : 'passed' },
    ],
    warnings: [
      ...(found === null ? [] : [warning('sql-runs-commands', { sql: found })]),
      ...(trailing === 0 ? [] : [warning('dump-trailing-bytes', { bytes: trailing })]),
      ...(uncounted ? [warning('dump-rows-not-counted', {})] : emptyWarnings(facts)),
    ],
    entries: { count: 0, bytes: 0 },
    facts,
  };
}

/**
 * The counter that fits how an entry's data was written; null for data that is no rows.
 *
 * @param unusual sees what pg_dump would not write among statements that are the data
 */
export function counterOf(entry: TocEntry, unusual: (text: string) => void): RowCounter | null {
  if (entry.desc !== TABLE_DATA) return null;
  return entry.copyStmt !== null && entry.copyStmt.bytes > 0 ? copyCounter() : insertCounter(unusual);
}

class BlockWalk {
  readonly #access: RandomAccess;
  readonly #toc: DumpToc;
  readonly #signal: AbortSignal;
  readonly #report: DumpProofOptions['report'];
  /** Entries whose block has not come yet. */
  readonly #awaited: Map<number, TocEntry>;
  readonly #rows = new Map<TocEntry, number | null>();
  #unpacked = 0;
  /** Bytes behind the last block. */
  trailing = 0;
  /** The first statement among the data that pg_dump would not write; null for none. */
  unusual: string | null = null;

  constructor(access: RandomAccess, toc: DumpToc, { signal, report }: DumpProofOptions) {
    this.#access = access;
    this.#toc = toc;
    this.#signal = signal;
    this.#report = report;
    this.#awaited = new Map(
      toc.entries.filter(({ data }) => data?.state !== 'none').map((entry) => [entry.dumpId, entry]),
    );
  }

  async run(): Promise<ReadonlyMap<TocEntry, number | null>> {
    const { size } = this.#access;
    let done = this.#toc.end;
    const cursor = await ArchiveCursor.at(this.#access, this.#toc.end, (bytes) => this.#report((done += bytes), size));
    cursor.sizes = this.#toc;
    try {
      while (!cursor.atEnd && this.#awaited.size > 0) await this.#block(cursor);
      this.trailing = size - cursor.position;
      this.#report(size, size);
    } finally {
      await cursor.settle();
    }
    // The blocks are in the order of the table of contents: where one is missing, the end is.
    if (this.#awaited.size > 0) throw failed('cut-short', { have: size, need: null });
    return this.#rows;
  }

  async #block(cursor: ArchiveCursor): Promise<void> {
    const start = cursor.position;
    const type = await cursor.byte();
    if (type !== TABLE_BLOCK && type !== LARGE_OBJECTS_BLOCK)
      throw dumpDamaged(`there is no block of data at byte ${start}, where one should begin`);
    const id = await cursor.int();
    const entry = this.#awaited.get(id);
    if (entry === undefined) throw dumpDamaged(`the block at byte ${start} is of no object that awaits data`);
    const position = entry.data;
    if (position?.state === 'set' && position.at !== start)
      throw dumpDamaged(`the data of object ${id} is not where the table of contents says`);
    this.#awaited.delete(id);

    if (type === TABLE_BLOCK && entry.desc !== LARGE_OBJECTS) {
      const counter = counterOf(entry, (text) => (this.unusual ??= toPrintable(text.slice(0, LONGEST_SHOWN))));
      await this.#chunks(cursor, counter);
      if (counter !== null) this.#rows.set(entry, this.#isReadable ? finishCount(counter, entry) : null);
    } else if (type === LARGE_OBJECTS_BLOCK && entry.desc === LARGE_OBJECTS) {
      // Each large object is a stream of its own; the number 0 ends the list.
      while ((await cursor.int()) !== 0) await this.#chunks(cursor, null);
    } else throw dumpDamaged(`the block at byte ${start} is of another kind than its object`);
  }

  get #isReadable(): boolean {
    return this.#toc.compression === 'none' || this.#toc.compression === 'gzip';
  }

  #take(bytes: Buffer, counter: RowCounter | null): void {
    this.#unpacked += bytes.length;
    requireExpansion(this.#unpacked, this.#access.size);
    counter?.push(bytes);
  }

  /** Chunks, each with its length before it, up to one of no length. */
  async #chunks(cursor: ArchiveCursor, counter: RowCounter | null): Promise<void> {
    const zlib = this.#toc.compression === 'gzip' ? new ZlibStream((bytes) => this.#take(bytes, counter)) : null;
    try {
      for (let left = await cursor.int(); left !== 0; left = await cursor.int()) {
        if (left < 0) throw dumpDamaged(`a piece of data before byte ${cursor.position} has a length below nothing`);
        while (left > 0) {
          if (this.#signal.aborted) throw failed('cancelled', {});
          const bytes = await cursor.some(left);
          left -= bytes.length;
          if (zlib !== null) await zlib.push(bytes);
          else if (this.#isReadable) counter?.push(bytes);
        }
      }
      await zlib?.finish();
    } finally {
      zlib?.close();
    }
  }
}

function requireExpansion(unpacked: number, packed: number): void {
  const limit = allowedExpansion(packed);
  if (unpacked > limit) throw failed('expands-too-far', { packed, limit });
}

export function finishCount(counter: RowCounter, entry: TocEntry): number {
  const rows = counter.finish();
  if (rows === null) throw dumpDamaged(`the data of the table with the number ${entry.dumpId} stops within a row`);
  return rows;
}
