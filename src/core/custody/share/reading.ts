import { fold } from '../../card-alphabet';
import { ROW_SYMBOLS } from './blocks';
import { ROW_LENGTH } from './rows';

/** In front of the text of a QR code: it says whose share it is, and that the rows' checks are left out. */
export const QR_PREFIX = 'SALVOR:';

/** What was typed, scanned or read, cut into rows. */
export interface Reading {
  /** Whether each row ends with its check, as in the typed form, or the rows are bare, as in a QR code. */
  readonly checked: boolean;
  /** Folded characters, row by row; only the last row may be short, unless lines were taken as rows. */
  readonly rows: readonly string[];
}

/** How many characters a whole row has: 28 with its check, 27 without. */
export function rowLengthOf({ checked }: Pick<Reading, 'checked'>): number {
  return checked ? ROW_LENGTH : ROW_SYMBOLS;
}

/** In characters: many times what a card's file has, so that a book which was pasted by mistake costs nothing. */
const LONGEST_TEXT = 20_000;

/** Lines this much shorter or longer than a row are still taken as one row with something missing or too much. */
const LINE_TOLERANCE = 4;

/**
 * Cuts a text into rows. What follows the QR code's prefix, to the next empty line, is a QR code's text; anything else
 * is the typed form, whose lines are its rows where they have about a row's length, and which is else cut every 28
 * characters. The numbers that stand in front of printed rows are passed over.
 */
export function readRows(text: string): Reading {
  const plain = withoutQuotes(text.slice(0, LONGEST_TEXT).normalize('NFKC'));
  const prefixAt = plain.toUpperCase().lastIndexOf(QR_PREFIX);
  if (prefixAt >= 0) {
    const [body = ''] = plain
      .slice(prefixAt + QR_PREFIX.length)
      .trimStart()
      .split(/\n[^\S\n]*\n/);
    return { checked: false, rows: cut(fold(body), ROW_SYMBOLS) };
  }
  const lines = plain
    .split('\n')
    .filter((line) => fold(line) !== '')
    .map((line, at) => fold(withoutNumber(line, at + 1)));
  const whole = lines.slice(0, -1).every((line) => Math.abs(line.length - ROW_LENGTH) <= LINE_TOLERANCE);
  const rows = lines.length > 1 && whole ? lines.flatMap(asOneRow) : cut(lines.join(''), ROW_LENGTH);
  return { checked: true, rows };
}

/** A line that is longer than any row with something too much in it holds more than one. */
function asOneRow(line: string): string[] {
  return line.length > ROW_LENGTH + LINE_TOLERANCE ? cut(line, ROW_LENGTH) : [line];
}

/** A text in pieces of `length` characters; the last may be shorter. */
export function cut(text: string, length: number): string[] {
  const rows: string[] = [];
  for (let at = 0; at < text.length; at += length) rows.push(text.slice(at, at + length));
  return rows;
}

/**
 * The text with one kind of line end, without the marks of a quoted mail in front of its lines, and without the
 * characters that cannot be seen, with which chat programs surround what was pasted.
 */
function withoutQuotes(text: string): string {
  return text
    .replaceAll(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, '\n')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/^(?:[^\S\n]*[>|])+/gm, '');
}

/** The line without its row's number, where it starts with just that and continues after a space or a mark. */
function withoutNumber(line: string, rowNumber: number): string {
  const match = /^[^\p{L}\p{N}?]*(\d{1,2})(?:\s*[.):\]|]\s*|\s+)(?=[\p{L}\p{N}?]{2})/u.exec(line);
  return match !== null && Number(match[1]) === rowNumber ? line.slice(match[0].length) : line;
}
