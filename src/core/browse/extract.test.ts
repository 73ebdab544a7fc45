import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/proof/failure';
import { type HandMadeEntry, handMadeZip } from '../../../test-support/proof/hand-made-zip';
import { PauseGate } from '../restore/job';
import type { BrowsedArchive } from './browse';
import { countStanding, extractEntries, extractEntry, type Selection } from './extract';
import { openForBrowsing } from './open';

const posix = process.platform !== 'win32';
const never = new AbortController().signal;
const root = mkdtempSync(join(tmpdir(), 'salvor-extract-'));
let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
  out = join(folder, 'out');
});
afterAll(() => rmSync(root, { recursive: true }));

const job = (signal = never, report = () => {}) => ({ signal, pause: new PauseGate(), report });

/** Every file and folder below the case's own folder. */
function tree(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((each) => relative(folder, join(each.parentPath, each.name)).replaceAll('\\', '/'))
    .filter((path) => path !== 'archive.zip')
    .sort();
}

async function extracted(entries: HandMadeEntry[], selection: Selection = 'all', overwrite = false, context = job()) {
  const source = join(folder, 'archive.zip');
  writeFileSync(source, handMadeZip(entries));
  const browsed = await openForBrowsing({ source, key: null }, context);
  try {
    return await extractEntries(browsed, selection, out, { overwrite }, context);
  } finally {
    await browsed.close();
  }
}

/** An archive that is open, whose list gives paths as they are; `reading` is called with each entry as it is read. */
function madeUp(paths: readonly string[], reading: (path: string) => void = () => {}): BrowsedArchive {
  const entries = paths.map((path) => ({
    name: path,
    path,
    folder: path.endsWith('/'),
    bytes: 1,
    storedBytes: 1,
    modified: null,
    hostile: null,
  }));
  const reader = {
    read: async (index: number, take: (bytes: Uint8Array) => Promise<void> | void) => {
      reading(paths[index] ?? '');
      await take(Buffer.from('x'));
    },
  };
  return {
    source: join(folder, 'archive.zip'),
    inside: { kind: 'tar', files: { entries, requireReasonableSize: () => {}, reader: () => reader } },
  } as unknown as BrowsedArchive;
}

const file = (name: string, text = `what ${name} holds`): HandMadeEntry => ({ name, data: Buffer.from(text) });

describe('taking entries out', () => {
  test('writes them below the folder, for their owner alone', async () => {
    const done = await extracted([file('a.txt'), file('deep/er/b.txt', ''), { name: 'empty/' }]);
    expect(tree()).toEqual(['out', 'out/a.txt', 'out/deep', 'out/deep/er', 'out/deep/er/b.txt', 'out/empty']);
    expect(readFileSync(join(out, 'a.txt'), 'utf8')).toBe('what a.txt holds');
    expect(done).toEqual({
      written: [
        { name: 'a.txt', path: join(out, 'a.txt'), bytes: 16 },
        { name: 'deep/er/b.txt', path: join(out, 'deep', 'er', 'b.txt'), bytes: 0 },
      ],
      failed: [],
      stopped: false,
    });
    if (posix) {
      expect(statSync(join(out, 'a.txt')).mode & 0o777).toBe(0o600);
      expect(statSync(join(out, 'deep')).mode & 0o777).toBe(0o700);
    }
  });

  test('takes only what was chosen', async () => {
    const entries = [file('a'), file('b/1'), file('b/2'), file('bc')];
    expect((await extracted(entries, { names: ['bc', 'a', 'a'] })).written.map(({ name }) => name)).toEqual([
      'a',
      'bc',
    ]);
    out = join(folder, 'second');
    expect((await extracted(entries, { prefix: 'b/' })).written.map(({ name }) => name)).toEqual(['b/1', 'b/2']);
    expect(tree()).toEqual(['out', 'out/a', 'out/bc', 'second', 'second/b', 'second/b/1', 'second/b/2']);
  });

  test('writes nothing where a name fits nothing', async () => {
    expect(await failureOf(() => extracted([file('a')], { names: ['a', 'none'] }))).toEqual({
      code: 'entry-not-found',
      params: { entry: 'none' },
    });
    expect(await failureOf(() => extracted([file('a')], { prefix: 'none/' }))).toMatchObject({
      code: 'entry-not-found',
    });
    expect(tree()).toEqual([]);
  });

  test('leaves what is there, unless asked to overwrite', async () => {
    mkdirSync(out);
    writeFileSync(join(out, 'a'), 'precious');
    const kept = await extracted([file('a'), file('b')]);
    expect(kept.failed).toEqual([
      { name: 'a', failure: { code: 'destination-exists', params: { path: join(out, 'a') } } },
    ]);
    expect(kept.written.map(({ name }) => name)).toEqual(['b']);
    expect(readFileSync(join(out, 'a'), 'utf8')).toBe('precious');
    expect((await extracted([file('a'), file('b')], 'all', true)).failed).toEqual([]);
    expect(readFileSync(join(out, 'a'), 'utf8')).toBe('what a holds');
  });

  test('never replaces the archive that they come from, whatever was said of overwriting', async () => {
    out = folder;
    const done = await extracted([file('archive.zip', 'no archive'), file('b')], 'all', true);
    expect(done.failed).toMatchObject([{ name: 'archive.zip', failure: { code: 'destination-is-source' } }]);
    expect(done.written.map(({ name }) => name)).toEqual(['b']);
    expect(readFileSync(join(folder, 'archive.zip')).subarray(0, 2).toString()).toBe('PK');
  });

  test('takes entries by their places, since several may share a name', async () => {
    const entries = [file('a', 'first'), file('a', 'second'), file('b')];
    const done = await extracted(entries, { entries: [2, 1, 1] });
    expect(done.written.map(({ path }) => relative(out, path))).toEqual(['a (2)', 'b']);
    expect(readFileSync(join(out, 'a (2)'), 'utf8')).toBe('second');
    expect((await failureOf(() => extracted(entries, { entries: [0, 3] }))).code).toBe('entry-not-found');
  });

  test('counts beforehand what is in their way', async () => {
    const source = join(folder, 'archive.zip');
    writeFileSync(source, handMadeZip([file('a'), file('deep/b'), { name: 'deep/' }, file('c')]));
    mkdirSync(join(out, 'deep'), { recursive: true });
    writeFileSync(join(out, 'deep', 'b'), 'precious');
    writeFileSync(join(out, 'c'), 'precious');
    const browsed = await openForBrowsing({ source, key: null }, job());
    expect(await countStanding(browsed, 'all', out)).toBe(2);
    expect(await countStanding(browsed, { entries: [0, 2] }, out)).toBe(0);
    expect(await countStanding(browsed, 'all', join(folder, 'nowhere'))).toBe(0);
    await browsed.close();
  });

  test('gives no name to a damaged entry, and continues', async () => {
    const done = await extracted([file('a'), { ...file('bad'), crc: 1 }, file('c')]);
    expect(done).toMatchObject({
      failed: [{ name: 'bad', failure: { code: 'entry-damaged', params: { reason: 'crc' } } }],
      stopped: false,
    });
    expect(tree()).toEqual(['out', 'out/a', 'out/c']);
  });

  test('refuses a bomb before anything is written', async () => {
    const bomb = { name: 'bomb', data: Buffer.alloc(10), bytes: 400 * 1024 * 1024 };
    expect(await failureOf(() => extracted([file('a'), bomb]))).toMatchObject({ code: 'zip-bomb' });
    expect(tree().filter((path) => path !== 'out')).toEqual([]);
    expect((await extracted([file('a'), bomb], { names: ['a'] })).written).toHaveLength(1);
  });

  test('that is stopped says what was written, and leaves no unfinished file', async () => {
    const stop = new AbortController();
    const context = job(stop.signal, () => {
      if (existsSync(join(out, 'a'))) stop.abort();
    });
    const long = { name: 'long', data: Buffer.alloc(300 * 1024 * 1024), method: 0 };
    const done = await extracted([file('a'), long, file('z')], 'all', false, context);
    expect(done).toMatchObject({
      written: [{ name: 'a' }],
      failed: [{ name: 'long', failure: { code: 'cancelled' } }],
      stopped: true,
    });
    expect(tree()).toEqual(['out', 'out/a']);
  });
});

describe('hostile names', () => {
  test('stay inside the folder', async () => {
    const names = [
      '../up.txt',
      '../../../../tmp/salvor-hostile.txt',
      '/abs.txt',
      'C:\\win.txt',
      'uploads\\..\\..\\back.txt',
      'NUL',
      'tail. .',
      '..',
      'a\u{0}b',
    ];
    const done = await extracted(names.map((name) => file(name)));
    expect(done.failed).toEqual([]);
    expect(tree().filter((path) => !path.startsWith('out'))).toEqual([]);
    expect(existsSync('/tmp/salvor-hostile.txt')).toBe(false);
    expect(done.written.map(({ path }) => relative(out, path).replaceAll('\\', '/'))).toEqual([
      '_/up.txt',
      '_/_/_/_/tmp/salvor-hostile.txt',
      'abs.txt',
      'C_/win.txt',
      'uploads/_/_/back.txt',
      '_NUL',
      'tail',
      '_ (2)',
      'a_b',
    ]);
  });

  test('that are the same do not overwrite one another', async () => {
    const done = await extracted([file('x', 'first'), file('x', 'second'), file('X', 'third')]);
    expect(done.failed).toEqual([]);
    expect(['x', 'x (2)', 'X (3)'].map((name) => readFileSync(join(out, name), 'utf8'))).toEqual([
      'first',
      'second',
      'third',
    ]);
  });

  test('of links are not followed and not made', async () => {
    const link = { ...file('link', '/etc'), unixMode: 0o120777 };
    const done = await extracted([link, file('link/passwd')]);
    expect(done.failed).toMatchObject([
      { name: 'link', failure: { code: 'entry-name-hostile', params: { reason: 'symlink' } } },
    ]);
    expect(tree()).toEqual(['out', 'out/link (2)', 'out/link (2)/passwd']);
  });
});

describe('a list whose paths were not made harmless', () => {
  test.each(['..', '../up', '../new/up', '../out-beside/up', '../new/'])(
    'writes nothing outside the folder: %s',
    async (path) => {
      mkdirSync(out);
      mkdirSync(join(folder, 'out-beside'));
      const done = await extractEntries(madeUp([path, 'harmless']), 'all', out, { overwrite: true }, job());
      expect(done.failed).toMatchObject([{ name: path, failure: { code: 'link-in-the-way' } }]);
      expect(tree()).toEqual(['out', 'out-beside', 'out/harmless']);
    },
  );
});

describe.runIf(posix)('links that are in the folder already', () => {
  test('are not written through, neither as a folder nor as a file', async () => {
    mkdirSync(out);
    mkdirSync(join(folder, 'elsewhere'));
    writeFileSync(join(folder, 'elsewhere', 'target'), 'precious');
    symlinkSync(join(folder, 'elsewhere'), join(out, 'uploads'));
    symlinkSync(join(folder, 'elsewhere', 'target'), join(out, 'file'));
    symlinkSync(join(folder, 'elsewhere', 'new'), join(out, 'dangling.part'));
    const done = await extracted(
      [file('uploads/a'), file('uploads/deeper/b'), file('file'), file('dangling')],
      'all',
      true,
    );
    expect(done.failed.map(({ name, failure }) => [name, failure.code])).toEqual([
      ['uploads/a', 'link-in-the-way'],
      ['uploads/deeper/b', 'link-in-the-way'],
    ]);
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['target']);
    expect(readFileSync(join(folder, 'elsewhere', 'target'), 'utf8')).toBe('precious');
    expect(readFileSync(join(out, 'file'), 'utf8')).toBe('what file holds');
  });

  test('are not written through either where one takes the place of a folder meanwhile', async () => {
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    const swap = () => {
      renameSync(join(out, 'a'), join(out, 'aside'));
      symlinkSync(elsewhere, join(out, 'a'));
    };
    const done = await extractEntries(
      madeUp(['a/1', 'b/2', 'a/3'], (name) => name === 'b/2' && swap()),
      'all',
      out,
      { overwrite: false },
      job(),
    );
    expect(done.written.map(({ name }) => name)).toEqual(['a/1', 'b/2']);
    expect(done.failed).toMatchObject([{ name: 'a/3', failure: { code: 'link-in-the-way' } }]);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test('may lead to the folder itself: the person chose it', async () => {
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), out);
    expect((await extracted([file('a')])).failed).toEqual([]);
    expect(readdirSync(join(folder, 'real'))).toEqual(['a']);
  });
});

describe('one entry', () => {
  async function one(
    name: string | number,
    destination: string,
    overwrite = false,
    source = 'test-vectors/portal-full.zip',
  ) {
    const browsed = await openForBrowsing({ source, key: null }, job());
    try {
      return await extractEntry(browsed, name, destination, { overwrite }, job());
    } finally {
      await browsed.close();
    }
  }

  test('goes to the file that was named', async () => {
    const destination = join(folder, 'my manifest.json');
    expect(await one('manifest.json', destination)).toMatchObject({ name: 'manifest.json', path: destination });
    expect(JSON.parse(readFileSync(destination, 'utf8'))).toHaveProperty('app');
    expect(tree()).toEqual(['my manifest.json']);
    expect((await failureOf(() => one('manifest.json', destination))).code).toBe('destination-exists');
    expect((await failureOf(() => one('none', join(folder, 'x')))).code).toBe('entry-not-found');
    expect(tree()).toEqual(['my manifest.json']);
  });

  test('can be named by its place, and does not replace the archive either', async () => {
    const source = join(folder, 'archive.zip');
    writeFileSync(source, handMadeZip([file('a', 'first'), file('a', 'second'), { name: 'folder/' }]));
    expect(await one(1, join(folder, 'taken'), false, source)).toMatchObject({ name: 'a', bytes: 6 });
    expect(readFileSync(join(folder, 'taken'), 'utf8')).toBe('second');
    expect((await failureOf(() => one(2, join(folder, 'x'), false, source))).code).toBe('entry-not-found');
    expect((await failureOf(() => one(0, source, true, source))).code).toBe('destination-is-source');
    expect(tree()).toEqual(['taken']);
  });
});

describe('a tar', () => {
  /** One entry of a ustar archive. */
  function tarEntry(name: string, text: string, type = '0'): Buffer {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000600\0', 100);
    header.write(`${Buffer.byteLength(text).toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(type, 156);
    if (type === '2') header.write('/etc/passwd', 157);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    const data = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512);
    data.write(text);
    return Buffer.concat([header, data]);
  }

  test('is taken out as harmlessly as a zip', async () => {
    const source = join(folder, 'archive.zip');
    const entries = [
      tarEntry('dumps/a.sql', 'select 1;'),
      tarEntry('../up', 'hostile'),
      tarEntry('/root', ''),
      tarEntry('link', '', '2'),
      tarEntry('long', 'x'.repeat(1_500_000)),
    ];
    writeFileSync(source, Buffer.concat([...entries, Buffer.alloc(1024)]));
    const browsed = await openForBrowsing({ source, key: null }, job());
    const done = await extractEntries(browsed, 'all', out, { overwrite: false }, job());
    await browsed.close();
    expect(done.failed).toMatchObject([
      { name: 'link', failure: { code: 'entry-name-hostile', params: { reason: 'symlink' } } },
    ]);
    expect(tree()).toEqual(['out', 'out/_', 'out/_/up', 'out/dumps', 'out/dumps/a.sql', 'out/long', 'out/root']);
    expect(readFileSync(join(out, 'dumps', 'a.sql'), 'utf8')).toBe('select 1;');
    expect(statSync(join(out, 'long')).size).toBe(1_500_000);
  });
});

test('a dump has no entries to take out', async () => {
  const browsed = await openForBrowsing({ source: 'test-vectors/tenant_acme.dump', key: null }, job());
  expect((await failureOf(() => extractEntries(browsed, 'all', out, { overwrite: false }, job()))).code).toBe(
    'no-entries-inside',
  );
  await browsed.close();
  expect(tree()).toEqual([]);
});
