import { lstat, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lineIn, readEnvFile, writeKeyInto } from './env-file';

const KEY = '0123456789abcdef'.repeat(4);
const OTHER = 'f'.repeat(64);
const NOW = new Date('2026-11-21T09:15:00Z');

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-env-'));
  path = join(folder, '.env');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test.each([
  ['', 'missing', `DEV_MASTER_KEY=${KEY}\n`],
  ['PORT=3000', 'missing', `PORT=3000\nDEV_MASTER_KEY=${KEY}\n`],
  ['#DEV_MASTER_KEY=old\r\n', 'missing', `#DEV_MASTER_KEY=old\r\nDEV_MASTER_KEY=${KEY}\r\n`],
  [`DEV_MASTER_KEY="${KEY}" # mine\nPORT=3000\n`, 'same', `DEV_MASTER_KEY=${KEY}\nPORT=3000\n`],
  [`DEV_MASTER_KEY=${KEY}\n  export DEV_MASTER_KEY=${OTHER}\r\nPORT=3000`, 'other', `DEV_MASTER_KEY=${KEY}\n  export DEV_MASTER_KEY=${KEY}\r\nPORT=3000`],
  ['DEV_MASTER_KEY=broken', 'other', `DEV_MASTER_KEY=${KEY}`],
])('%j is said to have it %s, and gets it', async (before, line, after) => {
  await writeFile(path, before, { mode: 0o640 });
  const file = await readEnvFile(path);
  expect(lineIn(file, KEY)).toBe(line);
  const copy = await writeKeyInto(file, KEY, NOW);
  expect(await readFile(path, 'utf8')).toBe(after);
  expect(copy).toBe(`${file.path}.before-2026-11-21T09-15-00`);
  expect(await readFile(copy, 'utf8')).toBe(before);
  if (process.platform !== 'win32') for (const one of [path, copy]) expect((await stat(one)).mode & 0o777).toBe(file.mode);
});

test('bytes that are no UTF-8 stay as they are', async () => {
  const before = Buffer.from([0x41, 0x3d, 0xfc, 0xff, 0x0a]);
  await writeFile(path, before);
  await writeKeyInto(await readEnvFile(path), KEY, NOW);
  expect((await readFile(path)).subarray(0, before.length)).toEqual(before);
});

test('a file that was written to meanwhile is left alone', async () => {
  await writeFile(path, 'PORT=3000\n');
  const file = await readEnvFile(path);
  await writeFile(path, 'PORT=4000\n');
  await expect(writeKeyInto(file, KEY, NOW)).rejects.toThrow('file-changed');
  expect(await readFile(path, 'utf8')).toBe('PORT=4000\n');
});

test('a link stays a link', async () => {
  // Windows lets only an administrator make one.
  if (process.platform === 'win32') return;
  const real = join(folder, 'shared.env');
  await writeFile(real, 'PORT=3000\n');
  await symlink(real, path);
  await writeKeyInto(await readEnvFile(path), KEY, NOW);
  expect(await readFile(real, 'utf8')).toContain(KEY);
  expect((await lstat(path)).isSymbolicLink()).toBe(true);
});
