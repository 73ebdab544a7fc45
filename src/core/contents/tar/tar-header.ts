import { failed } from '../../errors';

/** Everything in a tar is in blocks of this length, in bytes (POSIX.1-2017, pax, "ustar Interchange Format"). */
export const BLOCK = 512;

export interface TarHeader {
  readonly name: string;
  readonly bytes: number;
  /** `label` is none of the entries. */
  readonly kind: 'file' | 'folder' | 'sparse' | 'other' | 'label';
  /** Whether blocks follow that say where its holes are. */
  readonly holesFollow: boolean;
  readonly hasData: boolean;
  /** When it was last written, in seconds since 1970; null where the header says nothing that could be read. */
  readonly modified: number | null;
  /** Set where the data is no file but says something of what follows. */
  readonly attributes: 'pax' | 'pax-global' | 'long-name' | 'long-link' | null;
}

const NAME = [0, 100] as const;
const SIZE = [124, 12] as const;
const MODIFIED = [136, 12] as const;
const CHECKSUM = [148, 8] as const;
const TYPE_AT = 156;
const MAGIC = [257, 6] as const;
const PREFIX = [345, 155] as const;
const SPACE = 0x20;
const ZEROS = Buffer.alloc(64 * 1024);

const ATTRIBUTES: Readonly<Record<string, TarHeader['attributes']>> = {
  x: 'pax',
  X: 'pax',
  g: 'pax-global',
  L: 'long-name',
  K: 'long-link',
};
/** `\0` is how older programs wrote an ordinary file, and 7 is one that should lie in one piece on the disk. */
const FILES = new Set(['\0', '0', '7']);
const FOLDER = '5';
/** Hard links, links, devices and pipes: they have no data, whatever their header says of a length. */
const WITHOUT_DATA = new Set(['1', '2', '3', '4', '5', '6']);
/** A file continued from another tape. */
const CONTINUED = 'M';
/** GNU's files with holes: the header and blocks behind it say where the holes are. */
const SPARSE = 'S';
const SPARSE_GOES_ON_AT = 482;
/** GNU's folder with a list of what was in it. */
const FOLDER_LIST = 'D';
/** The label that GNU tar gives a tape. */
const LABEL = 'V';

/** @throws tar-damaged */
export function readHeader(block: Buffer, position: number): TarHeader {
  const stated = octal(field(block, CHECKSUM), position);
  if (stated !== checksum(block, false) && stated !== checksum(block, true)) {
    throw tarDamaged(`the header at byte ${position} does not match its checksum`);
  }
  const type = String.fromCharCode(block[TYPE_AT] ?? 0);
  if (type === CONTINUED) throw tarDamaged('it is one part of several, and begins in another one');
  const name = textOf(block, NAME);
  // GNU's own header ends its magic by a space, and has times where ustar has the beginning of a long name.
  const prefix = field(block, MAGIC).toString('latin1') === 'ustar\0' ? textOf(block, PREFIX) : '';
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    bytes: number(field(block, SIZE), position),
    kind: kindOf(type, name),
    holesFollow: type === SPARSE && block[SPARSE_GOES_ON_AT] === 1,
    hasData: !WITHOUT_DATA.has(type),
    modified: secondsOf(field(block, MODIFIED)),
    attributes: ATTRIBUTES[type] ?? null,
  };
}

function kindOf(type: string, name: string): TarHeader['kind'] {
  if (type === LABEL) return 'label';
  if (type === SPARSE) return 'sparse';
  if (type === FOLDER || type === FOLDER_LIST || (FILES.has(type) && name.endsWith('/'))) return 'folder';
  return FILES.has(type) ? 'file' : 'other';
}

export function isZero(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += ZEROS.length) {
    const part = bytes.subarray(at, at + ZEROS.length);
    if (!part.equals(ZEROS.subarray(0, part.length))) return false;
  }
  return true;
}

export function tarDamaged(reason: string) {
  return failed('tar-damaged', { reason });
}

function field(block: Buffer, [at, length]: readonly [number, number]): Buffer {
  return block.subarray(at, at + length);
}

function textOf(block: Buffer, where: readonly [number, number]): string {
  const bytes = field(block, where);
  const end = bytes.indexOf(0);
  return bytes.subarray(0, end === -1 ? bytes.length : end).toString('utf8');
}

/** The sum of all bytes, those of the checksum itself taken as spaces; some old programs summed signed bytes. */
function checksum(block: Buffer, signed: boolean): number {
  let sum = 0;
  for (let at = 0; at < BLOCK; at += 1) {
    const byte = at >= CHECKSUM[0] && at < CHECKSUM[0] + CHECKSUM[1] ? SPACE : (block[at] ?? 0);
    sum += signed && byte > 0x7f ? byte - 0x100 : byte;
  }
  return sum;
}

/** Octal digits, or from 8 GiB on GNU's binary form: the first bit set, and the number with its highest byte first. */
function number(bytes: Buffer, position: number): number {
  const first = bytes[0] ?? 0;
  if ((first & 0x80) === 0) return octal(bytes, position);
  let value = first & 0x7f;
  for (const byte of bytes.subarray(1)) value = value * 256 + byte;
  if (!Number.isSafeInteger(value)) throw tarDamaged(`the header at byte ${position} states a length that no file has`);
  return value;
}

/** Nothing depends on a time: one that cannot be read is as good as none. */
function secondsOf(bytes: Buffer): number | null {
  const digits = /^ *([0-7]+)[ \0]*$/.exec(bytes.toString('latin1'))?.[1];
  if (digits !== undefined) return Number.parseInt(digits, 8);
  if (bytes[0] !== 0x80) return null;
  const seconds = bytes.readUIntBE(bytes.length - 6, 6);
  return bytes.subarray(1, -6).every((byte) => byte === 0) ? seconds : null;
}

function octal(bytes: Buffer, position: number): number {
  const digits = /^ *([0-7]*)[ \0]*$/.exec(bytes.toString('latin1'))?.[1];
  if (digits === undefined) throw tarDamaged(`the header at byte ${position} has no number where one should be`);
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}
