import type { RandomAccess } from '../../disk/random-access';
import { failed } from '../../errors';
import type { NamedEntry } from '../entry-names';
import { PieceReader } from '../piece-reader';
import { readPax } from './pax';
import { BLOCK, isZero, readHeader, type TarHeader, tarDamaged } from './tar-header';

/** One file, folder or link of a tar. */
export interface TarEntry extends NamedEntry {
  /** `other` is a link, a device or the like. */
  readonly kind: 'file' | 'folder' | 'sparse' | 'other';
  /** Length of the data, and where it begins. */
  readonly bytes: number;
  readonly at: number;
  /** When it was last written, in seconds since 1970; null where that is not known. */
  readonly modified: number | null;
}

/** As many as of a zip. */
const MOST_ENTRIES = 100_000;
/** Long names and attributes are in entries of their own, which are held in memory. */
const MOST_ATTRIBUTES = 1024 * 1024;

const REGULAR_FILE = 0o100000;
const FOLDER = 0o040000;
const LINK = 0o120000;

/**
 * Lists a tar: POSIX ustar and pax, and GNU's long names. It must end by two blocks of zeros, with nothing but
 * zeros behind them. Data is passed over, since tar has no checksum of it.
 *
 * @param passed is called with the bytes of each piece that was gone through
 * @throws cut-short, tar-damaged, payload-empty, cancelled
 */
export async function readTar(
  access: RandomAccess,
  signal: AbortSignal,
  passed: (bytes: number) => void = () => undefined,
): Promise<TarEntry[]> {
  if (access.size === 0) throw failed('payload-empty', {});
  const cutShort = () => failed('cut-short', { have: access.size, need: null });
  const reader = new PieceReader(access, passed, cutShort);
  const entries: TarEntry[] = [];
  let position = 0;
  // What the entries before said of the next one: its name, its link's target, its length.
  let next = NOTHING_SAID;
  try {
    await reader.moveTo(0, access.size);
    for (;;) {
      if (signal.aborted) throw failed('cancelled', {});
      const block = await reader.exactly(BLOCK);
      position += BLOCK;
      if (isZero(block)) break;
      const header = readHeader(block, position - BLOCK);
      const bytes = header.hasData ? (next.bytes ?? header.bytes) : 0;
      const padded = Math.ceil(bytes / BLOCK) * BLOCK;
      if (bytes > access.size - position) throw cutShort();
      if (header.attributes !== null) {
        if (bytes > MOST_ATTRIBUTES) throw tarDamaged(`the attributes at byte ${position} are longer than any`);
        const text = Buffer.from(await reader.exactly(bytes));
        await reader.skip(padded - bytes);
        next = { ...next, ...saidBy(header.attributes, text, position) };
      } else {
        if (header.holesFollow) position += await skipHoles(reader);
        if (bytes > access.size - position) throw cutShort();
        const entry = toEntry(header, next, bytes, position);
        if (entry !== null) entries.push(entry);
        if (entries.length > MOST_ENTRIES) throw tarDamaged(`it has more than ${MOST_ENTRIES} entries`);
        next = NOTHING_SAID;
        if (bytes < SKIPPED_BY_READING) await reader.skip(padded);
        else {
          if (padded > access.size - position) throw cutShort();
          passed(padded);
          await reader.moveTo(position + padded, access.size);
        }
      }
      position += padded;
    }
    if (next !== NOTHING_SAID) throw tarDamaged('a long name stands at its end, and no entry that has it');
    await requireEnd(reader, access.size - position, signal);
    return entries;
  } finally {
    await reader.settle();
  }
}

/** Over less than this, reading on is cheaper than beginning elsewhere. */
const SKIPPED_BY_READING = 1024 * 1024;

interface Said {
  readonly name: string | null;
  readonly bytes: number | null;
  readonly modified: number | null;
  /** Whether its data is packed without its holes. */
  readonly sparse: boolean;
}
const NOTHING_SAID: Said = { name: null, bytes: null, modified: null, sparse: false };

function saidBy(kind: 'pax' | 'pax-global' | 'long-name' | 'long-link', text: Buffer, position: number): Partial<Said> {
  if (kind === 'long-name') return { name: nameOf(text) };
  if (kind === 'long-link') return {};
  const records = readPax(text, position);
  const sparse = [...records.keys()].some((key) => key.startsWith('GNU.sparse.'));
  const [path, size, time] = [
    records.get('GNU.sparse.name') ?? records.get('path'),
    records.get('size'),
    records.get('mtime'),
  ];
  // A name or length for all entries makes no sense, and programs disagree on what it would mean.
  if (kind === 'pax-global') {
    if (path !== undefined || size !== undefined) throw tarDamaged('it states one name or length for all its entries');
    return {};
  }
  if (size !== undefined && !/^\d{1,15}$/.test(size))
    throw tarDamaged(`the length of the entry at byte ${position} is no number`);
  return {
    ...(sparse ? { sparse } : {}),
    ...(path === undefined ? {} : { name: path }),
    ...(size === undefined ? {} : { bytes: Number(size) }),
    // Seconds with a fraction, negative before 1970 (POSIX.1-2017, pax Extended Header).
    ...(time !== undefined && /^-?\d{1,12}(?:\.\d*)?$/.test(time) ? { modified: Math.floor(Number(time)) } : {}),
  };
}

function nameOf(text: Buffer): string {
  const end = text.indexOf(0);
  return text.subarray(0, end === -1 ? text.length : end).toString('utf8');
}

/**
 * GNU's blocks of 21 pairs of numbers, and each says at its byte 504 whether another follows. @returns their bytes
 */
async function skipHoles(reader: PieceReader): Promise<number> {
  for (let bytes = BLOCK; ; bytes += BLOCK) if ((await reader.exactly(BLOCK))[504] !== 1) return bytes;
}

/** Null for the folder that the tar was made of, which many programs put first as `./`, and for a tape's label. */
function toEntry(header: TarHeader, next: Said, bytes: number, at: number): TarEntry | null {
  if (header.kind === 'label') return null;
  const kind = next.sparse ? 'sparse' : header.kind;
  const plain = next.name ?? header.name;
  const name = header.kind === 'folder' && !plain.endsWith('/') ? `${plain}/` : plain;
  if (header.kind === 'folder' && /^(?:\.\/*)+$/.test(name)) return null;
  if (name === '') throw tarDamaged(`the entry before byte ${at} has no name`);
  const unixMode = { file: REGULAR_FILE, sparse: REGULAR_FILE, folder: FOLDER, other: LINK }[kind];
  return {
    name,
    otherName: null,
    rawName: Buffer.from(name).toString('latin1'),
    unixMode,
    kind,
    bytes,
    at,
    modified: next.modified ?? header.modified,
  };
}

/** Behind the first block of zeros: another one, and then zeros alone, as tars are padded to a length. */
async function requireEnd(reader: PieceReader, left: number, signal: AbortSignal): Promise<void> {
  if (!isZero(await reader.exactly(BLOCK))) throw tarDamaged('a block of zeros stands between its entries');
  for (let rest = left - BLOCK; rest > 0; ) {
    if (signal.aborted) throw failed('cancelled', {});
    const bytes = await reader.some(rest);
    if (!isZero(bytes)) throw tarDamaged('something follows behind the mark at its end');
    rest -= bytes.length;
  }
}
