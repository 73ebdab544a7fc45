/** How one group of four digits compares with the one that the server sends. */
export type GroupVerdict = 'same' | 'different' | 'unfinished' | 'missing';

export interface Comparison {
  /** What was typed, as groups of up to four lower-case hex digits; always four of them, empty where missing. */
  typed: readonly string[];
  groups: readonly GroupVerdict[];
  /** `unreadable`: the field holds something other than a fingerprint. */
  verdict: 'empty' | 'unfinished' | 'unreadable' | 'same' | 'different';
}

/** A fingerprint within other words, such as a whole line copied from a console; never part of a longer run. */
const WITHIN_WORDS =
  /(?<![0-9a-f])(?<![0-9a-f]{4}[:.\-–])([0-9a-f]{4}(?:[\s:.\-–]?[0-9a-f]{4}){3})(?![0-9a-f]|[:.\-–][0-9a-f])/i;
const SEPARATORS = /[\s:.\-–]/g;
const GROUPS = 4;
const DIGITS = 4;

/** The four groups of a fingerprint as it is written: `25e4:effe:c971:cbf1`. */
export function groupsOf(fingerprint: string): string[] {
  return fingerprint.toLowerCase().split(':');
}

/**
 * Compares, group by group, the fingerprint that a person typed or pasted with the server's. Upper case,
 * spaces, hyphens and words around it are forgiven; a digit that differs is not.
 */
export function compare(expected: string, text: string): Comparison {
  const wanted = groupsOf(expected);
  const digits = (WITHIN_WORDS.exec(text)?.[1] ?? text).replace(SEPARATORS, '').toLowerCase();
  const typed = Array.from({ length: GROUPS }, (_, group) => digits.slice(group * DIGITS, (group + 1) * DIGITS));
  const groups = typed.map((group, place): GroupVerdict => {
    const other = wanted[place] ?? '';
    if (group === '') return 'missing';
    if (group === other) return 'same';
    return other.startsWith(group) ? 'unfinished' : 'different';
  });

  if (digits === '') return { typed, groups, verdict: 'empty' };
  if (/[^0-9a-f]/.test(digits) || digits.length > GROUPS * DIGITS) {
    return { typed: typed.map(() => ''), groups: groups.map(() => 'missing' as const), verdict: 'unreadable' };
  }
  if (groups.includes('different')) return { typed, groups, verdict: 'different' };
  return { typed, groups, verdict: groups.every((group) => group === 'same') ? 'same' : 'unfinished' };
}
