import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeWhole } from './whole-file';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-whole-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a file that is written whole', () => {
  test('takes the place of what was there, with its own mode', async () => {
    await writeFile(join(folder, 'report.json'), 'a longer text that was there before', { mode: 0o644 });
    await writeWhole(join(folder, 'report.json'), 'new', 0o600);
    expect(await readFile(join(folder, 'report.json'), 'utf8')).toBe('new');
    if (process.platform !== 'win32') expect((await stat(join(folder, 'report.json'))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['report.json']);
  });

  test('leaves nothing behind where it cannot be made', async () => {
    await mkdir(join(folder, 'taken', 'by'), { recursive: true });
    await expect(writeWhole(join(folder, 'taken'), 'x', 0o600)).rejects.toMatchObject({
      failure: { code: 'destination-not-writable' },
    });
    await expect(writeWhole(join(folder, 'missing', 'x'), 'x', 0o600)).rejects.toMatchObject({
      failure: { code: 'destination-not-writable', params: { reason: 'ENOENT' } },
    });
    expect(await readdir(folder)).toEqual(['taken']);
  });
});
