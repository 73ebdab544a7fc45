/** Node has it from version 21 on, and Electron with it. */
type Transferable = ArrayBuffer & { readonly transfer?: (bytes: number) => ArrayBuffer };

/**
 * Gives the memory of these bytes back at once, instead of when the collector comes by: what a cipher or a socket
 * allocates for every piece costs Electron more than the cipher itself, see docs/performance.md. The bytes are gone, in
 * every view of them. Does nothing where they are only a part of their buffer, which others may still be using, nor
 * where the runtime cannot do it.
 */
export function release(bytes: Uint8Array): void {
  const buffer = bytes.buffer as Transferable;
  if (bytes.byteLength === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer?.(0);
}
