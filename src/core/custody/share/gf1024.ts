import { multiply as multiply32 } from './gf32';

/**
 * The field of 1024 elements in which errors are located: a + b·y over {@link multiply32 GF(32)} with y² = y + 1, held
 * as a | b << 5.
 */
export function multiply(left: number, right: number): number {
  const [a, b, c, d] = [left & 31, left >> 5, right & 31, right >> 5];
  const high = multiply32(b, d);
  return (multiply32(a, c) ^ high) | ((multiply32(a, d) ^ multiply32(b, c) ^ high) << 5);
}

/** @param value not zero: its inverse is its 1022nd power */
export function inverse(value: number): number {
  let result = 1;
  for (let bit = 9; bit >= 0; bit--) {
    result = multiply(result, result);
    if ((1022 >> bit) & 1) result = multiply(result, value);
  }
  return result;
}

/** The value of a polynomial whose coefficients stand by rising powers. */
export function evaluate(polynomial: readonly number[], at: number): number {
  return polynomial.reduceRight((sum, coefficient) => multiply(sum, at) ^ coefficient, 0);
}
