import { describe, expect, test } from 'vitest';
import { readJson } from './json-text';

const read = (text: string | Buffer) => readJson(Buffer.from(text));

describe('JSON as the portal reads it', () => {
  test.each([
    ['{"a": [1, "NaN", "-Infinity \\" NaN"]}', { a: [1, 'NaN', '-Infinity " NaN'] }],
    ['-1', -1],
    [`"${'['.repeat(2000)}\\"${'{'.repeat(2000)}"`, `${'['.repeat(2000)}"${'{'.repeat(2000)}`],
    [`[${'[],'.repeat(2000)}0]`, [...Array.from({ length: 2000 }, () => []), 0]],
  ])('strictly: %s', (text, value) => {
    expect(read(text)).toEqual({ value, strict: true });
  });

  test.each([
    ['{"a": NaN, "b": [Infinity, -Infinity], "c": "NaN", "d": -1}', { a: null, b: [null, null], c: 'NaN', d: -1 }],
    ['NaN', null],
    ['{"\\\\": NaN}', { '\\': null }],
  ])('with numbers that only Python knows: %s', (text, value) => {
    expect(read(text)).toEqual({ value, strict: false });
  });

  test.each<[string | Buffer, string]>([
    ['\uFEFF{}', 'bom'],
    [Buffer.from([0x22, 0xff, 0x22]), 'not-utf-8'],
    [Buffer.from('{}', 'utf16le'), 'not-json'],
    ['{"a": Nan}', 'not-json'],
    ['{"a": NaN', 'not-json'],
    [`${'['.repeat(1000)}${']'.repeat(1000)}`, 'too-deep'],
    [`{"a": NaN, "b": ${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}}`, 'too-deep'],
    ['', 'not-json'],
    ['<html>', 'not-json'],
  ])('not at all: %j', (text, reason) => {
    expect(read(text)).toEqual({ reason });
  });

  test('in time that grows with its length', () => {
    const began = performance.now();
    expect(read('N'.repeat(1_000_000))).toEqual({ reason: 'not-json' });
    expect(read(`${'[-'.repeat(400_000)}NaN`)).toEqual({ reason: 'not-json' });
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
