import { startsWith } from './magic';
import { UTF8_BOM } from './text-head';

/**
 * Recognises plain SQL for PostgreSQL in one pass over the bytes, however the bytes were chosen: white
 * space, comments and psql's own commands, up to the first statement.
 */

/** How much is read: long enough for a licence text in a comment before the first statement. */
const SQL_HEAD = 4096;
/** How much of a statement is read to recognise it. */
const STATEMENT = 200;
/** pg_dump and pg_dumpall begin so; before it there is only an empty comment. */
const DUMP_COMMENT = '-- PostgreSQL database ';
/** Of so many bytes of comments the first statement may only have been out of sight. */
const ENOUGH_COMMENT = 512;

/** What the dumps of other databases have in their first kilobyte, in small letters. */
export const SQL_OF_OTHERS: readonly string[] = [
  '-- mysql dump',
  '-- mariadb dump',
  '/*!',
  '-- phpmyadmin',
  'pragma foreign_keys',
  'set identity_insert',
  'create table `',
  'drop table if exists `',
];

/**
 * What follows a first word where it begins a statement and no English sentence. Each is anchored and looks at 200
 * characters.
 */
const OBJECT =
  /^(?:or replace |unlogged |global |local |temp |temporary |unique |materialized |foreign |trusted |procedural |default |event |text search |user |if exists )*(?:table|schema|extension|function|procedure|type|domain|role|user|group|database|sequence|index|view|trigger|rule|policy|operator|aggregate|cast|collation|conversion|language|publication|subscription|server|statistics|tablespace|transform|wrapper|data|mapping|privileges|parser|dictionary|template|configuration|access|large|owned|system|recursive|routine)\b/;
const STATEMENTS: Readonly<Record<string, RegExp>> = {
  set: /^(?:(?:session |local )?[\w.]+ ?(?:=|to )|session authorization |session characteristics |role |transaction |constraints |time zone |names )/,
  create: OBJECT,
  alter: OBJECT,
  drop: OBJECT,
  comment: /^on /,
  security: /^label /,
  insert: /^into /,
  delete: /^from /,
  truncate: /^(?:table |only |["\w])/,
  copy: /^(?:\(|[^ ]+ ?(?:\(|from |to ))/,
  select: /^(?:[\d'"*(]|[\w.]+ ?[(.,;]|[\w.]+ from )/,
  begin: /^(?:;|work|transaction|isolation|read )/,
  start: /^transaction\b/,
  grant: /^[^;]* (?:on|to) /,
  revoke: /^[^;]* (?:on|from) /,
  do: /^(?:language |\$|')/,
  with: /^(?:recursive )?[\w"]+ ?(?:\(|as )/,
  values: /^\(/,
  reset: /^(?:all|role|[\w.]+);/,
  lock: /^table /,
  analyze: /^(?:;|["\w])/,
};

/** Whether these first bytes are SQL as pg_dump or a person writes it for PostgreSQL. */
export function beginsAsSql(head: Uint8Array): boolean {
  const from = startsWith(head, UTF8_BOM) ? UTF8_BOM.length : 0;
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1', from, SQL_HEAD);
  let isDump = false;
  let at = 0;
  while (at < text.length) {
    const end = elementEnd(text, at);
    if (end === null) break;
    const element = text.slice(at, end);
    if (hasControl(element)) return false;
    if (element.startsWith(DUMP_COMMENT) || element.startsWith('\\restrict ')) isDump = true;
    else if (isOfOthers(element)) return false;
    at = end;
  }
  if (at >= text.length) return isDump || (at >= ENOUGH_COMMENT && /^-- ?[^-]/.test(text));
  return beginsStatement(text.slice(at, at + STATEMENT));
}

/** The end of the white space, comment or command of psql that begins at `at`; null where a statement does. */
function elementEnd(text: string, at: number): number | null {
  const sign = text.charCodeAt(at);
  if (sign === 0x20 || (sign >= 0x09 && sign <= 0x0d)) return at + 1;
  if (text.startsWith('--', at)) return lineEnd(text, at);
  if (text.startsWith('/*', at)) {
    const end = text.indexOf('*/', at + 2);
    return end === -1 ? text.length : end + 2;
  }
  return text.startsWith('\\', at) ? lineEnd(text, at) : null;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

function isOfOthers(element: string): boolean {
  const begins = element.slice(0, 40).toLowerCase();
  return SQL_OF_OTHERS.some((other) => begins.startsWith(other));
}

/** A word that begins a statement, with what can follow it. Any white space counts as one space. */
function beginsStatement(text: string): boolean {
  const [statement = ''] = text.split(';', 1);
  const plain = `${statement
    .toLowerCase()
    .split(/\s/)
    .filter((word) => word !== '')
    .join(' ')}${text.length > statement.length ? ';' : ' '}`;
  if (hasControl(statement) || plain.includes('`')) return false;
  const word = /^[a-z]+/.exec(plain)?.[0] ?? '';
  const rest = plain.slice(word.length).replace(/^ /, '');
  return STATEMENTS[word]?.test(rest) ?? false;
}

/** Control characters other than white space are in no text. */
function hasControl(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /[\0-\x08\x0e-\x1f\x7f]/.test(text);
}
