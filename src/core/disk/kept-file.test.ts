import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeptFile } from './kept-file';

const LONGEST = 40;
const NAMES = { file: 'f.txt', previous: 'f.previous.txt', damaged: (stamp: string) => `f.damaged-${stamp}.txt` };
const bytes = (text: string) => new TextEncoder().encode(text);

let folder: string;
let kept: KeptFile<string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-kept-'));
  kept = new KeptFile(folder, NAMES, LONGEST, (found) => {
    const text = new TextDecoder().decode(found);
    if (text.startsWith('newer')) throw new Error('of a newer version');
    return text.startsWith('whole') ? text : null;
  });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (text: string) => kept.alone(() => kept.replace(bytes(text)));
const texts = async () =>
  Object.fromEntries(
    await Promise.all(
      (await readdir(folder)).map(async (name) => [
        name.replace(/\d{4}.*Z/, 'STAMP'),
        await readFile(join(folder, name), 'utf8'),
      ]),
    ),
  );

test('a whole file becomes the predecessor of the next', async () => {
  expect([await kept.readPresent(), await kept.readPrevious()]).toEqual([{ state: 'missing' }, { state: 'missing' }]);
  await write('whole 1');
  await write('whole 2');
  await write('whole 3');
  expect(await texts()).toEqual({ 'f.txt': 'whole 3', 'f.previous.txt': 'whole 2' });
  expect(await kept.readPresent()).toMatchObject({ state: 'whole', content: 'whole 3' });
  await kept.alone(() => kept.replacePresent(bytes('whole 4')));
  expect(await texts()).toEqual({ 'f.txt': 'whole 4', 'f.previous.txt': 'whole 2' });
  await kept.alone(() => kept.replaceBoth(bytes('whole 5')));
  expect(await texts()).toEqual({ 'f.txt': 'whole 5', 'f.previous.txt': 'whole 5' });
});

test.each([
  ['damaged', 'cut'],
  ['longer than any', 'whole'.padEnd(LONGEST + 10, '.')],
])('a file that is %s is set aside byte for byte, and never becomes the predecessor', async (_what, text) => {
  await write('whole 1');
  await write('whole 2');
  await writeFile(kept.path, text);
  expect(await kept.readPresent()).toEqual({ state: 'damaged' });
  await write('whole 3');
  expect(await texts()).toEqual({ 'f.txt': 'whole 3', 'f.previous.txt': 'whole 1', 'f.damaged-STAMP.txt': text });
});

test('a file that its reader refuses is not written over', async () => {
  await write('whole 1');
  await writeFile(kept.path, 'newer');
  await expect(write('whole 2')).rejects.toThrow('of a newer version');
  expect(await texts()).toEqual({ 'f.txt': 'newer' });
});

test('unfinished writes of a killed program go with the next change, of both names and of no other', async () => {
  const unfinished = ['f.txt.0123456789ab.part', 'f.previous.txt.0123456789ab.part'];
  const others = ['f.txt.part', 'g.txt.0123456789ab.part'];
  for (const name of [...unfinished, ...others]) await writeFile(join(folder, name), 'x');
  await write('whole 1');
  expect((await readdir(folder)).toSorted()).toEqual(['f.txt', ...others].toSorted());
});
