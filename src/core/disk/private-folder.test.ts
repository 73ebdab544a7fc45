import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { makePrivateFolder, ownFolderIn, removePrivateFolder, scratchParent, temporaryFolder } from './private-folder';
import { sweepScratch } from './scratch-folder';

/** How often another process still takes away an empty folder as soon as it is made. */
const taking = vi.hoisted(() => ({ left: 0 }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const mkdir = async (path: string, options: { mode: number }) => {
    await real.mkdir(path, options);
    if (taking.left > 0) {
      taking.left -= 1;
      await real.rmdir(path);
    }
  };
  return { ...real, mkdir };
});

const isSuperuser = process.getuid?.() === 0;
/** Another user of the machine. */
const OTHER = 65_534;
/** A number that no process has: the highest that Linux gives is 4,194,304. */
const GONE = '.salvor-proof-4194305-x1-abcdef';

let shared: string;
let precious: string;
beforeEach(() => {
  shared = mkdtempSync(join(tmpdir(), 'salvor-shared-'));
  precious = mkdtempSync(join(tmpdir(), 'salvor-precious-'));
  for (let index = 0; index < 20; index += 1) writeFileSync(join(precious, `vault-${index}`), 'kept');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(shared, { recursive: true, force: true });
  rmSync(precious, { recursive: true, force: true });
});
const isWhole = () => expect(readdirSync(precious)).toHaveLength(20);

/** As `makePrivateFolder` leaves one, under the name of a process that is gone. */
async function leftFolder(): Promise<string> {
  const made = await makePrivateFolder(shared, GONE.slice(0, -6));
  writeFileSync(join(made, 'payload.part'), 'plaintext');
  mkdirSync(join(made, 'deep'));
  writeFileSync(join(made, 'deep', 'tsp.db'), 'plaintext');
  return made;
}

describe('a scratch folder that a killed process left', () => {
  test('is removed with all that is in it', async () => {
    const left = await leftFolder();
    await sweepScratch([shared]);
    expect(existsSync(left)).toBe(false);
  });

  test.each(['', GONE.slice(0, 9), GONE])(
    'is removed where the process was killed when its mark held %j',
    async (mark) => {
      const path = join(shared, GONE);
      mkdirSync(path, { mode: 0o700 });
      if (mark !== '') writeFileSync(join(path, '.salvor-folder'), mark);
      await sweepScratch([shared]);
      expect(existsSync(path)).toBe(false);
    },
  );

  test.each([
    ['another’s mark', 'something else'],
    ['no mark, and a file', null],
  ])('is left alone with %s in it', async (_what, mark) => {
    const path = join(shared, GONE);
    mkdirSync(path, { mode: 0o700 });
    writeFileSync(join(path, mark === null ? 'a.txt' : '.salvor-folder'), mark ?? 'a');
    await sweepScratch([shared]);
    expect(existsSync(path)).toBe(true);
  });

  test('is not followed where a link is in its place', async () => {
    symlinkSync(precious, join(shared, GONE), 'dir');
    await sweepScratch([shared]);
    expect(await removePrivateFolder(join(shared, GONE))).toBe(true);
    isWhole();
  });

  test('is not followed where it was moved elsewhere and a link leads to it', async () => {
    const left = await leftFolder();
    const moved = join(precious, 'moved');
    renameSync(left, moved);
    symlinkSync(moved, left, 'dir');
    await removePrivateFolder(left);
    expect(existsSync(join(moved, 'payload.part'))).toBe(true);
    rmSync(moved, { recursive: true });
  });

  test('is none where another folder of this user was renamed to it', async () => {
    const named = join(shared, GONE);
    mkdirSync(named, { mode: 0o700 });
    writeFileSync(join(named, 'letter'), 'kept');
    await sweepScratch([shared]);
    expect(readFileSync(join(named, 'letter'), 'utf8')).toBe('kept');
    // A mark that belongs to another name makes it none of ours either.
    const other = await leftFolder();
    rmSync(named, { recursive: true });
    renameSync(other, named);
    await sweepScratch([shared]);
    expect(existsSync(named)).toBe(true);
  });

  test.skipIf(process.platform === 'win32')('is none where others can enter it', async () => {
    const left = await leftFolder();
    chmodSync(left, 0o755);
    await sweepScratch([shared]);
    expect(existsSync(left)).toBe(true);
  });

  test.skipIf(process.platform === 'win32')('takes links inside it away, not what they lead to', async () => {
    const left = await leftFolder();
    symlinkSync(precious, join(left, 'deep', 'link'), 'dir');
    await sweepScratch([shared]);
    expect(existsSync(left)).toBe(false);
    isWhole();
  });
});

describe('another user of the machine', () => {
  const needsTwo = (skip: (note: string) => void) => {
    if (isSuperuser) return false;
    const note = 'NOT RUN: a second user needs a run as the superuser';
    process.stderr.write(`${note}\n`);
    skip(note);
    return true;
  };

  test('owns a folder of such a name: it is left alone', async ({ skip }) => {
    if (needsTwo(skip)) return;
    const left = await leftFolder();
    chownSync(left, OTHER, OTHER);
    await sweepScratch([shared]);
    expect(existsSync(join(left, 'deep', 'tsp.db'))).toBe(true);
  });

  test('took the name of our own folder: it is not used', async ({ skip }) => {
    if (needsTwo(skip)) return;
    vi.stubEnv('TMPDIR', shared);
    const own = ownFolderIn(shared) ?? '';
    mkdirSync(own, { mode: 0o700 });
    chownSync(own, OTHER, OTHER);
    expect(await scratchParent()).toBe(shared);
    rmSync(own, { recursive: true });
    symlinkSync(precious, own, 'dir');
    expect(await scratchParent()).toBe(shared);
    unlinkSync(own);
    mkdirSync(own, { mode: 0o777 });
    chmodSync(own, 0o777);
    expect(await scratchParent()).toBe(shared);
  });

  test('puts a link in its place again and again while it is removed: nothing else is', { timeout: 120_000 }, async ({
    skip,
  }) => {
    if (needsTwo(skip)) return;
    chmodSync(shared, 0o777);
    chmodSync(precious, 0o755);
    const script = `
      const { renameSync, symlinkSync, unlinkSync } = require('node:fs');
      const [path, precious] = process.argv.slice(1);
      process.stdout.write('up');
      const quietly = (call) => { try { call(); } catch {} };
      for (;;) {
        quietly(() => renameSync(path, path + '.aside'));
        quietly(() => symlinkSync(precious, path));
        quietly(() => unlinkSync(path));
        quietly(() => renameSync(path + '.aside', path));
      }`;
    const slow = 'echo up; while :; do mv "$0" "$0.aside"; ln -s "$1" "$0"; rm "$0"; mv "$0.aside" "$0"; done';
    // Node can be below a folder that only the superuser may enter.
    const hasNode = spawnSync(process.execPath, ['-e', ''], { uid: OTHER, gid: OTHER, cwd: '/' }).status === 0;
    const command = (left: string): [string, string[]] =>
      hasNode ? [process.execPath, ['-e', script, left, precious]] : ['/bin/sh', ['-c', slow, left, precious]];
    for (let turn = 0; turn < 5; turn += 1) {
      const left = await leftFolder();
      for (let index = 0; index < 300; index += 1) writeFileSync(join(left, `vault-${index % 20}-${index}`), '');
      for (let index = 0; index < 20; index += 1) writeFileSync(join(left, `vault-${index}`), '');
      const attacker = spawn(...command(left), {
        uid: OTHER,
        gid: OTHER,
        cwd: '/',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await once(attacker.stdout, 'data');
      for (let tries = 0; tries < 10; tries += 1) await removePrivateFolder(left).catch(() => {});
      const ended = once(attacker, 'exit');
      attacker.kill('SIGKILL');
      await ended;
      isWhole();
      for (const name of readdirSync(shared)) rmSync(join(shared, name), { recursive: true, force: true });
    }
  });
});

describe('where scratch folders are made', () => {
  test.skipIf(process.platform === 'win32')(
    'is a folder of this user alone, which goes with the last of them',
    async () => {
      vi.stubEnv('TMPDIR', shared);
      const parent = await scratchParent();
      expect(parent).toBe(ownFolderIn(shared));
      expect(existsSync(parent)).toBe(false);
      const [one, other] = [await makePrivateFolder(parent, 'one-'), await makePrivateFolder(parent, 'other-')];
      expect(lstatSync(parent).mode & 0o777).toBe(0o700);
      expect(await removePrivateFolder(one)).toBe(true);
      expect(readdirSync(parent)).toHaveLength(1);
      expect(await removePrivateFolder(other)).toBe(true);
      expect(readdirSync(shared)).toEqual([]);
      // A process that had chosen the parent before makes it again.
      expect(existsSync(await makePrivateFolder(parent, 'late-'))).toBe(true);
    },
  );

  test.skipIf(process.platform === 'win32')(
    'is made again where others take it away just then, as often as it must',
    async () => {
      vi.stubEnv('TMPDIR', shared);
      const parent = await scratchParent();
      taking.left = 20;
      const made = await makePrivateFolder(parent, 'late-');
      expect(taking.left).toBe(0);
      expect(lstatSync(made).mode & 0o777).toBe(0o700);
      expect(await removePrivateFolder(made)).toBe(true);
      expect(readdirSync(shared)).toEqual([]);
    },
  );

  test.skipIf(process.platform === 'win32').each(['', 'relative/folder', '.'])(
    'is absolute where TMPDIR is "%s"',
    (value) => {
      vi.stubEnv('TMPDIR', value);
      vi.stubEnv('TMP', undefined);
      vi.stubEnv('TEMP', undefined);
      expect(temporaryFolder()).toBe('/tmp');
    },
  );
});
