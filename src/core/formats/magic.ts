import { failed } from '../errors';

/** Bytes of an ASCII text. */
export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function startsWith(bytes: Uint8Array, magic: Uint8Array): boolean {
  return bytes.length >= magic.length && magic.every((byte, at) => bytes[at] === byte);
}

/** Fewer bytes of a magic than these say nothing about what a cut file was. */
const TELLING_BYTES = 4;

/** Whether a file that begins so can only be one with this magic, also where it ends within the magic. */
export function beginsWith(head: Uint8Array, magic: Uint8Array): boolean {
  const compared = Math.min(head.length, magic.length);
  return compared >= Math.min(TELLING_BYTES, magic.length) && startsWith(head, magic.subarray(0, compared));
}

/** @throws header-cut-short where a file is shorter than its empty form */
export function requireBytes(head: Uint8Array, need: number): void {
  if (head.length < need) throw failed('header-cut-short', { have: head.length, need });
}
