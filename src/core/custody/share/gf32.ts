/**
 * The field of 32 elements in which the checksums reckon: polynomials over GF(2) modulo x⁵ + x³ + 1, as in BIP-173.
 * x itself generates all elements but zero.
 */
const MODULUS = 0b101001;

const EXP = new Uint8Array(62);
const LOG = new Uint8Array(32);
for (let exponent = 0, value = 1; exponent < 31; exponent++) {
  EXP[exponent] = value;
  EXP[exponent + 31] = value;
  LOG[value] = exponent;
  value <<= 1;
  if (value & 32) value ^= MODULUS;
}

export function multiply(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : (EXP[(LOG[a] ?? 0) + (LOG[b] ?? 0)] ?? 0);
}

/** x to the power of `exponent`, which is not negative. */
export function power(exponent: number): number {
  return EXP[exponent % 31] ?? 0;
}
