import {
  chmod,
  chown,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
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
  [
    `DEV_MASTER_KEY=${KEY}\n  export DEV_MASTER_KEY=${OTHER}\r\nPORT=3000`,
    'other',
    `DEV_MASTER_KEY=${KEY}\n  export DEV_MASTER_KEY=${KEY}\r\nPORT=3000`,
  ],
  ['DEV_MASTER_KEY=broken', 'other', `DEV_MASTER_KEY=${KEY}`],
  [`\uFEFFDEV_MASTER_KEY=${OTHER}\r\nA=1\r\n`, 'other', `\uFEFFDEV_MASTER_KEY=${KEY}\r\nA=1\r\n`],
  [`DEV_MASTER_KEY=\`${KEY}\`\nA=1\n`, 'same', `DEV_MASTER_KEY=${KEY}\nA=1\n`],
  [`DEV_MASTER_KEY: ${OTHER}\nA=1\n`, 'other', `DEV_MASTER_KEY=${KEY}\nA=1\n`],
  [`DEV_MASTER_KEY=${KEY}#x\nA=1\n`, 'same', `DEV_MASTER_KEY=${KEY}\nA=1\n`],
  [
    `A='1\r\nDEV_MASTER_KEY=${OTHER}\r\n'\r\n`,
    'missing',
    `A='1\r\nDEV_MASTER_KEY=${OTHER}\r\n'\r\nDEV_MASTER_KEY=${KEY}\r\n`,
  ],
  [`DEV_MASTER_KEY="one\ntwo"\nA=1\n`, 'other', `DEV_MASTER_KEY=${KEY}\nA=1\n`],
  [`DEV_MASTER_KEY=\nA=1\n`, 'other', `DEV_MASTER_KEY=${KEY}\nA=1\n`],
  [
    `DEV_MASTER_KEY=${KEY}\nA=1\nDEV_MASTER_KEY=${OTHER}\n`,
    'other',
    `DEV_MASTER_KEY=${KEY}\nA=1\nDEV_MASTER_KEY=${KEY}\n`,
  ],
])('%j is said to have it %s, and gets it', async (before, line, after) => {
  await writeFile(path, before, { mode: 0o640 });
  const file = await readEnvFile(path);
  expect(lineIn(file, KEY)).toBe(line);
  const copy = await writeKeyInto(file, KEY, NOW);
  expect(await readFile(path, 'utf8')).toBe(after);
  expect(parse(after)).toEqual({ ...parse(before), DEV_MASTER_KEY: KEY });
  expect(copy).toBe(`${file.path}.before-2026-11-21T09-15-00-000Z`);
  expect(await readFile(copy, 'utf8')).toBe(before);
  if (process.platform !== 'win32')
    for (const one of [path, copy]) expect((await stat(one)).mode & 0o777).toBe(file.mode);
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

test('one that a server would read otherwise afterwards is left alone', async () => {
  await writeFile(path, 'A=1\nDATABASE_PASSWORD:\n');
  await expect(writeKeyInto(await readEnvFile(path), KEY, NOW)).rejects.toThrow('env-file-unclear');
  expect([await readFile(path, 'utf8'), await readdir(folder)]).toEqual(['A=1\nDATABASE_PASSWORD:\n', ['.env']]);
});

test.each(['utf16le', 'big-endian', 'no mark'])('one in UTF-16 is refused (%s)', async (form) => {
  const bytes = Buffer.from(`${form === 'no mark' ? '' : '\uFEFF'}A=1\r\nDEV_MASTER_KEY=${OTHER}\r\n`, 'utf16le');
  await writeFile(path, form === 'big-endian' ? bytes.swap16() : bytes);
  await expect(readEnvFile(path)).rejects.toThrow('env-file-encoding');
});

test('nothing but a file of the length of settings is read', async () => {
  await expect(readEnvFile(folder)).rejects.toThrow('file-unreadable');
  await writeFile(path, 'A=1\n'.repeat(100_000));
  await expect(readEnvFile(path)).rejects.toThrow('file-unreadable');
});

test('another file of the same contents that took its place is left alone', async () => {
  await writeFile(path, 'PORT=3000\n');
  const file = await readEnvFile(path);
  await writeFile(join(folder, 'other'), 'PORT=3000\n');
  await rename(join(folder, 'other'), path);
  await expect(writeKeyInto(file, KEY, NOW)).rejects.toThrow('file-changed');
  expect(await readdir(folder)).toEqual(['.env']);
});

test('a copy that is there already is left alone', async () => {
  await writeFile(path, 'PORT=3000\n');
  const file = await readEnvFile(path);
  await writeFile(`${file.path}.before-2026-11-21T09-15-00-000Z`, 'an older one');
  await expect(writeKeyInto(file, KEY, NOW)).rejects.toThrow('destination-not-writable');
  expect(await readFile(`${file.path}.before-2026-11-21T09-15-00-000Z`, 'utf8')).toBe('an older one');
});

test.runIf(process.platform !== 'win32')('a link that took its place is not followed', async () => {
  await writeFile(path, 'PORT=3000\n');
  const file = await readEnvFile(path);
  await rename(path, join(folder, 'moved'));
  await symlink(join(folder, 'moved'), path);
  await expect(writeKeyInto(file, KEY, NOW)).rejects.toThrow('file-changed');
  expect(await readFile(join(folder, 'moved'), 'utf8')).toBe('PORT=3000\n');
});

test.runIf(process.platform !== 'win32')('its mode is kept whatever the umask is', async () => {
  await writeFile(path, 'PORT=3000\n');
  await chmod(path, 0o664);
  const before = process.umask(0o077);
  try {
    const copy = await writeKeyInto(await readEnvFile(path), KEY, NOW);
    for (const one of [path, copy]) expect((await stat(one)).mode & 0o777).toBe(0o664);
  } finally {
    process.umask(before);
  }
});

// Only root may give a file to someone else.
test.runIf(process.getuid?.() === 0)('its owner is kept, and so is that of the copy', async () => {
  await writeFile(path, 'PORT=3000\n', { mode: 0o600 });
  await chown(path, 12_345, 12_346);
  const copy = await writeKeyInto(await readEnvFile(path), KEY, NOW);
  for (const one of [path, copy]) expect(await stat(one)).toMatchObject({ uid: 12_345, gid: 12_346 });
});

// As an ordinary user: one of another owner stays as it is.
test('where its owner cannot be kept, it is left alone', async () => {
  await writeFile(path, 'PORT=3000\n');
  const file = await readEnvFile(path);
  const refusal = writeKeyInto({ ...file, owner: { uid: -7, gid: -7 } }, KEY, NOW);
  await expect(refusal).rejects.toMatchObject({ failure: { code: 'destination-not-writable' } });
  expect([await readFile(path, 'utf8'), await readdir(folder)]).toEqual(['PORT=3000\n', ['.env']]);
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
