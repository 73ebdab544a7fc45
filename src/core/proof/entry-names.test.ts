import { describe, expect, it } from 'vitest';
import { checkEntryNames } from './entry-names';
import { failureOf } from './test-support/failure';
import type { ZipEntry } from './zip-directory';

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

const check = (...names: string[]) => checkEntryNames(names.map((name) => entry(name)));

describe('names that are refused', () => {
  it.each([
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
    ['c:x', 'drive'],
    ['uploads/D:/x', 'drive'],
    ['CON', 'reserved'],
    ['uploads/nul.txt', 'reserved'],
    ['uploads/Com1.tar.gz', 'reserved'],
    ['lpt9/x', 'reserved'],
    ['aux .txt', 'reserved'],
    ['COM¹', 'reserved'],
    ['uploads/a\u0000.png', 'control'],
    ['uploads/a\n.png', 'control'],
    ['uploads/a\u009b2J', 'control'],
    ['', 'duplicate'],
    ['./', 'duplicate'],
  ])('%j', async (name, reason) => {
    expect(await failureOf(() => check('tsp.db', name))).toMatchObject({ code: 'entry-name-hostile', params: { reason } });
  });

  it('shows control characters and turned writing as codes', async () => {
    expect(await failureOf(() => check('a\u001b[2J\u202egnp.exe'))).toEqual({
      code: 'entry-name-hostile',
      params: { entry: 'a\\u{1b}[2J\\u{202e}gnp.exe', reason: 'control' },
    });
  });

  it('a control byte that code page 437 shows as a sign', async () => {
    expect(await failureOf(() => checkEntryNames([entry('uploads/☺', { rawName: 'uploads/\u0001' })]))).toMatchObject({
      params: { reason: 'control' },
    });
  });

  it.each([
    [['a', 'a']],
    [['uploads/a', 'uploads\\a']],
    [['uploads/a', './uploads//a']],
    [['\u00e9', 'e\u0301']],
    [['uploads', 'uploads/a']],
    [['uploads/a/b/c', 'uploads/a']],
    [['uploads/', 'uploads']],
  ])('names that mean one thing: %j', async (names) => {
    expect(await failureOf(() => check(...names))).toMatchObject({ params: { reason: 'duplicate' } });
  });

  it('a second name of an entry is judged as the first', async () => {
    const hidden = entry('harmless', { otherName: '../x' });
    expect(await failureOf(() => checkEntryNames([hidden]))).toMatchObject({ params: { entry: '../x', reason: 'parent' } });
    const twice = [entry('a'), entry('b', { otherName: 'a' })];
    expect(await failureOf(() => checkEntryNames(twice))).toMatchObject({ params: { reason: 'duplicate' } });
  });

  it.each([0o120777, 0o020666, 0o060660, 0o010644, 0o140755])('links and devices: mode %o', async (unixMode) => {
    expect(await failureOf(() => checkEntryNames([entry('uploads/x', { unixMode })]))).toMatchObject({ params: { reason: 'symlink' } });
  });
});

describe('names that pass', () => {
  it.each([
    'tsp.db',
    'uploads/',
    'uploads/réunion été.png',
    'uploads/問い?*<ok>.txt',
    'uploads/a..b',
    'uploads/.hidden',
    'uploads/console.log',
    'uploads/com10.txt',
    'uploads/ends with a dot.',
    'uploads/at 10:30',
  ])('%j', (name) => {
    expect(check(name)).toEqual({ twins: false });
  });

  it('folders beside their files, by name and by mode', () => {
    expect(checkEntryNames([entry('uploads/', { unixMode: 0o040755 }), entry('uploads/a')])).toEqual({ twins: false });
  });

  it.each([
    [['uploads/a.png', 'uploads/A.png']],
    [['uploads/a', 'uploads/a.']],
    [['uploads/x /a', 'uploads/x/a']],
  ])('twins of case and ending are told: %j', (names) => {
    expect(check(...names)).toEqual({ twins: true });
  });
});
