import { textOf } from './archive-cursor';
import { CopyRows } from './copy-rows';
import { OpenStatement, type Statement } from './open-statement';

export interface SqlListener {
  statement?(statement: Statement): void;
  /** A command to psql itself, as `\connect name`, without its line break. */
  command?(text: string): void;
  /** A line that is a comment, from its `--` on. */
  comment?(text: string): void;
  /** The data behind a `COPY … FROM stdin`, whose statement came before. */
  copied?(statement: Statement, rows: number): void;
}

/** Where SQL stops: behind a statement, or within one, or within the data of a table. */
export type SqlEnd = 'whole' | 'within-statement' | 'within-data';

/** How much of a comment or command of psql is kept, in bytes. */
const LONGEST_LINE = 1024;
/** The longest word that means anything here is `standard_conforming_strings`. */
const LONGEST_WORD = 64;

/** What the bytes at hand are part of. */
type Mode = 'plain' | 'dash' | 'slash' | 'word' | 'quoted' | 'escaped' | 'name' | 'dollar-tag' | 'dollar' | 'line-comment' | 'block-comment' | 'command' | 'copy';

const NEWLINE = 0x0a;
const DOUBLE_QUOTE = 0x22;
const DOLLAR = 0x24;
const QUOTE = 0x27;
const STAR = 0x2a;
const DASH = 0x2d;
const SLASH = 0x2f;
const SEMICOLON = 0x3b;
const BACKSLASH = 0x5c;

const SPACE = 1;
const WORD = 2;
const KIND = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) return SPACE;
  return byte >= 0x80 || /[A-Za-z0-9_$]/.test(String.fromCharCode(byte)) ? WORD : 0;
});
/** What COPY writes behind a backslash, and the dot of its end; a dump may have octal and hexadecimal numbers too. */
const COPY_ESCAPE = Uint8Array.from({ length: 256 }, (_, byte) => (/[bfnrtvNx0-7\\.]/.test(String.fromCharCode(byte)) ? 1 : 0));
const DIGIT_OR_DOLLAR = /^[0-9$]/;

/**
 * Splits SQL as psql does, a piece at a time, wherever the pieces are cut: quoted texts and names, dollar quotes,
 * nested comments, function bodies of `BEGIN ATOMIC … END`, data behind `COPY … FROM stdin`, and psql's own
 * commands. Keeps no more than the beginning of a statement.
 */
export class SqlScanner {
  readonly #listener: SqlListener;
  #mode: Mode = 'plain';
  #statement: OpenStatement | null = null;
  /** The word, tag, comment or command at hand, as far as it is kept. */
  #text = '';
  /** The tag that ends the dollar quote at hand, and how much of it has just come. */
  #tag = Buffer.alloc(0);
  #matched = 0;
  /** How deep the comment at hand is nested, and its last byte. */
  #depth = 0;
  #previous = 0;
  /** Backslashes in a row that the quoted text at hand has just had. */
  #backslashes = 0;
  #copying: Statement | null = null;
  #rows = new CopyRows();
  #escaping = false;
  /**
   * Whether a table's data has an escape that COPY never writes. Where its COPY fails, psql takes the data for SQL, and
   * such an escape for a command.
   */
  hasStrangeEscape = false;
  /** Whether a quoted text ended behind a backslash: to a session with other settings it goes on there. */
  endedOnBackslash = false;

  constructor(listener: SqlListener) {
    this.#listener = listener;
  }

  push(bytes: Buffer): void {
    let at = 0;
    // Where the statement's own bytes begin in this piece.
    let start = 0;
    while (at < bytes.length) {
      const before = this.#statement;
      const next = this.#step(bytes, at);
      if (before === null && this.#statement !== null) start = at;
      if (before !== null && this.#statement === null) {
        before.keep(bytes.subarray(start, next));
        this.#tell(before);
      }
      at = next;
    }
    this.#statement?.keep(bytes.subarray(start));
  }

  /** To be called behind the last piece. */
  end(): SqlEnd {
    if (this.#mode === 'line-comment' || this.#mode === 'command') this.#endLine();
    if (this.#copying !== null) return 'within-data';
    return this.#statement !== null || this.#mode === 'block-comment' ? 'within-statement' : 'whole';
  }

  /** Goes on from `at` by one element, or as much of it as is here; returns where the next begins. */
  #step(bytes: Buffer, at: number): number {
    switch (this.#mode) {
      case 'plain':
        return this.#plain(bytes, at);
      case 'dash':
      case 'slash':
        return this.#comment(bytes, at);
      case 'word':
        return this.#word(bytes, at);
      case 'quoted':
        return this.#quoted(bytes, at);
      case 'escaped':
        return this.#escaped(bytes, at);
      case 'name': {
        const end = bytes.indexOf(DOUBLE_QUOTE, at);
        if (end !== -1) this.#mode = 'plain';
        return end === -1 ? bytes.length : end + 1;
      }
      case 'dollar-tag':
        return this.#dollarTag(bytes, at);
      case 'dollar':
        return this.#dollar(bytes, at);
      case 'block-comment':
        return this.#blockComment(bytes, at);
      case 'copy':
        return this.#copy(bytes, at);
      default:
        return this.#line(bytes, at);
    }
  }

  #plain(bytes: Buffer, from: number): number {
    let at = from;
    while (KIND[bytes[at] ?? 0] === SPACE) {
      // psql takes a table's data from the line behind the one on which its COPY ends.
      if (bytes[at] === NEWLINE && this.#copying !== null) {
        this.#mode = 'copy';
        return at + 1;
      }
      at += 1;
    }
    // What follows may begin a statement, whose bytes are counted from there.
    if (at > from || at >= bytes.length) return at;
    const byte = bytes[at] ?? 0;
    if (byte === DASH || byte === SLASH) {
      this.#mode = byte === DASH ? 'dash' : 'slash';
      return at + 1;
    }
    if (byte === BACKSLASH) {
      this.#text = '';
      this.#mode = 'command';
      return at;
    }
    if (KIND[byte] === WORD && byte !== DOLLAR) {
      this.#text = '';
      this.#mode = 'word';
      this.#statement ??= new OpenStatement();
      return at;
    }
    if (byte === SEMICOLON && (this.#statement === null || this.#statement.isFlat)) {
      this.#statement = null;
      return at + 1;
    }
    const statement = (this.#statement ??= new OpenStatement());
    if (byte === QUOTE) this.#open('quoted', statement);
    else if (byte === DOUBLE_QUOTE) this.#open('name', statement);
    else if (byte === DOLLAR) {
      this.#text = '';
      this.#open('dollar-tag', statement);
    } else statement.sign(byte);
    return at + 1;
  }

  #open(mode: 'quoted' | 'name' | 'dollar-tag', statement: OpenStatement): void {
    if (mode !== 'name') statement.quoted();
    statement.sign(0);
    this.#backslashes = 0;
    this.#mode = mode;
  }

  /** Behind a `-` or `/`: a comment, or a sign like any other. */
  #comment(bytes: Buffer, at: number): number {
    const isLine = this.#mode === 'dash';
    if (bytes[at] !== (isLine ? DASH : STAR)) {
      this.#mode = 'plain';
      (this.#statement ??= new OpenStatement()).sign(isLine ? DASH : SLASH);
      return at;
    }
    this.#text = '--';
    this.#depth = 1;
    this.#previous = 0;
    this.#mode = isLine ? 'line-comment' : 'block-comment';
    return at + 1;
  }

  #word(bytes: Buffer, at: number): number {
    let end = at;
    while (KIND[bytes[end] ?? 0] === WORD && end < bytes.length) end += 1;
    if (this.#text.length < LONGEST_WORD) this.#text += bytes.toString('latin1', at, Math.min(end, at + LONGEST_WORD));
    if (end === bytes.length) return end;
    this.#mode = 'plain';
    const word = this.#text.toLowerCase();
    if (word === 'e' && bytes[end] === QUOTE) {
      // E'…' has escapes whatever the session's settings are.
      this.#mode = 'escaped';
      this.#backslashes = 0;
      return end + 1;
    }
    this.#statement?.word(word);
    return end;
  }

  /** A doubled quote ends the text and begins another, which comes to the same. */
  #quoted(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(QUOTE, at);
    const stop = end === -1 ? bytes.length : end;
    let first = stop;
    while (first > at && bytes[first - 1] === BACKSLASH) first -= 1;
    this.#backslashes = first === at ? this.#backslashes + stop - at : stop - first;
    if (end === -1) return stop;
    if (this.#backslashes % 2 === 1) this.endedOnBackslash = true;
    this.#backslashes = 0;
    this.#mode = 'plain';
    return end + 1;
  }

  /** Ends at a quote with an even number of backslashes before it. A doubled one goes on as E'…' too. */
  #escaped(bytes: Buffer, from: number): number {
    let at = from;
    while (at < bytes.length) {
      const byte = bytes[at] ?? 0;
      if (this.#previous === QUOTE && this.#backslashes === 0) {
        this.#previous = 0;
        if (byte !== QUOTE) {
          this.#mode = 'plain';
          return at;
        }
      } else if (byte === BACKSLASH) this.#backslashes ^= 1;
      else {
        if (byte === QUOTE && this.#backslashes === 0) this.#previous = QUOTE;
        this.#backslashes = 0;
      }
      at += 1;
    }
    return at;
  }

  /** `$`, a word or nothing, `$`; anything else was a sign or a parameter such as `$1`. */
  #dollarTag(bytes: Buffer, from: number): number {
    let at = from;
    while (at < bytes.length) {
      const byte = bytes[at] ?? 0;
      if (byte === DOLLAR) {
        this.#tag = Buffer.from(`$${this.#text}$`, 'latin1');
        this.#matched = 0;
        this.#mode = DIGIT_OR_DOLLAR.test(this.#text) ? 'plain' : 'dollar';
        return at + 1;
      }
      if (KIND[byte] !== WORD || this.#text.length > LONGEST_WORD) {
        this.#mode = 'plain';
        return at;
      }
      this.#text += String.fromCharCode(byte);
      at += 1;
    }
    return at;
  }

  #dollar(bytes: Buffer, from: number): number {
    let at = from;
    while (at < bytes.length) {
      if (this.#matched === 0) {
        const found = bytes.indexOf(DOLLAR, at);
        if (found === -1) return bytes.length;
        at = found;
      }
      // A `$` that breaks a match may begin the next one.
      if (bytes[at] === this.#tag[this.#matched]) this.#matched += 1;
      else this.#matched = bytes[at] === DOLLAR ? 1 : 0;
      at += 1;
      if (this.#matched === this.#tag.length) {
        this.#mode = 'plain';
        return at;
      }
    }
    return at;
  }

  #blockComment(bytes: Buffer, from: number): number {
    let at = from;
    while (at < bytes.length && this.#depth > 0) {
      const byte = bytes[at] ?? 0;
      const pair = this.#previous === SLASH && byte === STAR ? 1 : this.#previous === STAR && byte === SLASH ? -1 : 0;
      this.#depth += pair;
      this.#previous = pair === 0 ? byte : 0;
      at += 1;
    }
    if (this.#depth === 0) this.#mode = 'plain';
    return at;
  }

  /** A comment or a command of psql, up to the line break, which stays: it may be where a table's data begins. */
  #line(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(NEWLINE, at);
    const stop = end === -1 ? bytes.length : end;
    if (this.#text.length < LONGEST_LINE) this.#text += textOf(bytes.subarray(at, Math.min(stop, at + LONGEST_LINE)));
    if (end !== -1) this.#endLine();
    return stop;
  }

  #endLine(): void {
    const text = this.#text.trimEnd();
    if (this.#mode === 'command') this.#listener.command?.(text);
    else this.#listener.comment?.(text);
    this.#mode = 'plain';
  }

  #copy(bytes: Buffer, at: number): number {
    const used = this.#rows.push(bytes.subarray(at));
    this.#lookForEscapes(bytes.subarray(at, at + used));
    if (this.#rows.ended && this.#copying !== null) {
      this.#listener.copied?.(this.#copying, this.#rows.rows);
      this.#rows = new CopyRows();
      this.#copying = null;
      this.#mode = 'plain';
    }
    return at + used;
  }

  #lookForEscapes(data: Buffer): void {
    // Where the byte behind a backslash stands; it may be the first of the next piece.
    let at = this.#escaping ? 0 : data.indexOf(BACKSLASH) + 1;
    while (at > 0 || this.#escaping) {
      this.#escaping = at >= data.length;
      if (this.#escaping) return;
      if (COPY_ESCAPE[data[at] ?? 0] !== 1) this.hasStrangeEscape = true;
      at = data.indexOf(BACKSLASH, at + 1) + 1;
    }
  }

  #tell(open: OpenStatement): void {
    const statement = open.told();
    if (open.takesData) this.#copying = statement;
    this.#listener.statement?.(statement);
  }
}
