/** Bytes as five-bit symbols, most significant bit first; the last symbol is filled with zero bits. */
export function bytesToSymbols(bytes: Uint8Array): Uint8Array {
  const symbols = new Uint8Array(Math.ceil((bytes.length * 8) / 5));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      symbols[at++] = (held >> bits) & 31;
    }
    held &= (1 << bits) - 1;
  }
  if (bits > 0) symbols[at] = (held << (5 - bits)) & 31;
  return symbols;
}

/** The first `length` bytes of a run of symbols, or null where a bit after them is not zero or bytes are missing. */
export function symbolsToBytes(symbols: Uint8Array, length: number): Uint8Array | null {
  if (symbols.length * 5 < length * 8) return null;
  const bytes = new Uint8Array(length);
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const symbol of symbols) {
    held = (held << 5) | symbol;
    bits += 5;
    if (at < length) {
      if (bits >= 8) {
        bits -= 8;
        bytes[at++] = held >> bits;
        held &= (1 << bits) - 1;
      }
    } else if (held !== 0) {
      return null;
    }
    if (at === length && held !== 0) return null;
  }
  return bytes;
}
