const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BACKSLASH = 0x5c;
const DOT = 0x2e;

/**
 * Counts the rows of a table's data as COPY writes it: one line for each row, and a line `\.` after the last.
 * Line breaks within values are written as `\n`, so that a line is always a row.
 */
export class CopyRows {
  rows = 0;
  /** Whether the line `\.` has come. */
  ended = false;
  /** Where a line has begun and not ended: its length, and its first bytes. */
  #open = 0;
  #first = [0, 0, 0];

  /** Takes the next bytes; returns how many of them belong to the data: all, or those up to the line `\.` with it. */
  push(bytes: Uint8Array): number {
    let from = 0;
    while (!this.ended && from < bytes.length) {
      const end = bytes.indexOf(NEWLINE, from);
      if (this.#open < 3) this.#remember(bytes, from, end === -1 ? bytes.length : end);
      this.#open += (end === -1 ? bytes.length : end) - from;
      if (end === -1) return bytes.length;
      if (this.#isEnd()) this.ended = true;
      else this.rows += 1;
      this.#open = 0;
      from = end + 1;
    }
    return from;
  }

  /** Two counters of equal state end at the same byte. */
  get state(): string {
    return JSON.stringify([this.ended, Math.min(this.#open, 4), this.#first]);
  }

  /** Whether the data stops within a line. A line `\.` without its line break ends it as well. */
  get midLine(): boolean {
    return !this.ended && this.#open > 0 && !this.#isEnd();
  }

  #remember(bytes: Uint8Array, from: number, end: number): void {
    for (let at = from; at < end && this.#open + at - from < 3; at += 1)
      this.#first[this.#open + at - from] = bytes[at] ?? 0;
  }

  #isEnd(): boolean {
    const [first, second, third] = this.#first;
    if (first !== BACKSLASH || second !== DOT) return false;
    return this.#open === 2 || (this.#open === 3 && third === CARRIAGE_RETURN);
  }
}
