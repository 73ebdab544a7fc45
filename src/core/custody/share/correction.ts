import { ALPHABET, characterOf, textOf, UNREADABLE, valueOf } from '../../card-alphabet';
import { MOST_SEALED_BLOCKS, ROW_SYMBOLS, ROWS_PER_BLOCK } from './blocks';
import { type CheckedBlock, type CheckedRow, checkRow, checkRows, claimsChangePlaces } from './checked-rows';
import { correctBlock } from './correct';
import { cut, type Reading, rowLengthOf } from './reading';
import { groupsOf, rowCheck } from './rows';

type Rows = readonly string[];

/** The rows of the longest card, and some too many. */
const MOST_ROWS = ROWS_PER_BLOCK * (2 + MOST_SEALED_BLOCKS);

/** Wrong characters that are put right in one block, its rows' checks counted with it; unreadable ones come on top. */
const MOST_WRONG = 4;

/**
 * Rows in which every block that was wrong is right again, or null where there is none, or one of them cannot be put
 * right. It is a proposal: only the card can tell whether the nearest right block is the one that was meant.
 *
 * Tried in this order, block by block: up to four wrong characters and up to eight unreadable ones; one character left
 * out or one too many; two groups, or rows, that changed places.
 */
export function correctRows(reading: Reading): Rows | null {
  let { rows } = reading;
  // A text that is longer than any card was pasted by mistake, and is not worth the search.
  if (rows.length > MOST_ROWS) return null;
  for (let at = 0; ; at++) {
    const block = checkRows({ ...reading, rows }).blocks[at];
    if (block === undefined) return rows === reading.rows ? null : rows;
    if (!isWrong(block, rows)) continue;
    const repaired = repair({ ...reading, rows }, block, at);
    if (repaired === null) return null;
    rows = repaired;
  }
}

/** A block that is not all there may still be in the middle of being typed: that is no error. */
function isWrong({ verdict, rows }: CheckedBlock, all: Rows): boolean {
  if (verdict === 'wrong' || rows.some((row) => row.verdict === 'wrong')) return true;
  return rows.some((row) => row.verdict === 'incomplete' && row.number < all.length);
}

function repair(reading: Reading, block: CheckedBlock, at: number): Rows | null {
  const direct = correctInRows(reading, block, MOST_WRONG);
  if (direct !== null || !reading.checked) return direct;
  for (const rows of rearrange(reading, block)) {
    // Nothing but the character that was left out may still be open: this is not the place to correct more.
    if (!block.rows.every(({ number }) => isRowRight(rows[number - 1] ?? '', number))) continue;
    const variant = { ...reading, rows };
    const moved = checkRows(variant).blocks[at];
    if (moved === undefined) continue;
    const repaired = moved.verdict === 'right' ? rows : correctInRows(variant, moved, 0);
    if (repaired !== null) return repaired;
  }
  return null;
}

/** By the row's own check, if it can be computed. */
function isRowRight(text: string, number: number): boolean {
  return text.includes(UNREADABLE) || checkRow(text, number, true).verdict === 'right';
}

/** The rows with one block corrected, where at most `mostWrong` characters besides the unreadable ones are changed. */
function correctInRows(reading: Reading, block: CheckedBlock, mostWrong: number): Rows | null {
  const length = rowLengthOf(reading);
  if (block.rows.some(({ text }) => text.length !== length)) return null;
  const typed = block.rows.map(({ text }) => Array.from(text, valueOf));
  const symbols = typed.flatMap((row) => row.slice(0, ROW_SYMBOLS));
  const unreadable = [...symbols.keys()].filter((place) => symbols[place] === undefined);
  const corrected = correctBlock(
    Uint8Array.from(symbols, (symbol) => symbol ?? 0),
    unreadable,
    block.checksum,
  );
  if (corrected === null) return null;
  const rows = [...reading.rows];
  let wrong = 0;
  block.rows.forEach(({ number, text }, at) => {
    const row = corrected.subarray(at * ROW_SYMBOLS, (at + 1) * ROW_SYMBOLS);
    const line = textOf(row) + (reading.checked ? characterOf(rowCheck(row, number)) : '');
    wrong += [...text].filter((character, place) => ALPHABET.includes(character) && character !== line[place]).length;
    rows[number - 1] = line;
  });
  return wrong <= mostWrong ? rows : null;
}

/** The same characters in other places: what is tried where too much is wrong for the checksum alone. */
function* rearrange(reading: Reading, block: CheckedBlock): Generator<Rows> {
  const wrong = block.rows.filter(({ verdict }) => verdict === 'wrong' || verdict === 'incomplete');
  const [first] = wrong;
  if (first === undefined) return;
  yield* inOrderOfClaims(reading.rows, checkRows(reading).rows);
  const length = rowLengthOf(reading);
  const uneven = wrong.find(({ text }) => Math.abs(text.length - length) === 1);
  if (uneven !== undefined)
    yield* withOneMoreOrLess(uneven.text, length).map((text) => replaceRow(reading.rows, uneven.number, text));
  // Where the rows were cut by counting, what is missing in one has moved all that follow.
  if (reading.rows.slice(0, -1).every((text) => text.length === length)) {
    const before = reading.rows.slice(0, first.number - 1);
    const rest = reading.rows.slice(first.number - 1).join('');
    for (let place = 0; place < length; place++) {
      yield [...before, ...cut(rest.slice(0, place) + UNREADABLE + rest.slice(place), length)];
      yield [...before, ...cut(rest.slice(0, place) + rest.slice(place + 1), length)];
    }
  }
  yield* withGroupsSwapped(reading.rows, wrong);
}

function withOneMoreOrLess(text: string, length: number): string[] {
  if (text.length > length) return Array.from(text, (_, place) => text.slice(0, place) + text.slice(place + 1));
  return Array.from({ length }, (_, place) => text.slice(0, place) + UNREADABLE + text.slice(place));
}

/** Rows that all say which they are, each another one's number. */
function* inOrderOfClaims(rows: Rows, checked: readonly CheckedRow[]): Generator<Rows> {
  if (!claimsChangePlaces(checked)) return;
  yield checked.reduce(
    (sorted, { claims, text }) => (claims === null ? sorted : replaceRow(sorted, claims, text)),
    rows,
  );
}

function* withGroupsSwapped(rows: Rows, wrong: readonly CheckedRow[]): Generator<Rows> {
  const groups = wrong.flatMap(({ number, text }) => groupsOf(text).map((group, at) => ({ number, at, text: group })));
  for (const [order, one] of groups.entries()) {
    for (const other of groups.slice(order + 1)) {
      if (one.text === other.text || one.text.length !== other.text.length) continue;
      yield withGroup(withGroup(rows, one, other.text), other, one.text);
    }
  }
}

function withGroup(rows: Rows, { number, at }: { number: number; at: number }, text: string): Rows {
  return replaceRow(
    rows,
    number,
    groupsOf(rows[number - 1] ?? '')
      .with(at, text)
      .join(''),
  );
}

function replaceRow(rows: Rows, number: number, text: string): Rows {
  return rows.map((row, at) => (at === number - 1 ? text : row));
}
