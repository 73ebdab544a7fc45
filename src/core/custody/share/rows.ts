import { textOf } from '../../card-alphabet';
import { ROW_SYMBOLS } from './blocks';
import { multiply, power } from './gf32';

/** One typed row: seven groups of four upper-case characters, the last character being the row's check. */
export interface Row {
  readonly groups: string[];
}

export const GROUP_LENGTH = 4;
export const ROW_LENGTH = ROW_SYMBOLS + 1;
export const GROUPS_PER_ROW = ROW_LENGTH / GROUP_LENGTH;

/**
 * The check of a row's 27 symbols: their sum in GF(32), each weighed with another power of x, and the row's number
 * (from 1, through the whole card). As the 28 weights of a row are all different and none is zero, any one wrong
 * character shows, any two that changed places, and a row that is in another's place.
 */
export function rowCheck(symbols: Uint8Array, rowNumber: number): number {
  return symbols.reduce((sum, symbol, at) => sum ^ multiply(power(at + 1), symbol), rowNumber & 31);
}

/** Which row a row says it is, by its check: its own number where nothing is wrong. */
export function claimedNumber(symbols: Uint8Array, check: number): number {
  return rowCheck(symbols, 0) ^ check;
}

/** Blocks as the rows that people type, numbered on from `firstNumber`. */
export function rowsOf(blocks: readonly Uint8Array[], firstNumber: number): Row[] {
  const symbols = Uint8Array.from(blocks.flatMap((block) => [...block]));
  return Array.from({ length: symbols.length / ROW_SYMBOLS }, (_, at) => {
    const row = symbols.subarray(at * ROW_SYMBOLS, (at + 1) * ROW_SYMBOLS);
    return { groups: groupsOf(textOf([...row, rowCheck(row, firstNumber + at)])) };
  });
}

/** A row's text in groups of four; the last may be shorter. */
export function groupsOf(text: string): string[] {
  const characters = [...text];
  const groups: string[] = [];
  for (let at = 0; at < characters.length; at += GROUP_LENGTH)
    groups.push(characters.slice(at, at + GROUP_LENGTH).join(''));
  return groups;
}
