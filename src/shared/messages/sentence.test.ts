import * as fc from 'fast-check';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { readSentence } from './sentence';

/** By the library, as a whole. */
const byLibrary = (message: string, values: Record<string, string | number | boolean | null>) =>
  String(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).format(values));

describe('a sentence', () => {
  test.each([
    'plain words, a <tag> and a #',
    "an apostrophe: the archive's key",
    "quoted: '{name}' and ''",
    '{name} and {count}',
    '{count, plural, one {# file} other {# files}} of {count, number}',
    '{count, plural, =0 {none} one {one} other {{name}: #}}',
    '{count, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}',
    '{count, number, ::group-off} {count, number, percent}',
    '{on, select, true {on} other {off}}{nothing}',
  ])('is filled in as the library does: %s', (message) => {
    fc.assert(
      fc.property(
        fc.oneof(fc.nat(), fc.maxSafeInteger(), fc.double()),
        fc.string(),
        fc.boolean(),
        (count, name, on) => {
          const values = { count, name, on, nothing: null };
          expect(readSentence(message)(values)).toBe(byLibrary(message, values));
        },
      ),
    );
  });

  test('writes numbers by the rules of its language, whichever was asked for first', () => {
    const message = '{count, number} {count, plural, one {# file} other {# files}}';
    expect(readSentence(message, 'en')({ count: 1_234_567 })).toBe('1,234,567 1,234,567 files');
    expect(readSentence(message, 'de')({ count: 1_234_567 })).toBe('1.234.567 1.234.567 files');
    expect(readSentence('{part, number}', 'en')({ part: 0.5 })).toBe('0.5');
    expect(readSentence('{part, number}', 'de')({ part: 0.5 })).toBe('0,5');
  });

  test('needs all its values', () => {
    expect(() => readSentence('{name}')({})).toThrow('"name"');
  });

  test('must be well formed', () => {
    expect(() => readSentence('{name')).toThrow();
  });
});
