import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makePrivateFolder } from './private-folder';
import { ScratchFolder } from './scratch-folder';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'salvor-scratch-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

test('makes one private folder when it is asked for, and removes it with all that is in it', async () => {
  const scratch = new ScratchFolder(parent);
  expect(readdirSync(parent)).toEqual([]);
  const path = await scratch.path();
  expect(await scratch.path()).toBe(path);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o700);
  mkdirSync(join(path, 'deep'));
  writeFileSync(join(path, 'deep', 'payload'), 'plain');
  await scratch.remove();
  await scratch.remove();
  expect(readdirSync(parent)).toEqual([]);
});

test('first removes what killed processes left there', async () => {
  // No process has such a number.
  await makePrivateFolder(parent, '.salvor-proof-4194305-x1-');
  const path = await new ScratchFolder(parent).path();
  expect(readdirSync(parent)).toEqual([basename(path)]);
});

test('says why no folder can be made', async () => {
  rmSync(parent, { recursive: true });
  const scratch = new ScratchFolder(parent);
  await expect(scratch.path()).rejects.toMatchObject({
    failure: { code: 'destination-not-writable', params: { path: parent } },
  });
  await scratch.remove();
});
