import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSmallFile } from './small-file';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-small-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('a file is read whole, up to its limit and not beyond', async () => {
  const path = join(folder, 'file');
  await writeFile(path, 'tide');
  expect((await readSmallFile(path, 4)).toString()).toBe('tide');
  await expect(readSmallFile(path, 3)).rejects.toMatchObject({ code: 'EFBIG' });
});

test('a folder is none', async () => {
  await expect(readSmallFile(folder, 10)).rejects.toMatchObject({ code: 'EISDIR' });
});

test.runIf(process.platform !== 'win32')('a pipe that nothing writes to is not waited for', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  await expect(readSmallFile(join(folder, 'pipe'), 10)).rejects.toMatchObject({ code: 'EINVAL' });
});
