import { expect, test } from 'vitest';
import { percentOf } from './percent';

test.each([
  [0, 0],
  [0.005, 0],
  [0.4299, 42],
  [0.999_999, 99],
  [1, 99],
  [-0.1, 0],
])('says of %d that it is %d per cent', (fraction, percent) => {
  expect(percentOf(fraction)).toBe(percent);
});
