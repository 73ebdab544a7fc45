import type { PieceReader } from '../piece-reader';
import { toPrintable } from '../printable';
import { zipDamaged } from '../zip-damage';
import type { ZipDirectory, ZipEntry } from './zip-directory';

/** CRC and lengths follow the data. */
const LENGTHS_FOLLOW = 1 << 3;
const DESCRIPTOR = 0x08074b50;
const LONGEST_DESCRIPTOR = 24;
const LOCAL_SIGNATURE = Buffer.from([0x50, 0x4b, 0x03, 0x04]);

/**
 * Goes through what lies between the data of an entry and the next thing in the zip: a data descriptor, where the
 * entry's flag says so, and beyond that nothing. Returns how many other bytes there are.
 *
 * @throws zip-damaged where they hold a file that is not listed: some programs would unpack it, and others would not
 */
export async function readGap(entry: ZipEntry, reader: PieceReader, length: number): Promise<number> {
  // A copy: the bytes of one read are valid only until the next.
  const head = Buffer.from(await reader.exactly(Math.min(length, LONGEST_DESCRIPTOR)));
  const described = descriptorLength(entry, head);
  let last = head.subarray(described);
  requireNoFile(last, entry);
  for (let left = length - head.length; left > 0; ) {
    const piece = await reader.some(left);
    left -= piece.length;
    // A signature may lie across two pieces.
    const joined = Buffer.concat([last.subarray(-3), piece]);
    requireNoFile(joined, entry);
    last = joined;
  }
  return length - described;
}

/**
 * Throws zip-damaged where something lies in front of the first entry: the zip begins with a file that is not listed.
 */
export function requireNothingBefore({ entries, start }: ZipDirectory): void {
  const first = entries.reduce((least, { offset }) => Math.min(least, offset), start);
  if (first > 0) throw zipDamaged('it begins with a file that its list of contents does not name');
}

function requireNoFile(bytes: Buffer, entry: ZipEntry): void {
  if (bytes.includes(LOCAL_SIGNATURE))
    throw zipDamaged(`behind “${toPrintable(entry.name)}” it holds a file that its list of contents does not name`);
}

/** With or without a signature in front, and with lengths of four or eight bytes: 12, 16, 20 or 24 bytes; else 0. */
export function descriptorLength(entry: ZipEntry, bytes: Buffer): number {
  if ((entry.flags & LENGTHS_FOLLOW) === 0) return 0;
  for (const signature of [4, 0]) {
    if (signature === 4 && (bytes.length < 4 || bytes.readUInt32LE(0) !== DESCRIPTOR)) continue;
    for (const wide of [false, true]) {
      const end = signature + (wide ? 20 : 12);
      if (bytes.length < end || bytes.readUInt32LE(signature) !== entry.crc32) continue;
      const at = signature + 4;
      const [stored, unpacked] = wide
        ? [Number(bytes.readBigUInt64LE(at)), Number(bytes.readBigUInt64LE(at + 8))]
        : [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
      if (stored === entry.storedBytes && unpacked === entry.bytes) return end;
    }
  }
  return 0;
}
