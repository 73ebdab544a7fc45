import { textOf } from './archive-cursor';
import { StatementWatch } from './statement-watch';

/** A statement, or one of psql's own commands, that the scanner has come to the end of. */
export interface Statement {
  /** Its beginning, up to `HEAD_BYTES`. */
  readonly head: string;
  readonly bytes: number;
  /** The rows that an INSERT lists; null for every other statement and for an INSERT of a query. */
  readonly inserted: number | null;
  /**
   * Whether it makes the server run a program, reach files or other servers, or psql read what follows in another way.
   */
  readonly runsCommand: boolean;
}

/** How much of a statement is kept, in bytes. */
const HEAD_BYTES = 4096;

const OPEN = 0x28;
const CLOSE = 0x29;
const COMMA = 0x2c;

/** What must be known of a statement while it goes by. */
export class OpenStatement {
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #bytes = 0;
  #parens = 0;
  /** How deep within `BEGIN ATOMIC … END`, whose statements end by semicolons of their own. */
  #atomic = 0;
  /** The first words, and the last one where nothing but space has come since. */
  readonly #first: string[] = [];
  #last = '';
  #inserted: number | null = null;
  #listsValues = false;
  takesData = false;
  #watch = new StatementWatch();

  /** Whether a semicolon ends the statement here. */
  get isFlat(): boolean {
    return this.#parens === 0 && this.#atomic === 0;
  }

  keep(bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#headBytes >= HEAD_BYTES) return;
    // A copy: a piece is valid only until the next.
    const kept = Buffer.from(bytes.subarray(0, HEAD_BYTES - this.#headBytes));
    this.#head.push(kept);
    this.#headBytes += kept.length;
  }

  told(): Statement {
    const head = textOf(Buffer.concat(this.#head));
    return { head, bytes: this.#bytes, inserted: this.#inserted, runsCommand: this.#watch.end() };
  }

  word(word: string): void {
    this.#watch.word(word);
    if (this.#first.length < 4) this.#first.push(word);
    this.#followBody(word);
    if (this.#parens === 0) {
      if (this.#first[0] === 'copy' && this.#last === 'from' && word === 'stdin') this.takesData = true;
      if (this.#first[0] === 'insert') {
        if (word === 'values') {
          this.#listsValues = true;
          // INSERT … DEFAULT VALUES is one row, and no list follows.
          this.#inserted = this.#last === 'default' ? 1 : 0;
        } else this.#listsValues = false;
      }
    }
    this.#last = word;
  }

  /** As psql does it: in a CREATE FUNCTION or PROCEDURE, BEGIN and CASE open and END closes. */
  #followBody(word: string): void {
    const [first, second, third, fourth] = this.#first;
    const made = second === 'or' && third === 'replace' ? fourth : second;
    if (first !== 'create' || (made !== 'function' && made !== 'procedure') || this.#parens > 0) return;
    if (word === 'begin' || (word === 'case' && this.#atomic > 0)) this.#atomic += 1;
    if (word === 'end' && this.#atomic > 0) this.#atomic -= 1;
  }

  /** A quoted text or name begins. */
  quote(): void {
    this.#last = '';
    if (this.#parens === 0) this.#listsValues = false;
  }

  /** What was in double quotes, up to what is kept. */
  quotedName(name: string): void {
    this.#watch.quotedName(name);
  }

  /** What was in quotes, up to what is kept. @param plain whether it can have no escapes */
  quotedText(text: string, plain: boolean): void {
    this.#watch.quotedText(text, plain);
  }

  sign(byte: number): void {
    this.#watch.sign(byte);
    this.#last = '';
    if (byte === OPEN) {
      if (this.#listsValues && this.#parens === 0) this.#inserted = (this.#inserted ?? 0) + 1;
      this.#parens += 1;
    } else if (byte === CLOSE) this.#parens = Math.max(0, this.#parens - 1);
    else if (byte !== COMMA && this.#parens === 0) this.#listsValues = false;
  }

  /** A copy, to be read in another way. */
  copy(): OpenStatement {
    const other = new OpenStatement();
    other.#head.push(...this.#head);
    other.#headBytes = this.#headBytes;
    other.#bytes = this.#bytes;
    other.#parens = this.#parens;
    other.#atomic = this.#atomic;
    other.#first.push(...this.#first);
    other.#last = this.#last;
    other.#inserted = this.#inserted;
    other.#listsValues = this.#listsValues;
    other.takesData = this.takesData;
    other.#watch = this.#watch.copy();
    return other;
  }

  /** Two statements of equal state are read on in the same way. */
  get state(): string {
    return JSON.stringify([this.#parens, this.#atomic, this.#first, this.#last, this.takesData, this.#watch.state]);
  }
}
