import { expect, test } from 'vitest';
import { block, fields, indent, table, wrap } from './layout';

test('fields stand in one column, and those without a value are left out', () => {
  expect(
    fields([
      ['Site', 'Harbour'],
      ['Opened with', 'a:b'],
      ['Note', null],
      ['Empty', ''],
    ]),
  ).toBe('Site         Harbour\nOpened with  a:b');
});

test('columns are as wide as their widest cell', () => {
  const rows = [
    ['Id', 'Size', 'Name'],
    ['7', '1.0 KiB', 'a'],
    ['12', '108.2 KiB', ''],
  ];
  expect(table(rows, new Set([1]))).toBe('Id       Size  Name\n7     1.0 KiB  a\n12  108.2 KiB');
});

test('blocks have an empty line between them', () => {
  expect(block('a', '', 'b')).toBe('a\n\nb');
});

test('an indent leaves empty lines empty', () => {
  expect(indent('a\n\nb', 3)).toBe('   a\n\n   b');
});

test('a paragraph is broken between words, never within one', () => {
  expect(wrap('one two three', 7)).toBe('one two\nthree');
  expect(wrap('/a/very/long/path is here', 8)).toBe('/a/very/long/path\nis here');
});
