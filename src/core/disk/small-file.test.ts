import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
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

test.runIf(process.platform !== 'win32')('a pipe is waited for only where a shell may hand one over', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await expect(readSmallFile(pipe, 10)).rejects.toMatchObject({ code: 'EINVAL' });
  const writer = spawn('sh', ['-c', 'printf ti; sleep 0.1; printf de'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [bytes] = await Promise.all([
    readSmallFile(pipe, 10, { pipes: true }),
    pipeline(writer.stdout, createWriteStream(pipe)),
  ]);
  expect(bytes.toString()).toBe('tide');
});
