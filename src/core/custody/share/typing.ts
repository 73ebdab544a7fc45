import { valueOf } from '../../card-alphabet';
import { type Failure, failed } from '../../errors';
import { otherProgramOf } from '../../other-programs';
import type { Card } from './card-text';
import { type CheckedCard, claimsChangePlaces, isShareStart, readCard, skippedRow, type Verdict } from './checked-rows';
import { correctRows } from './correction';
import { QR_PREFIX, rowLengthOf } from './reading';
import { GROUP_LENGTH, GROUPS_PER_ROW, groupsOf } from './rows';

export interface TypedGroup {
  readonly text: string;
  readonly verdict: Verdict;
}

export interface TypedRow {
  /** From 1, through the whole card. */
  readonly number: number;
  readonly part: 'share' | 'sealed';
  readonly groups: readonly TypedGroup[];
  readonly verdict: Verdict;
  /**
   * The row that this one is, where rows were left out before it or changed places; null where it may just be mistyped.
   */
  readonly claims: number | null;
}

/** What a field shows while a card is typed into it. */
export interface TypingState {
  readonly rows: readonly TypedRow[];
  /** `right` for a whole share alone, too; once a row of the sealed part is begun, it must be whole as well. */
  readonly verdict: 'empty' | Verdict;
  /** The share once it is right, with the sealed part where that is whole as well; null while anything is wrong. */
  readonly card: Card | null;
  /** Why what was typed is wrong; null while it is right or only not complete. */
  readonly failure: Failure | null;
  readonly correction: Correction | null;
}

/** What was probably meant. A person must compare the changed groups with the card before it is used. */
export interface Correction {
  readonly text: string;
  /** The groups of each row. */
  readonly rows: readonly (readonly string[])[];
  /** Counts groups from 0 through all rows, seven to each. */
  readonly changed: readonly number[];
}

/** Reads the text of a field, each time it changes. Throws nothing. */
export function readTyping(text: string): TypingState {
  const { reading, checked } = readCard(text);
  const program = checked.failure === null ? null : otherProgramOf(text);
  if (program !== null) {
    return {
      rows: [],
      verdict: 'wrong',
      card: null,
      failure: failed('share-other-program', { program }).failure,
      correction: null,
    };
  }
  if (reading.rows.length === 0) return { rows: [], verdict: 'empty', card: null, failure: null, correction: null };
  const corrected = checked.failure === null ? null : correctRows(reading);
  const changed = corrected === null ? [] : changedGroups(reading.rows, corrected);
  const rows = typedRows(checked, rowLengthOf(reading), new Set(changed));
  const verdict = verdictOf(checked, rows);
  return {
    rows,
    verdict,
    card: checked.share === null || verdict === 'wrong' ? null : { share: checked.share, sealed: checked.sealed },
    failure: verdict === 'wrong' ? checked.failure : null,
    correction:
      corrected === null
        ? null
        : { text: writeRows(corrected, reading.checked), rows: corrected.map((row) => groupsOf(row)), changed },
  };
}

function verdictOf({ failure }: CheckedCard, rows: readonly TypedRow[]): Verdict {
  if (failure === null) return 'right';
  const atEnd = failure.code === 'share-cut-short' && failure.params.row >= rows.length;
  return atEnd && rows.every(({ verdict }) => verdict !== 'wrong') ? 'incomplete' : 'wrong';
}

function typedRows({ rows, blocks }: CheckedCard, length: number, changed: ReadonlySet<number>): TypedRow[] {
  // A mistyped row claims any number: only several that fit together are believed.
  const isMoved = skippedRow(rows) !== null || claimsChangePlaces(rows);
  return blocks.flatMap((block) =>
    block.rows.map((row): TypedRow => {
      const proven = row.verdict === 'right' || block.verdict === 'right';
      const groups = groupsOf(row.text).map((text, at): TypedGroup => {
        const tooMuch = at * GROUP_LENGTH + text.length > length;
        const strange = [...text].some((character) => valueOf(character) === undefined);
        const noStart = row.number === 1 && at === 0 && !isShareStart(text);
        if (tooMuch || strange || noStart || changed.has(indexOf(row.number, at))) return { text, verdict: 'wrong' };
        if (proven) return { text, verdict: 'right' };
        return { text, verdict: text.length < GROUP_LENGTH ? 'incomplete' : 'unproven' };
      });
      const wrong = row.verdict === 'wrong' || groups.some(({ verdict }) => verdict === 'wrong');
      const verdict = wrong ? 'wrong' : proven ? 'right' : row.verdict;
      return { number: row.number, part: block.part, groups, verdict, claims: isMoved ? row.claims : null };
    }),
  );
}

function indexOf(rowNumber: number, group: number): number {
  return (rowNumber - 1) * GROUPS_PER_ROW + Math.min(group, GROUPS_PER_ROW - 1);
}

function changedGroups(typed: readonly string[], corrected: readonly string[]): number[] {
  const indexes = corrected.flatMap((row, at) => {
    const before = groupsOf(typed[at] ?? '');
    return groupsOf(row).flatMap((group, place) => (group === before[place] ? [] : [indexOf(at + 1, place)]));
  });
  return [...new Set(indexes)];
}

function writeRows(rows: readonly string[], checked: boolean): string {
  return checked ? rows.map((row) => groupsOf(row).join(' ')).join('\n') : QR_PREFIX + rows.join('');
}
