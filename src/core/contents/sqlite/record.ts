import type { DatabaseHeader } from './pages';

/** A value of a row: blobs as their bytes, and numbers only where they are whole and small enough to be one. */
export type Value = string | number | Uint8Array | null;

/**
 * A variable-length number of SQLite: 7 bits in each of up to eight bytes, and 8 in the ninth. What is larger than a
 * JavaScript number holds exactly is only near the truth, and larger than any length.
 */
export function readVarint(bytes: Uint8Array, at: number): { value: number; length: number } {
  let value = 0;
  for (let length = 1; length <= 8; length += 1) {
    const byte = bytes[at + length - 1] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, length };
  }
  return { value: value * 256 + (bytes[at + 8] ?? 0), length: 9 };
}

/** The values of a record (https://sqlite.org/fileformat2.html, 2.1); null where it is not a sound one. */
export function readRecord(record: Buffer, encoding: DatabaseHeader['encoding']): Value[] | null {
  const header = readVarint(record, 0);
  if (header.value > record.length) return null;
  const values: Value[] = [];
  let at = header.value;
  for (let next = header.length; next < header.value; ) {
    const type = readVarint(record, next);
    next += type.length;
    const length = lengthOf(type.value);
    if (at + length > record.length) return null;
    values.push(valueOf(type.value, record.subarray(at, at + length), encoding));
    at += length;
  }
  return values;
}

function lengthOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][type] ?? 0;
}

function valueOf(type: number, bytes: Buffer, encoding: DatabaseHeader['encoding']): Value {
  if (type >= 12) return type % 2 === 0 ? bytes : textOf(bytes, encoding);
  if (type === 8 || type === 9) return type - 8;
  // 64-bit numbers and fractions have no part in a schema.
  return type >= 1 && type <= 5 ? bytes.readIntBE(0, bytes.length) : null;
}

function textOf(bytes: Buffer, encoding: DatabaseHeader['encoding']): string {
  if (encoding === 'utf-8') return bytes.toString('utf8');
  const even = bytes.subarray(0, bytes.length & ~1);
  return (encoding === 'utf-16be' ? Buffer.from(even).swap16() : even).toString('utf16le');
}
