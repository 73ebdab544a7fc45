import type { RandomAccess } from '../../disk/random-access';
import { failed } from '../../errors';
import { zipDamaged } from '../zip-damage';

export const END_RECORD = 0x06054b50;
export const END_RECORD_BYTES = 22;

/** Programs look for the end record in so many bytes, since a comment of up to 65,535 may follow it. */
const TAIL_BYTES = 65_536 + END_RECORD_BYTES;
/** How far the end is searched for beyond that: a zip with something behind it differs from one that was cut. */
const FURTHER_BYTES = 16 * 1024 * 1024;

export interface ZipEnd {
  /** Where the end record begins. */
  readonly at: number;
  readonly record: Buffer;
  /** Bytes that follow the end and its comment. */
  readonly after: number;
}

/**
 * Finds the end record as the portal's own reader does: at the very end, or else the last one in the last 64 KiB,
 * whatever follows it.
 *
 * @throws zip-end-missing; zip-damaged where the end is there but too far from the end of the file
 */
export async function findZipEnd(payload: RandomAccess): Promise<ZipEnd> {
  const tail = await read(payload, Math.max(0, payload.size - TAIL_BYTES), payload.size);
  const at = placeIn(tail);
  if (at !== -1) {
    const record = tail.subarray(at, at + END_RECORD_BYTES);
    const after = tail.length - at - END_RECORD_BYTES - record.readUInt16LE(20);
    // A comment that ends early was cut, and what lies before it may be whole: but then bytes are missing.
    if (after < 0) throw failed('zip-end-missing', {});
    return { at: payload.size - tail.length + at, record, after };
  }
  const further = await read(payload, Math.max(0, payload.size - FURTHER_BYTES), payload.size);
  const earlier = further.lastIndexOf(signatureOfEnd);
  if (earlier === -1 || earlier + END_RECORD_BYTES > further.length) throw failed('zip-end-missing', {});
  throw zipDamaged(
    `${further.length - earlier - END_RECORD_BYTES} bytes follow its end, and programs look for the end in the last 64 KiB alone`,
  );
}

const signatureOfEnd = Buffer.from([0x50, 0x4b, 0x05, 0x06]);

function placeIn(tail: Buffer): number {
  const last = tail.length - END_RECORD_BYTES;
  if (last < 0) return -1;
  if (tail.readUInt32LE(last) === END_RECORD && tail.readUInt16LE(last + 20) === 0) return last;
  return tail.subarray(0, last + signatureOfEnd.length).lastIndexOf(signatureOfEnd);
}

async function read(payload: RandomAccess, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.alloc(to - from);
  return bytes.subarray(0, await payload.read(bytes, from));
}
