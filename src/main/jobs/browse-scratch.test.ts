import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BrowseScratch } from './browse-scratch';

let folder: string;
let parent: string;
let record: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'salvor-rooms-'));
  parent = join(folder, 'temporary');
  record = join(folder, 'looks.json');
  mkdirSync(parent);
});
afterEach(() => rmSync(folder, { recursive: true }));

const rooms = () => new BrowseScratch(parent, record);

test('makes a private room, writes it down, and removes it with all that is in it', async () => {
  const kept = rooms();
  const room = await kept.make();
  if (process.platform !== 'win32') expect(statSync(room).mode & 0o777).toBe(0o700);
  expect(JSON.parse(readFileSync(record, 'utf8'))).toEqual([room]);
  writeFileSync(join(room, 'payload'), 'plain');
  await kept.remove(room);
  expect(readdirSync(parent)).toEqual([]);
  expect(existsSync(record)).toBe(false);
});

test('removes at its next start what a run that was killed left behind', async () => {
  const left = await rooms().make();
  mkdirSync(join(left, 'deep'));
  writeFileSync(join(left, 'deep', 'tsp.db'), 'plain');
  const next = rooms();
  // Whoever makes a room before the sweep has ended does not lose sight of what is left.
  const room = await next.make();
  expect(readdirSync(parent)).toEqual([room.slice(parent.length + 1)]);
  expect(JSON.parse(readFileSync(record, 'utf8'))).toEqual([room]);
});

test('removes nothing but rooms, whatever the record says, and follows no link', async () => {
  const precious = join(folder, 'precious');
  mkdirSync(precious);
  writeFileSync(join(precious, 'letter'), 'kept');
  const link = join(parent, 'salvor-browse-link');
  symlinkSync(precious, link, 'dir');
  for (const text of [
    JSON.stringify([precious, link, 'salvor-browse-relative', join(parent, 'salvor-browse-gone')]),
    'no JSON',
    '{"a":1}',
  ]) {
    writeFileSync(record, text);
    await rooms().sweep();
    expect(readFileSync(join(precious, 'letter'), 'utf8')).toBe('kept');
  }
});

test('says why no room can be made', async () => {
  rmSync(parent, { recursive: true });
  await expect(rooms().make()).rejects.toMatchObject({
    failure: { code: 'destination-not-writable', params: { path: parent } },
  });
});
