const BACKSLASH = 0x5c;

/** What COPY writes behind a backslash, and the dot of its end; a dump may have octal and hexadecimal numbers too. */
const COPY_ESCAPE = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[bfnrtvNx0-7\\.]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

/**
 * Looks in a table's data for escapes that COPY never writes: where its COPY fails, psql takes the data for SQL, and
 * such an escape for a command.
 */
export class CopyEscapes {
  areStrange = false;
  /** Whether the last byte was a backslash that begins an escape. */
  #escaping = false;

  /** Two watchers of equal state find the same in all that follows. */
  get state(): boolean {
    return this.#escaping;
  }

  push(data: Uint8Array): void {
    // The position of the byte behind a backslash; it may be the first of the next piece.
    let at = this.#escaping ? 0 : data.indexOf(BACKSLASH) + 1;
    while (at > 0 || this.#escaping) {
      this.#escaping = at >= data.length;
      if (this.#escaping) return;
      if (COPY_ESCAPE[data[at] ?? 0] !== 1) this.areStrange = true;
      at = data.indexOf(BACKSLASH, at + 1) + 1;
    }
  }
}
