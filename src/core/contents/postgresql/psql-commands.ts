import { isUnsafeEncoding } from './unsafe-encodings';

/**
 * psql's own commands that pg_dump and pg_dumpall write, in the very forms that they write. All others can start
 * programs, read or write files, run what a query returns, or change how psql reads what follows. The name of a
 * database alone may follow `\connect`: with more it would lead to another server.
 */
const WRITTEN = [
  /^\\(?:un)?restrict [A-Za-z0-9]{1,200}$/,
  /^\\connect (?:[\w$\u0080-\uffff]{1,200}|"[^"\\`\r\n]{1,200}")$/,
  /^\\connect -reuse-previous=on "dbname='(?:[^'"\\`\r\n]|\\\\[\\']){1,300}'"$/,
];
const ENCODING = /^\\encoding '?([\w-]{1,40})'?$/;

/** Whether a command, from its backslash to the end of its line, is none that pg_dump writes. */
export function isUnusualCommand(command: string): boolean {
  const encoding = ENCODING.exec(command)?.[1];
  if (encoding !== undefined) return isUnsafeEncoding(encoding);
  return !WRITTEN.some((form) => form.test(command));
}

/** psql's commands that send the statement before them, as a semicolon does. */
const SENDING = /^\\(?:g|gx|gset|gexec|gdesc|crosstabview|watch)(?=[\s\\]|$)/;

/** Whether a command, from its backslash on, ends the statement that it follows. */
export function endsStatement(command: string): boolean {
  return SENDING.test(command);
}
