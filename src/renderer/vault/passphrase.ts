/** What can be said of a passphrase without a dictionary: by its length and by how much of it is different. */
export type Strength = 'short' | 'weak' | 'fair' | 'good';

/** As the vault holds it, in characters. */
export const SHORTEST_PASSPHRASE = 10;

const FAIR_LENGTH = 14;
const GOOD_LENGTH = 20;
/** A run through the alphabet, the digits or the keyboard, or a sign repeated. */
const RUNS = 'abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm qwertzuiop yxcvbnm';
const RUN = 4;

/** Counts a passphrase's signs, each of a run or of a repetition only once, and says how far that goes. */
export function strengthOf(passphrase: string): Strength {
  const signs = [...passphrase];
  if (signs.length < SHORTEST_PASSPHRASE) return 'short';
  const counted = countedLength(passphrase.toLowerCase());
  if (counted < SHORTEST_PASSPHRASE || new Set(signs).size < 6) return 'weak';
  if (counted < FAIR_LENGTH) return 'weak';
  return counted < GOOD_LENGTH ? 'fair' : 'good';
}

function countedLength(text: string): number {
  let counted = 0;
  for (let at = 0; at < text.length; at += 1) {
    const before = text.slice(Math.max(0, at - RUN + 1), at + 1);
    const isRun = before.length === RUN && (RUNS.includes(before) || [...RUNS].toReversed().join('').includes(before));
    const isRepeated = at >= RUN && text.slice(0, at).includes(before);
    if (!isRun && !isRepeated && text[at] !== text[at - 1]) counted += 1;
  }
  return counted;
}
