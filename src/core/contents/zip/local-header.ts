import { parseExtraFields } from 'yauzl';
import { failed } from '../../errors';
import { toPrintable } from '../printable';
import { STORED } from './packing';
import { LOCAL_HEADER, type ZipEntry } from './zip-directory';

/** Length of a local header up to its name. */
export const LOCAL_HEADER_BYTES = 30;

const ENCRYPTED = 1 << 0;
/** CRC and lengths follow the data; in the header they may be 0. */
const LENGTHS_FOLLOW = 1 << 3;
const STRONG_ENCRYPTION = 1 << 6;
const UTF8_NAME = 1 << 11;
const MEANINGFUL = ENCRYPTED | LENGTHS_FOLLOW | STRONG_ENCRYPTION | UTF8_NAME;

const ZIP64_FIELD = 0x0001;
const UNSET = 0xffffffff;

/** Refuses what the central directory alone shows to be encrypted or wrong. Throws entry-damaged. */
export function checkReadable(entry: ZipEntry): void {
  if ((entry.flags & (ENCRYPTED | STRONG_ENCRYPTION)) !== 0) throw damagedEntry(entry, 'encrypted');
  if (entry.method === STORED && entry.storedBytes !== entry.bytes) throw damagedEntry(entry, 'size');
}

/** How many bytes of name and extra field follow the 30 bytes of `header`. Throws entry-damaged. */
export function bytesAfterHeader(entry: ZipEntry, header: Buffer): number {
  if (header.readUInt32LE(0) !== LOCAL_HEADER) throw damagedEntry(entry, 'header');
  return header.readUInt16LE(26) + header.readUInt16LE(28);
}

/**
 * Holds a local header against the central directory. Some programs read the one and some the other, so an
 * archive whose two halves disagree is a different archive to each of them. Throws entry-damaged.
 *
 * @param header the 30 bytes
 * @param rest the name and the extra field
 */
export function checkLocalHeader(entry: ZipEntry, header: Buffer, rest: Buffer): void {
  if (!agreesWith(entry, header, rest)) throw damagedEntry(entry, 'header');
}

/**
 * Whether a local header says what the central directory says. Throws entry-damaged where its extra field is broken.
 */
export function agreesWith(entry: ZipEntry, header: Buffer, rest: Buffer): boolean {
  const flags = header.readUInt16LE(6);
  const nameLength = header.readUInt16LE(26);
  return (
    (flags & MEANINGFUL) === (entry.flags & MEANINGFUL) &&
    header.readUInt16LE(8) === entry.method &&
    rest.toString('latin1', 0, nameLength) === entry.rawName &&
    ((flags & LENGTHS_FOLLOW) !== 0 || lengthsAgree(entry, header, rest.subarray(nameLength)))
  );
}

function lengthsAgree(entry: ZipEntry, header: Buffer, extra: Buffer): boolean {
  let stored = header.readUInt32LE(18);
  let bytes = header.readUInt32LE(22);
  if (stored === UNSET || bytes === UNSET) {
    const field = zip64Field(entry, extra);
    // Unpacked length first; each is there only if the header leaves it out.
    let at = 0;
    const next = () => Number(field.readBigUInt64LE((at += 8) - 8));
    if (field.length < (bytes === UNSET ? 8 : 0) + (stored === UNSET ? 8 : 0)) return false;
    if (bytes === UNSET) bytes = next();
    if (stored === UNSET) stored = next();
  }
  return header.readUInt32LE(14) === entry.crc32 && stored === entry.storedBytes && bytes === entry.bytes;
}

function zip64Field(entry: ZipEntry, extra: Buffer): Buffer {
  try {
    return parseExtraFields(extra).find((field) => field.id === ZIP64_FIELD)?.data ?? Buffer.alloc(0);
  } catch (error) {
    throw damagedEntry(entry, 'header', error);
  }
}

export function damagedEntry(
  entry: ZipEntry,
  reason: 'crc' | 'size' | 'inflate' | 'header' | 'overlap' | 'encrypted',
  cause?: unknown,
) {
  return failed('entry-damaged', { entry: toPrintable(entry.name), reason }, cause);
}
