import { startsWith } from './magic';

/** Signatures of PKWARE's APPNOTE.TXT, 4.3.7 and 4.3.16. */
const LOCAL_FILE_HEADER = Uint8Array.of(0x50, 0x4b, 0x03, 0x04);
const END_OF_DIRECTORY = Uint8Array.of(0x50, 0x4b, 0x05, 0x06);
const END_OF_DIRECTORY_BYTES = 22;
const LONGEST_COMMENT = 0xffff;

/** How much of a zip's end `zipEndsHere` may need to see. */
export const ZIP_END_BYTES = END_OF_DIRECTORY_BYTES + LONGEST_COMMENT;

/**
 * Whether a plaintext begins as a zip does. Besides the signature it checks the fields behind it, so that
 * the bytes which a wrong key gives pass less than once in 2⁴⁰ times.
 */
export function beginsAsZip(head: Uint8Array): boolean {
  if (startsWith(head, END_OF_DIRECTORY)) return true;
  if (!startsWith(head, LOCAL_FILE_HEADER) || head.length < 10) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  // "Version needed" is 1.0 to 6.3 (4.4.3.2), the upper byte naming a system below 20; methods are below 100.
  return view.getUint8(4) <= 63 && view.getUint8(5) < 20 && view.getUint16(8, true) < 100;
}

/** Whether these last bytes hold a zip's end record that ends exactly where they do. */
export function zipEndsHere(tail: Uint8Array): boolean {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  for (let at = tail.length - END_OF_DIRECTORY_BYTES; at >= 0; at -= 1) {
    if (
      startsWith(tail.subarray(at), END_OF_DIRECTORY) &&
      at + END_OF_DIRECTORY_BYTES + view.getUint16(at + 20, true) === tail.length
    ) {
      return true;
    }
  }
  return false;
}
