import { posix, win32 } from 'node:path';
import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SafePaths, safeParts } from './safe-names';

describe('a name out of an archive', () => {
  test.each([
    ['uploads/réunion.pdf', ['uploads', 'réunion.pdf']],
    ['../../etc/passwd', ['_', '_', 'etc', 'passwd']],
    ['.. /x', ['_', 'x']],
    ['/etc//shadow', ['etc', 'shadow']],
    ['\\\\server\\share\\x', ['server', 'share', 'x']],
    ['C:\\Windows\\x', ['C_', 'Windows', 'x']],
    ['uploads/c:x', ['uploads', 'c_x']],
    ['COM1.tar.gz', ['_COM1.tar.gz']],
    ['aux', ['_aux']],
    ['name. . ', ['name']],
    ['a\u{0}b\u{1b}[31m', ['a_b_[31m']],
    ['gpj.\u{202e}exe', ['gpj._exe']],
    ['./.', ['_']],
    ['', ['_']],
  ])('%j becomes %j', (name, parts) => {
    expect(safeParts(name, false)).toEqual(parts);
  });

  test('keeps what only Windows refuses, except there', () => {
    expect(safeParts('Who? "Us" <a|b>:c*', false)).toEqual(['Who? "Us" <a|b>:c*']);
    expect(safeParts('Who? "Us" <a|b>:c*', true)).toEqual(['Who_ _Us_ _a_b__c_']);
  });

  test('is shortened to what a file system takes, with its ending', () => {
    const [part] = safeParts(`${'ü'.repeat(300)}.sql.gz`, false);
    expect(Buffer.byteLength(part ?? '')).toBeLessThanOrEqual(220);
    expect(part).toMatch(/^ü+\.gz$/);
  });

  test('never leads out of its folder, whatever it is', () => {
    const piece = oneof(
      constantFrom('..', '.', '/', '\\', 'C:', 'nul', ' ', '\u{0}', '\u{202e}'),
      string({ unit: 'binary', maxLength: 8 }),
    );
    assert(
      property(array(piece, { maxLength: 12 }), (pieces) => {
        const path = new SafePaths(true).give(pieces.join(''), false).path;
        expect(posix.resolve('/root', path).startsWith('/root/')).toBe(true);
        expect(win32.resolve('D:\\root', path).startsWith('D:\\root\\')).toBe(true);
        // oxlint-disable-next-line no-control-regex
        expect(path).not.toMatch(/[\0-\x1f\x7f]|[. ](?:\/|$)|^$/);
      }),
    );
  });
});

describe('the paths of one archive', () => {
  test('are all different, also where capitals do not count', () => {
    const paths = new SafePaths(false);
    const given = ['a.txt', 'A.TXT', 'a.txt', 'b', 'b/c', 'd/e', 'd', 'D/f'].map((name) => paths.give(name, false));
    expect(given.map(({ path }) => path)).toEqual([
      'a.txt',
      'A (2).TXT',
      'a (3).txt',
      'b',
      'b (2)/c',
      'd/e',
      'd (2)',
      'D/f',
    ]);
    expect(given.map(({ duplicate }) => duplicate)).toEqual([false, false, true, false, false, false, false, false]);
  });

  // Seconds here would be minutes, or more, where the time grows with the square.
  test('are found without the time growing with the square of the entries', { timeout: 20_000 }, () => {
    const many = 30_000;
    const twins = new SafePaths(false);
    const given = Array.from({ length: many }, () => twins.give('uploads/same.txt', false).path);
    expect(new Set(given).size).toBe(many);
    expect(given.at(-1)).toBe(`uploads/same (${many}).txt`);
    // Folders that all have to give way to files of their name.
    const folders = new SafePaths(false);
    for (let index = 0; index < many; index += 1) folders.give('a', false);
    for (let index = 0; index < many; index += 1)
      expect(folders.give(`a/${index}/x`, false).path).toBe(`a (${many + 1})/${index}/x`);
  });

  test('are bounded in depth, and stay different', { timeout: 20_000 }, () => {
    const paths = new SafePaths(false);
    const given = Array.from(
      { length: 50 },
      (_, index) => paths.give(`${'x/'.repeat(30_000)}${index % 2}`, false).path,
    );
    expect(new Set(given).size).toBe(50);
    for (const path of given) expect(path.split('/').length).toBeLessThanOrEqual(101);
  });

  test('let a folder and what is in it be one', () => {
    const paths = new SafePaths(false);
    expect(paths.give('uploads/', true)).toEqual({ path: 'uploads', duplicate: false });
    expect(paths.give('uploads/a', false)).toEqual({ path: 'uploads/a', duplicate: false });
  });
});

// With an expression that tries each of the dots in turn this would take minutes, and the test would be ended.
test('drops dots at the end in time that grows with their number', () => {
  expect(safeParts(`${'. '.repeat(400_000)}x`, false)[0]).toMatch(/x$|^\. \. /);
}, 30_000);
