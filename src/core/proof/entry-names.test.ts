import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/proof/failure';
import type { ZipEntry } from '../contents/zip/zip-directory';
import { checkEntryNames } from './entry-names';

function entry(name: string, changes: Partial<ZipEntry> = {}): ZipEntry {
  return {
    name,
    otherName: null,
    rawName: Buffer.from(name).toString('latin1'),
    flags: 0,
    method: 0,
    crc32: 0,
    storedBytes: 0,
    bytes: 0,
    offset: 0,
    unixMode: 0o100644,
    modified: 0,
    ...changes,
  };
}

const check = (...names: string[]) =>
  checkEntryNames(
    names.map((name) => entry(name)),
    'portal',
  );
const seen = (code: string, count: number, example: string) => ({ code, params: { count, example } });

describe('names that are refused', () => {
  test.each([
    ['/etc/passwd', 'absolute'],
    ['\\windows\\system32', 'absolute'],
    ['\\\\server\\share\\file', 'absolute'],
    ['//server/share', 'absolute'],
    ['..', 'parent'],
    ['../x', 'parent'],
    ['uploads/../../x', 'parent'],
    ['uploads\\..\\x', 'parent'],
    ['uploads/.. /x', 'parent'],
    ['uploads/...', 'parent'],
    ['C:\\x', 'drive'],
    ['c:/x', 'drive'],
    ['d:', 'drive'],
    ['uploads/a\u0000.png', 'zero'],
    ['', 'nameless'],
    ['.', 'nameless'],
    [`uploads/${'x'.repeat(256)}`, 'long'],
    [`uploads/${'é'.repeat(128)}`, 'long'],
    [`uploads/${'x'.repeat(256)}/y`, 'long'],
    ['ab/'.repeat(1400), 'long'],
  ])('%j', async (name, reason) => {
    expect(await failureOf(() => check('tsp.db', name))).toMatchObject({
      code: 'entry-name-hostile',
      params: { reason },
    });
  });

  test('shows control characters and turned writing as codes', async () => {
    expect(await failureOf(() => check('../a\u001b[2J\u202egnp.exe'))).toEqual({
      code: 'entry-name-hostile',
      params: { entry: '../a\\u{1b}[2J\\u{202e}gnp.exe', reason: 'parent' },
    });
  });

  test('a zero byte that is in the bytes alone', async () => {
    expect(await failureOf(() => checkEntryNames([entry('uploads/a', { rawName: 'uploads/a\0' })]))).toMatchObject({
      params: { reason: 'zero' },
    });
  });

  test.each([
    [['uploads', 'uploads/a']],
    [['uploads/a', 'uploads']],
    [['uploads/a/b/c', 'uploads/a']],
    [['uploads/', 'uploads']],
    [['a', 'a-b', 'a.b', 'a/b']],
    [['x', 'x/y/z', 'x-']],
    [['./uploads//a', 'uploads/a/b']],
  ])('a file that another name has as a folder: %j', async (names) => {
    expect(await failureOf(() => check(...names))).toMatchObject({ params: { reason: 'conflict' } });
  });

  test('a second name of an entry is judged as the first', async () => {
    const hidden = entry('harmless', { otherName: '../x' });
    expect(await failureOf(() => checkEntryNames([hidden]))).toMatchObject({
      params: { entry: '../x', reason: 'parent' },
    });
  });

  test('a name that is too long only as the portal reads it, and only where the portal reads it', async () => {
    // Two bytes each as UTF-8; as code page 437 each byte is a sign of its own, most of two or three bytes.
    const long = entry(`uploads/${'é'.repeat(120)}`, { otherName: `uploads/${'├⌐'.repeat(120)}` });
    expect(await failureOf(() => checkEntryNames([long], 'portal'))).toMatchObject({ params: { reason: 'long' } });
    expect(checkEntryNames([long, entry('x'.repeat(300))]).warnings.map(({ code }) => code)).toEqual([
      'names-read-otherwise',
    ]);
  });
});

describe('names that are warned of, since a portal on Linux takes them', () => {
  test.each([
    [['uploads/nul.txt', 'uploads/aux.pdf'], [seen('names-not-for-windows', 2, 'uploads/nul.txt')]],
    [['lpt9/x'], [seen('names-not-for-windows', 1, 'lpt9/x')]],
    [['aux .txt', 'COM¹'], [seen('names-not-for-windows', 2, 'aux .txt')]],
    [['uploads/a:b.pdf'], [seen('names-not-for-windows', 1, 'uploads/a:b.pdf')]],
    [['c:x'], [seen('names-not-for-windows', 1, 'c:x')]],
    [['uploads/D:/x'], [seen('names-not-for-windows', 1, 'uploads/D:/x')]],
    [['uploads/問い?*<ok>.txt'], [seen('names-not-for-windows', 1, 'uploads/問い?*<ok>.txt')]],
    [['uploads/Icon\r'], [seen('names-unseen', 1, 'uploads/Icon\\u{d}')]],
    [['uploads/a\u009b2J'], [seen('names-unseen', 1, 'uploads/a\\u{9b}2J')]],
    [['a', 'a', 'a', 'b'], [seen('names-twice', 2, 'a')]],
    [['uploads/a', './uploads//a'], [seen('names-twice', 1, './uploads//a')]],
  ])('%j', (names, warnings) => {
    expect(check(...names).warnings).toEqual(warnings);
  });

  test('a control byte that code page 437 shows as a sign', () => {
    expect(checkEntryNames([entry('uploads/☺', { rawName: 'uploads/\u0001' })]).warnings).toEqual([
      seen('names-unseen', 1, 'uploads/☺'),
    ]);
  });

  test.each([0o120777, 0o020666, 0o060660, 0o010644, 0o140755])('links and devices: mode %o', (unixMode) => {
    expect(checkEntryNames([entry('uploads/x', { unixMode })]).warnings).toEqual([
      seen('links-inside', 1, 'uploads/x'),
    ]);
  });

  test('names that a program by the zip’s own rules reads otherwise', () => {
    const named = entry('uploads/réunion.png', { otherName: 'uploads/r├⌐union.png' });
    expect(checkEntryNames([entry('tsp.db'), named]).warnings).toEqual([
      {
        code: 'names-read-otherwise',
        params: { count: 1, example: 'uploads/réunion.png', other: 'uploads/r├⌐union.png' },
      },
    ]);
  });

  test.each([
    [['uploads/a.png', 'uploads/A.png']],
    [['uploads/a', 'uploads/a.']],
    [['uploads/x /a', 'uploads/x/a']],
    [['uploads/a', 'uploads\\a']],
    [['uploads/\u00e9', 'uploads/e\u0301']],
  ])('twins of case, accent, separator and ending: %j', (names) => {
    expect(check(...names)).toEqual({ twins: true, warnings: [{ code: 'case-twins', params: {} }] });
  });
});

describe('names that pass', () => {
  test.each([
    'tsp.db',
    'uploads/',
    './',
    'uploads/réunion été.png',
    'uploads/a..b',
    'uploads/.hidden',
    'uploads/console.log',
    'uploads/com10.txt',
    'uploads/ends with a dot.',
    `uploads/${'x'.repeat(255)}`,
  ])('%j', (name) => {
    expect(check(name)).toEqual({ twins: false, warnings: [] });
  });

  test('folders beside their files, and listed twice', () => {
    const folder = entry('uploads/', { unixMode: 0o040755 });
    expect(checkEntryNames([folder, entry('uploads/a'), folder])).toEqual({ twins: false, warnings: [] });
  });
});

// Where each step looked at all that is before it, each of these would take minutes, and the test would be ended.
describe('in time that grows with the length of the names', () => {
  test.each<[string, string[]]>([
    ['very many slashes', Array.from({ length: 4 }, (_, n) => `${'a/'.repeat(400_000)}${n}`)],
    ['very many dots', Array.from({ length: 4 }, (_, n) => `${'.'.repeat(800_000)}x${n}`)],
    ['very many spaces', Array.from({ length: 4 }, (_, n) => `a${' '.repeat(800_000)}x${n}`)],
    ['nothing but separators', Array.from({ length: 4 }, (_, n) => `${'x/\\./'.repeat(200_000)}${n}`)],
    ['very many names', Array.from({ length: 100_000 }, (_, n) => `folder/${n}`)],
  ])(
    '%s',
    (_what, names) => {
      checkEntryNames(names.map((name) => entry(name)));
    },
    30_000,
  );
});
