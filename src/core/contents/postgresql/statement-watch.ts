import { isUnsafeEncoding } from './unsafe-encodings';

/** Functions of the server that reach its files, other servers, or run what a text says. */
const REACHING = new Set([
  'pg_read_file',
  'pg_read_binary_file',
  'pg_stat_file',
  'pg_ls_dir',
  'pg_ls_logdir',
  'pg_ls_waldir',
  'pg_ls_tmpdir',
  'pg_ls_archive_statusdir',
  'pg_current_logfile',
  'pg_file_write',
  'pg_file_rename',
  'pg_file_unlink',
  'pg_file_sync',
  'pg_logdir_ls',
  'lo_import',
  'lo_export',
  'dblink',
  'dblink_connect',
  'dblink_connect_u',
  'dblink_exec',
  'dblink_open',
  'dblink_send_query',
  'query_to_xml',
  'query_to_xmlschema',
  'query_to_xml_and_xmlschema',
]);
/** Statements that pg_dump never writes and that run what they hold, or load what is on the server's disk. */
const RUNNING = new Set(['do', 'call', 'execute', 'load', 'import']);
/** Languages in which a function may do whatever the server's account may do, and extensions that bring one. */
const UNTRUSTED_LANGUAGE = /^(?:c|internal|pl[a-z0-9]*u|plsh|plr)$/;
const REACHING_EXTENSION = /^(?:pl[a-z0-9]*u|plsh|plr|adminpack|file_fdw)$/;

const AMPERSAND = 0x26;
/** In place of the last word where `U&` has just come. */
const ESCAPING = 'u&';

/**
 * Watches one statement, word by word and outside of quotes, for what makes the server or psql run programs, reach
 * files, or read what follows in another way.
 */
export class StatementWatch {
  /** Whether anything of that kind was there. */
  found = false;
  readonly #words: string[] = [];
  #last = '';
  #parens = 0;
  /** Of a COPY: behind its FROM or TO there may be nothing but the line that psql is given. */
  #direction = false;
  #directed = false;
  /** A setting's name is to come, as `set_config('search_path', …)` has it. */
  #setting = false;
  /** A subscription connects to its publisher as it is made, unless it says not to, as pg_dump's do. */
  #connects = false;

  word(word: string): void {
    this.#require(word === 'stdin' || word === 'stdout');
    const [first = word, second] = this.#words;
    if (this.#words.length < 4) this.#words.push(word);
    if (this.#words.length === 1 && RUNNING.has(word)) this.found = true;
    if (first === 'alter' && this.#words.length === 2 && word === 'system') this.found = true;
    if (
      first === 'copy' &&
      this.#parens === 0 &&
      !this.#directed &&
      (word === 'from' || word === 'to') &&
      this.#words.length > 1
    ) {
      this.#direction = true;
      this.#directed = true;
    }
    // psql takes data behind it whatever the statement looks like from here.
    if (first !== 'copy' && this.#last === 'from' && word === 'stdin') this.found = true;
    if (this.#last === 'language' && first === 'create') this.#language(word);
    const isExtension = this.#last === 'extension' || (second === 'extension' && this.#last === 'exists');
    if (isExtension) this.#extension(word);
    else this.#name(word);
    if (word === 'program' && (second === 'foreign' || second === 'server')) this.found = true;
    if (word === 'set_config') this.#setting = true;
    if (first === 'create' && word === 'subscription' && this.#words.length === 2) this.#connects = true;
    if (this.#last === 'connect' && word === 'false') this.#connects = false;
    if (first === 'set' && (second === 'client_encoding' || this.#words[2] === 'client_encoding')) this.#encoding(word);
    this.#last = word;
  }

  /** A name in double quotes, as it is. */
  quotedName(name: string): void {
    this.#unescaped();
    this.#require(false);
    this.#name(name);
    if (this.#last === 'extension' || this.#last === 'exists') this.#extension(name);
    if (this.#last === 'language') this.#language(name);
    if (this.#words.length < 4) this.#words.push('"');
    this.#last = '';
  }

  /** A quoted text, whose beginning is here. @param plain whether it has no escapes of its own */
  quotedText(text: string, plain: boolean): void {
    this.#unescaped();
    this.#require(false);
    if (this.#last === 'language') this.#language(plain ? text.toLowerCase() : 'c');
    if (this.#setting && (!plain || text !== 'search_path')) this.found = true;
    this.#setting = false;
    const [first, second, third] = this.#words;
    const naming =
      first === 'set' && (second === 'client_encoding' || second === 'names' || third === 'client_encoding');
    if (naming) this.#encoding(plain ? text : 'sjis');
    this.#last = '';
  }

  sign(byte: number): void {
    if (byte === 0x28) this.#parens += 1;
    if (byte === 0x29) this.#parens -= 1;
    // `SET x = …`, `… TO "a"."b"`: what comes next is still meant by the word before.
    if (byte === 0x3d || byte === 0x2e) return;
    this.#require(false);
    if (byte === AMPERSAND && this.#last === 'u') this.#last = ESCAPING;
    else if (byte !== 0x28) this.#last = '';
  }

  /** To be called at the statement's end. */
  end(): boolean {
    this.#require(false);
    return this.found || this.#setting || this.#connects;
  }

  /** Quotes begin: in `U&"…"` and `U&'…'`, which pg_dump never writes, any word can be spelt so that it is not seen. */
  #unescaped(): void {
    if (this.#last === ESCAPING) this.found = true;
  }

  #name(name: string): void {
    if (REACHING.has(name)) this.found = true;
  }

  #require(isStdio: boolean): void {
    if (this.#direction && !isStdio) this.found = true;
    this.#direction = false;
  }

  #language(name: string): void {
    if (UNTRUSTED_LANGUAGE.test(name)) this.found = true;
  }

  #extension(name: string): void {
    if (REACHING_EXTENSION.test(name)) this.found = true;
  }

  #encoding(name: string): void {
    if (isUnsafeEncoding(name)) this.found = true;
  }

  copy(): StatementWatch {
    const other = new StatementWatch();
    other.found = this.found;
    other.#words.push(...this.#words);
    other.#last = this.#last;
    other.#parens = this.#parens;
    other.#direction = this.#direction;
    other.#directed = this.#directed;
    other.#setting = this.#setting;
    other.#connects = this.#connects;
    return other;
  }

  /** Two watches of equal state find the same from here on. */
  get state(): string {
    return JSON.stringify([
      this.found,
      this.#words,
      this.#last,
      this.#parens,
      this.#direction,
      this.#directed,
      this.#setting,
      this.#connects,
    ]);
  }
}
