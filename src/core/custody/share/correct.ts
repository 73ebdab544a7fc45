import { type Checksum, isRight, residueOf } from './checksum';
import { evaluate, inverse, multiply } from './gf1024';

/**
 * β = 8·y has order 93, the code's length, and β⁷⁷ to β⁸⁴ are zeros of the generator: eight in a row, so that two right
 * blocks differ in nine places at least (BIP-93, short code).
 */
const BETA = 8 << 5;
const ORDER = 93;
const FIRST_ZERO = 77;
const ZEROS = 8;

const BETA_POWERS = new Uint16Array(ORDER);
for (let exponent = 0, value = 1; exponent < ORDER; exponent++, value = multiply(value, BETA))
  BETA_POWERS[exponent] = value;

function beta(exponent: number): number {
  return BETA_POWERS[((exponent % ORDER) + ORDER) % ORDER] ?? 0;
}

/**
 * The one right block that differs from `block` in the erased places and in so few others that twice their number and
 * the erased ones together are at most eight: four wrong characters, or eight that cannot be read. Null where there is
 * none. What comes out is only the nearest block: a person must compare it with the card.
 *
 * @param erased places whose symbols are not known; what is there does not matter
 */
export function correctBlock(block: Uint8Array, erased: readonly number[], checksum: Checksum): Uint8Array | null {
  if (erased.length > ZEROS) return null;
  const syndromes = syndromesOf(residueOf(block, checksum));
  const erasures = erased.reduce<number[]>((product, place) => times(product, [1, locatorOf(block, place)]), [1]);
  const known = times(syndromes, erasures).slice(0, ZEROS);
  const errors = shortestRecurrence(known.slice(erased.length));
  if ((errors.length - 1) * 2 + erased.length > ZEROS) return null;
  const locators = times(errors, erasures);
  const places = [...block.keys()].filter((place) => evaluate(locators, beta(-powerOf(block, place))) === 0);
  if (places.length !== locators.length - 1) return null;

  const values = times(syndromes, locators).slice(0, ZEROS);
  // The derivative in characteristic two: the odd coefficients, each one place lower.
  const slope = locators.slice(1).map((coefficient, power) => (power % 2 === 0 ? coefficient : 0));
  const corrected = block.slice();
  for (const place of places) {
    const back = beta(-powerOf(block, place));
    const scale = beta((1 - FIRST_ZERO) * powerOf(block, place));
    const error = multiply(scale, multiply(evaluate(values, back), inverse(evaluate(slope, back))));
    if (error > 31) return null;
    corrected[place] = (corrected[place] ?? 0) ^ error;
  }
  return isRight(corrected, checksum) ? corrected : null;
}

/** A block is a polynomial whose first symbol has the highest power. */
function powerOf(block: Uint8Array, place: number): number {
  return block.length - 1 - place;
}

function locatorOf(block: Uint8Array, place: number): number {
  return beta(powerOf(block, place));
}

function syndromesOf(residue: Uint8Array): number[] {
  const rising = [...residue].toReversed();
  return Array.from({ length: ZEROS }, (_, at) => evaluate(rising, beta(FIRST_ZERO + at)));
}

function times(left: readonly number[], right: readonly number[]): number[] {
  const product = Array.from({ length: left.length + right.length - 1 }, () => 0);
  left.forEach((a, i) => right.forEach((b, j) => (product[i + j] = (product[i + j] ?? 0) ^ multiply(a, b))));
  return product;
}

/** Berlekamp and Massey: the shortest recurrence that makes the sequence, by rising powers, its first coefficient 1. */
function shortestRecurrence(sequence: readonly number[]): number[] {
  let current = [1];
  let before = [1];
  let length = 0;
  let shift = 1;
  let lastGap = 1;
  sequence.forEach((_, at) => {
    let gap = 0;
    for (let back = 0; back <= length; back++) gap ^= multiply(current[back] ?? 0, sequence[at - back] ?? 0);
    if (gap === 0) {
      shift++;
      return;
    }
    const factor = multiply(gap, inverse(lastGap));
    const step = [...Array.from({ length: shift }, () => 0), ...before.map((value) => multiply(factor, value))];
    const next = Array.from(
      { length: Math.max(current.length, step.length) },
      (_, i) => (current[i] ?? 0) ^ (step[i] ?? 0),
    );
    if (2 * length <= at) {
      before = current;
      lastGap = gap;
      length = at + 1 - length;
      shift = 1;
    } else {
      shift++;
    }
    current = next;
  });
  // A recurrence that is longer than its polynomial has fewer zeros than errors: it locates nothing.
  return current;
}
