import type { RandomAccess } from '../../disk/random-access';
import { failed } from '../../errors';
import { ArchiveCursor, type DataPosition, dumpDamaged, type Span } from './archive-cursor';

/** One object of the database, or the data of one, as pg_dump lists it. */
export interface TocEntry {
  readonly dumpId: number;
  /** Whether data was dumped for it. */
  readonly hadDumper: boolean;
  /** Where the object stood in the server's own catalogue: the catalogue's table, and the row. */
  readonly tableoid: number;
  readonly oid: number;
  readonly tag: string;
  /** pg_dump's word for its type: `TABLE`, `TABLE DATA`, `FK CONSTRAINT`. */
  readonly desc: string;
  readonly section: number;
  /** The statements that make it, that drop it, and that its data is read in with. */
  readonly defn: Span | null;
  readonly dropStmt: Span | null;
  readonly copyStmt: Span | null;
  readonly namespace: string | null;
  readonly tablespace: string | null;
  /** From archive version 1.14 on. */
  readonly tableam: string | null;
  /** From archive version 1.16 on: the letter that pg_class has for the kind of relation. */
  readonly relkind: string | null;
  readonly owner: string | null;
  /** The dumpIds of what must be restored before it. */
  readonly dependencies: readonly number[];
  /** Where its data begins in a custom archive; null in the other formats. */
  readonly data: DataPosition | null;
  /** The file that holds its data in a tar or folder of pg_dump; null in a custom archive. */
  readonly dataFile: string | null;
}

export interface DumpToc {
  /** As `1.14`. */
  readonly archiveVersion: string;
  readonly format: 'custom' | 'tar' | 'directory';
  readonly intBytes: number;
  readonly offsetBytes: number;
  readonly compression: 'none' | 'gzip' | 'lz4' | 'zstd';
  /** By the clock of the machine that dumped, `2026-11-21T03:44:54`; null where the numbers are no date. */
  readonly createdAt: string | null;
  readonly database: string | null;
  readonly serverVersion: string | null;
  readonly dumpVersion: string | null;
  readonly entries: readonly TocEntry[];
  /** Where the first block of data begins, which is where the table of contents ends. */
  readonly end: number;
}

const MAGIC = 'PGDMP';
/** PostgreSQL 9.0 wrote 1.12; 17 and 18 write 1.16. Before 1.12 large objects were listed otherwise. */
const OLDEST = 12;
const NEWEST = 16;
const WITH_ACCESS_METHOD = 14;
const WITH_COMPRESSION_METHOD = 15;
const WITH_RELATION_KIND = 16;

/** pg_dump's numbers for its formats and, from 1.15 on, for its ways of compression. */
const FORMATS: Readonly<Record<number, DumpToc['format']>> = { 1: 'custom', 3: 'tar', 5: 'directory' };
const COMPRESSIONS: readonly DumpToc['compression'][] = ['none', 'gzip', 'lz4', 'zstd'];

/** A cluster of ten thousand tenants with five tables each has about this many; they take some 100 MB of memory. */
const MOST_ENTRIES = 500_000;
const MOST_DEPENDENCIES = 4_000_000;

/**
 * Reads the header and the table of contents of an archive of pg_dump (custom format, or the `toc.dat` of a tar
 * or folder). Lengths are held against the file, numbers of entries against a bound, and statements are left in
 * the file: `readSpan` fetches one.
 *
 * @throws cut-short, dump-damaged, dump-version-unknown, cancelled
 */
export async function readDumpToc(access: RandomAccess, signal?: AbortSignal): Promise<DumpToc> {
  const cursor = await ArchiveCursor.at(access, 0, () => undefined);
  try {
    return await readToc(cursor, signal);
  } finally {
    await cursor.settle();
  }
}

/** A text of the table of contents; at most `most` bytes of it are read. */
export async function readSpan(access: RandomAccess, { at, bytes }: Span, most = 64 * 1024): Promise<string> {
  const text = Buffer.alloc(Math.min(bytes, most));
  const read = await access.read(text, at);
  return text.subarray(0, read).toString('utf8');
}

async function readToc(cursor: ArchiveCursor, signal: AbortSignal | undefined): Promise<DumpToc> {
  if ((await cursor.exactly(MAGIC.length)).toString('latin1') !== MAGIC)
    throw dumpDamaged('it does not begin as an archive of pg_dump');
  const [major, minor] = [await cursor.byte(), await cursor.byte()];
  const archiveVersion = `${major}.${minor}`;
  // The revision, which changes nothing.
  await cursor.byte();
  if (major !== 1 || minor < OLDEST || minor > NEWEST)
    throw failed('dump-version-unknown', { version: archiveVersion });

  const [intBytes, offsetBytes] = [await cursor.byte(), await cursor.byte()];
  if (![4, 8].includes(intBytes) || ![4, 8].includes(offsetBytes))
    throw dumpDamaged('its header states a size of numbers that no system has');
  cursor.sizes = { intBytes, offsetBytes };
  const format = FORMATS[await cursor.byte()];
  if (format === undefined) throw dumpDamaged('its header states a format that pg_dump does not have');
  const compression = await readCompression(cursor, minor);
  const createdAt = await readMoment(cursor);
  const head = { database: await cursor.name(), serverVersion: await cursor.name(), dumpVersion: await cursor.name() };

  const count = await cursor.int();
  if (count < 0 || count > MOST_ENTRIES)
    throw dumpDamaged(`it lists ${count} objects; more than ${MOST_ENTRIES} are not read`);
  const entries: TocEntry[] = [];
  const known = new Map<string, string>();
  const ids = new Set<number>();
  let dependencies = 0;
  for (let index = 0; index < count; index += 1) {
    if (signal?.aborted === true) throw failed('cancelled', {});
    const entry = await readEntry(cursor, minor, format, known);
    if (entry.dumpId <= 0 || ids.has(entry.dumpId))
      throw dumpDamaged(`its table of contents has the number ${entry.dumpId} twice, or where none may be`);
    ids.add(entry.dumpId);
    dependencies += entry.dependencies.length;
    if (dependencies > MOST_DEPENDENCIES) throw dumpDamaged(`it lists more than ${MOST_DEPENDENCIES} dependencies`);
    entries.push(entry);
  }
  return {
    archiveVersion,
    format,
    intBytes,
    offsetBytes,
    compression,
    createdAt,
    ...head,
    entries,
    end: cursor.position,
  };
}

/** Before 1.15 the level alone was written, and 0 of it meant none. */
async function readCompression(cursor: ArchiveCursor, minor: number): Promise<DumpToc['compression']> {
  if (minor < WITH_COMPRESSION_METHOD) return (await cursor.int()) === 0 ? 'none' : 'gzip';
  const compression = COMPRESSIONS[await cursor.byte()];
  if (compression === undefined) throw dumpDamaged('its header states a compression that pg_dump does not have');
  return compression;
}

/** C's `struct tm`: second, minute, hour, day, month from 0, years from 1900, and whether it is summer time. */
async function readMoment(cursor: ArchiveCursor): Promise<string | null> {
  const fields: number[] = [];
  for (let index = 0; index < 7; index += 1) fields.push(await cursor.int());
  const [second = -1, minute = -1, hour = -1, day = -1, month = -1, years = -1] = fields;
  const date = new Date(Date.UTC(1900 + years, month, day, hour, minute, second));
  const read = [
    date.getUTCSeconds(),
    date.getUTCMinutes(),
    date.getUTCHours(),
    date.getUTCDate(),
    date.getUTCMonth(),
    date.getUTCFullYear() - 1900,
  ];
  // A date that does not read back as it was given is none, such as the 31st of June.
  if (read.some((value, index) => value !== fields[index])) return null;
  return date.toISOString().replace(/\.000Z$/, '');
}

async function readEntry(
  cursor: ArchiveCursor,
  minor: number,
  format: DumpToc['format'],
  known: Map<string, string>,
): Promise<TocEntry> {
  const dumpId = await cursor.int();
  const hadDumper = (await cursor.int()) !== 0;
  const tableoid = oidOf(await cursor.name());
  const oid = oidOf(await cursor.name());
  const tag = (await cursor.name()) ?? '';
  const desc = internText((await cursor.name()) ?? '', known);
  const section = await cursor.int();
  const defn = await cursor.span();
  const dropStmt = await cursor.span();
  const copyStmt = await cursor.span();
  const namespace = internText(await cursor.name(), known);
  const tablespace = internText(await cursor.name(), known);
  const tableam = minor >= WITH_ACCESS_METHOD ? internText(await cursor.name(), known) : null;
  const relkind = minor >= WITH_RELATION_KIND ? letterOf(await cursor.int(), known) : null;
  const owner = internText(await cursor.name(), known);
  // Whether the table was made with oids, which no server has had since 12.
  await cursor.name();
  const dependencies = await readDependencies(cursor);
  const data = format === 'custom' ? await cursor.dataPosition() : null;
  const dataFile = format === 'custom' ? null : await cursor.name();
  return {
    dumpId,
    hadDumper,
    tableoid,
    oid,
    tag,
    desc,
    section,
    defn,
    dropStmt,
    copyStmt,
    namespace,
    tablespace,
    tableam,
    relkind,
    owner,
    dependencies,
    data,
    dataFile: dataFile === '' ? null : dataFile,
  };
}

async function readDependencies(cursor: ArchiveCursor): Promise<number[]> {
  const dependencies: number[] = [];
  for (let name = await cursor.name(); name !== null; name = await cursor.name()) {
    if (!/^\d{1,10}$/.test(name)) throw dumpDamaged('its table of contents names a dependency that is no number');
    if (dependencies.length === MOST_DEPENDENCIES)
      throw dumpDamaged(`it lists more than ${MOST_DEPENDENCIES} dependencies`);
    dependencies.push(Number(name));
  }
  return dependencies;
}

/** An oid, which pg_dump writes as a decimal text. */
function oidOf(text: string | null): number {
  if (text === null || !/^\d{1,10}$/.test(text))
    throw dumpDamaged('its table of contents has an object without a number');
  return Number(text);
}

function letterOf(code: number, known: Map<string, string>): string | null {
  return code > 0 && code < 0x80 ? internText(String.fromCharCode(code), known) : null;
}

/** Types, schemas and owners are few and come again and again: each is in memory once. */
function internText<T extends string | null>(text: T, known: Map<string, string>): T {
  if (text === null) return text;
  const same = known.get(text);
  if (same === undefined) known.set(text, text);
  return (same ?? text) as T;
}
