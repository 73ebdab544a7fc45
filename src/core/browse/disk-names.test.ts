import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { pathsOnDisk } from './disk-names';
import type { BrowseEntry } from './model';

/** Whether the disk is one that takes no name with the characters that Windows refuses. */
const disk = vi.hoisted(() => ({ code: null as string | null }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const open: typeof real.open = (path, ...others) =>
    disk.code !== null && /[<>:"|?*]/.test(String(path))
      ? Promise.reject(Object.assign(new Error('refused'), { code: disk.code }))
      : real.open(path, ...others);
  return { ...real, open };
});

const folder = mkdtempSync(join(tmpdir(), 'salvor-disk-names-'));
afterEach(() => {
  disk.code = null;
});
afterAll(() => rmSync(folder, { recursive: true }));

const entry = (name: string): BrowseEntry => ({
  name,
  path: name,
  folder: false,
  bytes: 1,
  storedBytes: 1,
  modified: null,
  hostile: null,
});
const entries = ['uploads/plain.txt', 'uploads/a:b.txt', 'uploads/a_b.txt', 'what?/x'].map(entry);

test('are as they are listed where the disk takes them, and nothing is left of the trial', async () => {
  expect(await pathsOnDisk(folder, entries, [0, 1, 2, 3])).toEqual(entries.map(({ path }) => path));
  expect(readdirSync(folder)).toEqual([]);
});

test.each(['EINVAL', 'EILSEQ'])('are harmless and still different where it refuses them with %s', async (code) => {
  disk.code = code;
  expect(await pathsOnDisk(folder, entries, [0, 1, 2, 3])).toEqual([
    'uploads/plain.txt',
    'uploads/a_b.txt',
    'uploads/a_b (2).txt',
    'what_/x',
  ]);
});

test('are not asked for where no name is in doubt, nor changed by other obstacles', async () => {
  disk.code = 'EACCES';
  expect(await pathsOnDisk(folder, entries, [0, 1, 2, 3])).toEqual(entries.map(({ path }) => path));
  disk.code = 'EINVAL';
  expect(await pathsOnDisk(folder, entries, [0, 2])).toEqual(entries.map(({ path }) => path));
});
