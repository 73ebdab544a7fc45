import { MOST_READINGS, type SqlEnd, type SqlListener, SqlReading } from './sql-reading';

/**
 * Splits SQL as psql does, a piece at a time, wherever the pieces are cut: quoted texts and names, dollar quotes,
 * nested comments, function bodies of `BEGIN ATOMIC … END`, data behind `COPY … FROM stdin`, and psql's own
 * commands. Keeps no more than the beginning of a statement.
 *
 * Whether a backslash before a quote means anything depends on a setting of the session, which any function that runs
 * may change. So wherever it matters, the text is read in both ways from there on, and what is unusual in either is
 * reported.
 */
export class SqlScanner {
  readonly #listener: SqlListener;
  readonly #main: SqlReading;
  #others: SqlReading[] = [];
  #overflowed = false;
  /** Whether some of the text can be read in more than one way. */
  isAmbiguous = false;

  constructor(listener: SqlListener) {
    this.#listener = listener;
    this.#main = new SqlReading(listener);
  }

  /** Whether a table's data has an escape that COPY never writes. */
  get hasStrangeEscape(): boolean {
    return this.#main.hasStrangeEscape;
  }

  push(bytes: Buffer): void {
    const waiting: { reading: SqlReading; from: number }[] = [...this.#others, this.#main].map((reading) => ({
      reading,
      from: 0,
    }));
    const read = new Map<string, SqlReading>();
    let forks = 0;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { reading, from } = next;
      for (const fork of reading.push(bytes, from)) {
        forks += 1;
        this.isAmbiguous = true;
        if (forks <= MOST_READINGS && !this.#overflowed) waiting.push(fork);
      }
      // Where two readings come to the same, one is enough; the first is the one that counts.
      if (reading === this.#main) read.set(reading.state, reading);
      else if (!read.has(reading.state)) read.set(reading.state, reading);
    }
    this.#others = [...read.values()].filter((reading) => reading !== this.#main);
    if (forks <= MOST_READINGS && this.#others.length <= MOST_READINGS) return;
    this.#others = [];
    if (!this.#overflowed) this.#listener.unusual?.("\\'");
    this.#overflowed = true;
  }

  /** To be called behind the last piece. */
  end(): SqlEnd {
    for (const reading of this.#others) reading.end();
    return this.#main.end();
  }
}
