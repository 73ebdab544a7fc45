/**
 * Slots of shared memory that one thread fills and another empties, in turn. A slot's state is the number of bytes in
 * it, `FREE` or `END`; each side waits for the other at the slot that is next.
 */
export const SLOTS = 4;
/** As large as the pieces in which a file is read, see source.ts. */
export const SLOT_BYTES = 512 * 1024;
export const FREE = 0;
export const END = -1;

export interface Ring {
  readonly bytes: SharedArrayBuffer;
  readonly states: SharedArrayBuffer;
}

export function newRing(): Ring {
  return {
    bytes: new SharedArrayBuffer(SLOTS * SLOT_BYTES),
    states: new SharedArrayBuffer(SLOTS * Int32Array.BYTES_PER_ELEMENT),
  };
}
