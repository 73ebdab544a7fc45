import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
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
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkDestination, requireFreeSpace } from './destination';
import { exists, PartFile } from './part-file';

const root = mkdtempSync(join(tmpdir(), 'salvor-part-'));
let folder: string;
let target: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
  target = join(folder, 'import.zip');
});
afterAll(() => rmSync(root, { recursive: true }));

const failure = (code: string) => expect.objectContaining({ failure: expect.objectContaining({ code }) as unknown });

describe('a part file', () => {
  test('is private and called .part until it is placed', async () => {
    const part = await PartFile.create(target);
    await part.write(Buffer.from('abc'));
    await part.sync();
    expect(readdirSync(folder)).toEqual(['import.zip.part']);
    if (process.platform !== 'win32') expect(statSync(part.path).mode & 0o777).toBe(0o600);
    await part.place(false);
    expect(readdirSync(folder)).toEqual(['import.zip']);
    expect(readFileSync(target, 'utf8')).toBe('abc');
  });

  test('keeps the order of many slices of odd sizes', async () => {
    const part = await PartFile.create(target);
    const slices = Array.from({ length: 300 }, (_, index) => Buffer.alloc((index * 7919) % 70_000, index));
    for (const slice of slices) await part.write(slice);
    await part.sync();
    expect(part.bytes).toBe(slices.reduce((sum, slice) => sum + slice.length, 0));
    await part.place(false);
    expect(readFileSync(target).equals(Buffer.concat(slices))).toBe(true);
  });

  test('is asked to reach the disk before its end, and a failure of that is one of the whole', async () => {
    const probe = await open(join(folder, 'probe'), 'w');
    const early = vi.spyOn(Object.getPrototypeOf(probe) as typeof probe, 'datasync');
    await probe.close();
    try {
      const most = Buffer.alloc(150 * 1024 ** 2, 1);
      const sound = await PartFile.create(target);
      await sound.write(most);
      await sound.sync();
      expect(early).toHaveBeenCalledOnce();
      await sound.discard();
      early.mockRejectedValue(Object.assign(new Error('the disk is gone'), { code: 'EIO' }));
      const part = await PartFile.create(target);
      await part.write(most);
      await expect(part.sync()).rejects.toEqual(failure('destination-not-writable'));
      // The system tells it once, and would say of a second attempt that all is well.
      await expect(part.sync()).rejects.toEqual(failure('destination-not-writable'));
      await part.discard();
      expect(readdirSync(folder)).toEqual(['probe']);
    } finally {
      early.mockRestore();
    }
  });

  test('takes a copy, since the memory is used again to decrypt', async () => {
    const part = await PartFile.create(target);
    const piece = Buffer.alloc(700_000);
    for (const value of [1, 2, 3, 4]) await part.write(piece.fill(value));
    piece.fill(9);
    await part.sync();
    await part.place(false);
    expect(readFileSync(target).equals(Buffer.concat([1, 2, 3, 4].map((value) => Buffer.alloc(700_000, value))))).toBe(
      true,
    );
  });

  test('leaves a part of another run alone', async () => {
    writeFileSync(`${target}.part`, 'of another run');
    const part = await PartFile.create(target);
    expect(part.path).toBe(`${target}.2.part`);
    await part.discard();
    expect(readFileSync(`${target}.part`, 'utf8')).toBe('of another run');
    expect(readdirSync(folder)).toEqual(['import.zip.part']);
  });

  test('is never made in the place of one that appeared since it was looked for, nor through a link', async () => {
    const other = join(folder, 'of-another');
    writeFileSync(other, 'precious');
    const meddled: string[] = [];
    const part = await PartFile.create(target, async (path) => {
      meddled.push(path);
      if (meddled.length === 1) writeFileSync(path, 'of another');
      if (meddled.length === 2) symlinkSync(other, path);
      if (meddled.length === 3) symlinkSync(join(folder, 'nowhere'), path);
    });
    expect(part.path).toBe(`${target}.4.part`);
    await part.write(Buffer.from('mine'));
    await part.flush();
    expect(readFileSync(`${target}.part`, 'utf8')).toBe('of another');
    expect(readFileSync(other, 'utf8')).toBe('precious');
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
    await part.discard();
  });

  test.each([
    'a'.repeat(255),
    `${'é'.repeat(125)}.zip`,
    `${'😀'.repeat(62)}.zip`,
    `${'a'.repeat(250)}.zip`.slice(-251),
  ])('is made for the long name %s', async (name) => {
    target = join(folder, name);
    const [part, twin] = [await PartFile.create(target), await PartFile.create(target)];
    expect(part.path).toMatch(/\.part$/);
    await part.write(Buffer.from('abc'));
    await part.place(false);
    await twin.discard();
    expect(readdirSync(folder)).toEqual([name]);
  });

  test('of one long name is not that of another', async () => {
    const parts = await Promise.all(
      ['x', 'y'].map((ending) => PartFile.create(join(folder, `${'a'.repeat(200)}${ending}`))),
    );
    expect(new Set(parts.map(({ path }) => path)).size).toBe(2);
    for (const part of parts) await part.discard();
  });

  test('is read back through the very file that was written', async () => {
    const part = await PartFile.create(target);
    await part.write(Buffer.from('authentic'));
    await part.flush();
    renameSync(part.path, `${target}.aside`);
    writeFileSync(part.path, 'something');
    const read = Buffer.alloc(9);
    expect(await part.access().read(read, 0)).toBe(9);
    expect(read.toString()).toBe('authentic');
    await part.discard();
  });

  test.skipIf(process.platform === 'win32')(
    'that was exchanged in a folder where others may write never gets the name',
    async () => {
      chmodSync(folder, 0o777);
      for (const overwrite of [false, true]) {
        const part = await PartFile.create(target);
        await part.write(Buffer.from('authentic'));
        await part.flush();
        renameSync(part.path, `${target}.aside`);
        writeFileSync(part.path, 'something');
        await expect(part.place(overwrite)).rejects.toEqual(failure('file-changed'));
        expect(existsSync(target)).toBe(false);
        await part.discard();
      }
    },
  );

  test.skipIf(process.platform === 'win32')(
    'continues only in a file of its own: not through a link, nor in one that has another name too',
    async () => {
      const other = join(folder, 'of-another');
      writeFileSync(other, 'precious');
      symlinkSync(other, `${target}.part`);
      await expect(PartFile.continue(`${target}.part`, target, 0)).rejects.toMatchObject({ code: 'ELOOP' });
      rmSync(`${target}.part`);
      linkSync(other, `${target}.part`);
      await expect(PartFile.continue(`${target}.part`, target, 0)).rejects.toMatchObject({ code: 'ELOOP' });
      expect(readFileSync(other, 'utf8')).toBe('precious');
    },
  );

  test.skipIf(process.platform === 'win32')(
    'never takes the place of a pipe, whatever was said of overwriting',
    async () => {
      execFileSync('mkfifo', [target]);
      const part = await PartFile.create(target);
      await expect(part.place(true)).rejects.toEqual(failure('destination-not-writable'));
      await part.discard();
      await expect(requireFreeSpace(target, 0, true)).rejects.toEqual(failure('destination-not-writable'));
      expect(lstatSync(target).isFIFO()).toBe(true);
    },
  );

  test('tells a name that is too long before anything is done', async () => {
    await expect(requireFreeSpace(join(folder, 'a'.repeat(256)), 0, false)).rejects.toMatchObject({
      failure: { code: 'destination-not-writable', params: { reason: 'ENAMETOOLONG' } },
    });
  });

  test('never replaces a file that appeared meanwhile, unless asked to', async () => {
    const part = await PartFile.create(target);
    await part.write(Buffer.from('new'));
    await part.sync();
    writeFileSync(target, 'precious');
    await expect(part.place(false)).rejects.toEqual(failure('destination-exists'));
    expect(readFileSync(target, 'utf8')).toBe('precious');
    await part.discard();
    const second = await PartFile.create(target);
    await second.write(Buffer.from('new'));
    await second.sync();
    await second.place(true);
    expect(readFileSync(target, 'utf8')).toBe('new');
  });

  test('cannot be made in a folder that is not there', async () => {
    await expect(PartFile.create(join(folder, 'none', 'import.zip'))).rejects.toEqual(
      failure('destination-not-writable'),
    );
  });
});

describe('the check before', () => {
  test('knows what fits', async () => {
    expect(await checkDestination(target, 10)).toMatchObject({ exists: false, verdict: 'fits' });
    expect((await checkDestination(target, 10)).free).toBeGreaterThan(10);
    expect(await checkDestination(target, Number.MAX_SAFE_INTEGER)).toMatchObject({ verdict: 'disk-full' });
    expect(await checkDestination(join(folder, 'none', 'x'), 10)).toMatchObject({ verdict: 'not-writable' });
  });

  test('refuses what cannot be placed', async () => {
    await expect(requireFreeSpace(target, Number.MAX_SAFE_INTEGER, false)).rejects.toEqual(failure('disk-full'));
    await expect(requireFreeSpace(folder, 1, true)).rejects.toEqual(failure('destination-not-writable'));
    writeFileSync(target, 'precious');
    await expect(requireFreeSpace(target, 1, false)).rejects.toEqual(failure('destination-exists'));
    await expect(requireFreeSpace(target, 1, true)).resolves.toBeUndefined();
  });
});

describe('a name that the system does not look up', () => {
  test('is refused for what it is, and not as one that is taken', async () => {
    const long = join(folder, 'n'.repeat(300));
    const part = await PartFile.create(long);
    await part.write(Buffer.from('abc'));
    await expect(part.place(false)).rejects.toThrow(
      expect.objectContaining({
        failure: { code: 'destination-not-writable', params: { path: long, reason: 'ENAMETOOLONG' } },
      }),
    );
    await part.discard();
    await expect(exists(long)).rejects.toThrow(failure('destination-not-writable'));
    expect(readdirSync(folder)).toEqual([]);
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'in a folder that may not be entered: no hundred unfinished files',
    async () => {
      const closed = join(folder, 'closed');
      mkdirSync(closed, { mode: 0 });
      await expect(PartFile.create(join(closed, 'x'))).rejects.toThrow(
        expect.objectContaining({
          failure: {
            code: 'destination-not-writable',
            params: { path: expect.any(String) as unknown, reason: 'EACCES' },
          },
        }),
      );
      chmodSync(closed, 0o700);
    },
  );
});
