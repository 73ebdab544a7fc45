import { describe, expect, test } from 'vitest';
import { wantedRange } from './range';

describe('wantedRange', () => {
  test.each([
    ['bytes=0-0', 10, { start: 0, end: 0 }],
    ['bytes=3-', 10, { start: 3, end: 9 }],
    ['bytes=3-99', 10, { start: 3, end: 9 }],
    ['bytes=-4', 10, { start: 6, end: 9 }],
    ['bytes=-40', 10, { start: 0, end: 9 }],
  ])('%s of %i bytes is one range', (header, size, wanted) => {
    expect(wantedRange(header, size)).toEqual(wanted);
  });

  test.each([
    ['bytes=10-', 10],
    ['bytes=-0', 10],
    ['bytes=0-', 0],
    ['bytes=-5', 0],
  ])('%s of %i bytes names bytes that do not exist', (header, size) => {
    expect(wantedRange(header, size)).toBe('unsatisfiable');
  });

  test.each([[undefined], ['bytes=-'], ['bytes=5-3'], ['bytes=0-1,4-5'], ['items=0-1'], ['bytes=a-b']])(
    '%s means the whole',
    (header) => {
      expect(wantedRange(header, 10)).toBe('whole');
    },
  );
});
