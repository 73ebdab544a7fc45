import { textOf } from './archive-cursor';
import { CopyEscapes } from './copy-escapes';
import { CopyRows } from './copy-rows';
import { OpenStatement, type Statement } from './open-statement';
import { endsStatement, isUnusualCommand } from './psql-commands';

export interface SqlListener {
  statement?(statement: Statement): void;
  /** A command to psql itself, as `\connect name`, without its line break. */
  command?(text: string): void;
  /** Something that pg_dump never writes, and that may make psql do or read something else than it seems. */
  unusual?(text: string): void;
  /** A line that is a comment, from its `--` on. */
  comment?(text: string): void;
  /** The data behind a `COPY … FROM stdin`, whose statement came before. */
  copied?(statement: Statement, rows: number): void;
}

/** Where SQL stops: behind a statement, or within one, or within the data of a table. */
export type SqlEnd = 'whole' | 'within-statement' | 'within-data';

/** How much of a comment or command of psql is kept, in bytes. */
const LONGEST_LINE = 1024;
/** Longer than any word, name or text that means anything here. */
const LONGEST_WORD = 64;
/** pg_dump's own tags have some bytes, and other programs' some dozens. */
const LONGEST_TAG = 1024;
/** The most ways in which one text is read at once. */
export const MOST_READINGS = 16;

/** What the bytes at hand are part of. */
type Mode =
  | 'plain'
  | 'backslash'
  | 'dash'
  | 'slash'
  | 'colon'
  | 'word'
  | 'quoted'
  | 'escaped'
  | 'name'
  | 'dollar-tag'
  | 'dollar'
  | 'line-comment'
  | 'block-comment'
  | 'command'
  | 'copy';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const DOUBLE_QUOTE = 0x22;
const DOLLAR = 0x24;
const QUOTE = 0x27;
const OPEN_BRACE = 0x7b;
const STAR = 0x2a;
const DASH = 0x2d;
const SLASH = 0x2f;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

const SPACE = 1;
const WORD = 2;
const KIND = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) return SPACE;
  return byte >= 0x80 || /[A-Za-z0-9_$]/.test(String.fromCharCode(byte)) ? WORD : 0;
});
const DIGIT_OR_DOLLAR = /^[0-9$]/;
/** Letters, digits and underscores, and every byte of other scripts. */
const VARIABLE = /^[A-Za-z0-9_\u0080-\u00ff]+$/;

/** Reads SQL in one way: a backslash before a quote means something, or it does not. */
export class SqlReading {
  readonly #listener: SqlListener;
  #mode: Mode = 'plain';
  #statement: OpenStatement | null = null;
  /** The word, tag, comment or command at hand, up to what is kept. */
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
  /** Whether the word at hand follows a colon. */
  #isVariable = false;
  readonly #escapes = new CopyEscapes();
  /** Readings that part from this one in the piece at hand, and where. */
  #forks: { reading: SqlReading; from: number }[] = [];

  constructor(listener: SqlListener) {
    this.#listener = listener;
  }

  get hasStrangeEscape(): boolean {
    return this.#escapes.areStrange;
  }

  /** @returns other ways to read on, and from which byte of the piece */
  push(bytes: Buffer, from: number): readonly { reading: SqlReading; from: number }[] {
    this.#forks = [];
    let at = from;
    // Where the statement's own bytes begin in this piece.
    let start = from;
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
    return this.#forks;
  }

  /** Two readings of equal state read all that follows in the same way. */
  get state(): string {
    return JSON.stringify([
      this.#mode,
      this.#statement?.state,
      this.#text,
      this.#tag.toString('latin1'),
      this.#matched,
      this.#depth,
      this.#previous,
      this.#backslashes,
      this.#copying === null,
      this.#escapes.state,
      this.#isVariable,
      this.#rows.state,
    ]);
  }

  /** Another reading, in which the quote that has just come does not end its text. What it counts is of no interest. */
  #fork(from: number): void {
    if (this.#forks.length > MOST_READINGS) return;
    const { unusual } = this.#listener;
    // What only another reading takes for a variable is one if psql sets it by itself.
    const warn = (text: string) => (/^:['"]?[^A-Z_{]/.test(text) ? undefined : unusual?.call(this.#listener, text));
    const other = new SqlReading({
      unusual: warn,
      command: (text) => (isUnusualCommand(text) ? warn(text) : undefined),
      statement: ({ head, runsCommand }) => (runsCommand ? warn(head) : undefined),
    });
    other.#mode = 'quoted';
    other.#statement = this.#statement?.copy() ?? null;
    other.#text = this.#text;
    other.#copying = this.#copying;
    this.#forks.push({ reading: other, from });
  }

  /** To be called behind the last piece. */
  end(): SqlEnd {
    if (this.#mode === 'backslash') this.#mode = 'command';
    if (this.#mode === 'line-comment' || this.#mode === 'command') this.#endLine();
    if (this.#copying !== null) return 'within-data';
    return this.#statement !== null || this.#mode === 'block-comment' ? 'within-statement' : 'whole';
  }

  /** Reads one element from `at`, or as much of it as is here; returns where the next begins. */
  #step(bytes: Buffer, at: number): number {
    switch (this.#mode) {
      case 'plain':
        return this.#plain(bytes, at);
      case 'colon':
        return this.#colon(bytes, at);
      case 'backslash':
        return this.#backslash(bytes, at);
      case 'dash':
      case 'slash':
        return this.#comment(bytes, at);
      case 'word':
        return this.#word(bytes, at);
      case 'quoted':
        return this.#quoted(bytes, at);
      case 'escaped':
        return this.#escaped(bytes, at);
      case 'name':
        return this.#name(bytes, at);
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
    // psql reads the data as soon as it has sent its COPY: what is on the same line comes after the data.
    if (this.#copying !== null) this.#listener.unusual?.(this.#copying.head);
    if (byte === DASH || byte === SLASH) {
      this.#mode = byte === DASH ? 'dash' : 'slash';
      return at + 1;
    }
    if (byte === BACKSLASH) {
      this.#text = '\\';
      this.#mode = 'backslash';
      return at + 1;
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
    if (byte === COLON) {
      statement.sign(byte);
      this.#mode = 'colon';
    } else if (byte === QUOTE) this.#open('quoted', statement);
    else if (byte === DOUBLE_QUOTE) this.#open('name', statement);
    else if (byte === DOLLAR) {
      this.#text = '';
      this.#open('dollar-tag', statement);
    } else statement.sign(byte);
    return at + 1;
  }

  #open(mode: 'quoted' | 'name' | 'dollar-tag', statement: OpenStatement): void {
    statement.quote();
    this.#text = '';
    this.#backslashes = 0;
    this.#mode = mode;
  }

  /**
   * Behind a colon: `::` and `:=` are signs, and all else that psql takes for a variable puts its value in this place.
   */
  #colon(bytes: Buffer, at: number): number {
    const byte = bytes[at] ?? 0;
    this.#mode = 'plain';
    if (byte === COLON || byte === EQUALS) return at + 1;
    if (byte === OPEN_BRACE) this.#listener.unusual?.(':{');
    this.#isVariable = byte === QUOTE || byte === DOUBLE_QUOTE || (KIND[byte] === WORD && byte !== DOLLAR);
    return at;
  }

  /** Behind a backslash: `\;` is a semicolon that sends nothing yet, anything else a command of psql's own. */
  #backslash(bytes: Buffer, at: number): number {
    if (bytes[at] !== SEMICOLON) {
      this.#mode = 'command';
      return at;
    }
    this.#listener.unusual?.('\\;');
    this.#statement?.sign(SEMICOLON);
    this.#mode = 'plain';
    return at + 1;
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
    const number = /^[0-9]/.test(this.#text === '' ? String.fromCharCode(bytes[at] ?? 0) : this.#text);
    while (end < bytes.length && KIND[bytes[end] ?? 0] === WORD) end += 1;
    // A number ends before a `$`, which may begin a dollar quote; within a name it is a letter.
    const dollar = number ? bytes.subarray(at, end).indexOf(DOLLAR) : -1;
    if (dollar !== -1) end = at + dollar;
    this.#keep(bytes, at, end);
    if (end === bytes.length) return end;
    this.#mode = 'plain';
    const word = this.#text.toLowerCase();
    this.#tellVariable('');
    // Versions of psql disagree on where such a number ends.
    if (number && bytes[end] === DOLLAR && /[^0-9_]/.test(word)) this.#listener.unusual?.(`${word}$`);
    if (word === 'e' && bytes[end] === QUOTE) {
      // E'…' has escapes whatever the session's settings are.
      this.#statement?.quote();
      this.#text = '';
      this.#mode = 'escaped';
      this.#backslashes = 0;
      this.#previous = 0;
      return end + 1;
    }
    this.#statement?.word(word);
    return end;
  }

  /**
   * At the end of what follows a colon: a number is none, nor is a text with other signs in it. @param quote around it
   */
  #tellVariable(quote: string): void {
    if (this.#isVariable && VARIABLE.test(this.#text) && !/^[0-9]+$/.test(this.#text))
      this.#listener.unusual?.(`:${quote}${this.#text}${quote}`);
    this.#isVariable = false;
  }

  /** Adds to the text at hand, up to what is kept. */
  #keep(bytes: Buffer, from: number, to: number): void {
    if (this.#text.length <= LONGEST_WORD)
      this.#text += bytes.toString('latin1', from, Math.min(to, from + LONGEST_WORD + 1 - this.#text.length));
  }

  /** A doubled quote within a name ends it and begins another, which comes to the same. */
  #name(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(DOUBLE_QUOTE, at);
    this.#keep(bytes, at, end === -1 ? bytes.length : end);
    if (end === -1) return bytes.length;
    this.#tellVariable('"');
    this.#statement?.quotedName(this.#text);
    this.#mode = 'plain';
    return end + 1;
  }

  /** A doubled quote ends the text and begins another, which comes to the same. */
  #quoted(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(QUOTE, at);
    const stop = end === -1 ? bytes.length : end;
    let first = stop;
    while (first > at && bytes[first - 1] === BACKSLASH) first -= 1;
    this.#backslashes = first === at ? this.#backslashes + stop - at : stop - first;
    this.#keep(bytes, at, stop);
    if (end === -1) return stop;
    if (this.#backslashes % 2 === 1) this.#fork(end + 1);
    this.#tellVariable("'");
    this.#backslashes = 0;
    this.#mode = 'plain';
    this.#statement?.quotedText(this.#text, true);
    return end + 1;
  }

  /** Ends at a quote with an even number of backslashes before it. A doubled one continues it. */
  #escaped(bytes: Buffer, from: number): number {
    let at = from;
    while (at < bytes.length) {
      const byte = bytes[at] ?? 0;
      if (this.#previous === QUOTE && this.#backslashes === 0) {
        this.#previous = 0;
        if (byte !== QUOTE) {
          this.#mode = 'plain';
          this.#statement?.quotedText('', false);
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
      if (byte === DOLLAR && DIGIT_OR_DOLLAR.test(this.#text)) {
        // `$1` is a parameter, and the next `$` begins something of its own.
        this.#mode = 'plain';
        return at;
      }
      if (byte === DOLLAR) {
        // Its text is not kept: it counts as a text that could say anything.
        this.#statement?.quotedText('', false);
        if (this.#text.length > LONGEST_WORD) this.#listener.unusual?.(`$${this.#text}$`);
        this.#tag = Buffer.from(`$${this.#text}$`, 'latin1');
        this.#matched = 0;
        this.#mode = 'dollar';
        return at + 1;
      }
      if (KIND[byte] !== WORD || this.#text.length > LONGEST_TAG) {
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

  /**
   * A comment or a command of psql, up to the line break, which stays: it may be where a table's data begins. To psql a
   * carriage return ends a comment as well.
   */
  #line(bytes: Buffer, at: number): number {
    const end = this.#mode === 'command' ? bytes.indexOf(NEWLINE, at) : lineEnd(bytes, at);
    const stop = end === -1 ? bytes.length : end;
    if (this.#text.length < LONGEST_LINE) this.#text += textOf(bytes.subarray(at, Math.min(stop, at + LONGEST_LINE)));
    if (end !== -1) this.#endLine();
    return stop;
  }

  #endLine(): void {
    const text = this.#text.trimEnd();
    // pg_dump writes its commands on lines of their own, and nothing is left open before them.
    if (this.#mode === 'command' && this.#statement !== null) {
      this.#listener.unusual?.(text);
      if (endsStatement(text)) this.#statement = null;
    }
    if (this.#mode === 'command') this.#listener.command?.(text);
    else this.#listener.comment?.(text);
    this.#mode = 'plain';
  }

  #copy(bytes: Buffer, at: number): number {
    const used = this.#rows.push(bytes.subarray(at));
    this.#escapes.push(bytes.subarray(at, at + used));
    if (this.#rows.ended && this.#copying !== null) {
      this.#listener.copied?.(this.#copying, this.#rows.rows);
      this.#rows = new CopyRows();
      this.#copying = null;
      this.#mode = 'plain';
    }
    return at + used;
  }

  #tell(open: OpenStatement): void {
    const statement = open.told();
    if (open.takesData) this.#copying = statement;
    this.#listener.statement?.(statement);
  }
}

/** Where the next line feed or carriage return is; -1 where there is none. */
function lineEnd(bytes: Buffer, at: number): number {
  const feed = bytes.indexOf(NEWLINE, at);
  const line = bytes.subarray(at, feed === -1 ? bytes.length : feed);
  const back = line.indexOf(CARRIAGE_RETURN);
  return back === -1 ? feed : at + back;
}
