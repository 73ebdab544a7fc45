import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after, setImmediate as soon } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withFileLock } from './file-lock';
import { thisProcess } from './owner';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-lock-'));
  path = join(folder, 'below', 'register.json.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a file lock', () => {
  test('lets one in at a time, and gives the lock back also after a failure', async () => {
    let inside = 0;
    let most = 0;
    const work = async (turn: number) => {
      inside += 1;
      most = Math.max(most, inside);
      await soon();
      inside -= 1;
      if (turn === 3) throw new Error('of this one alone');
      return turn;
    };
    const ends = await Promise.allSettled(
      Array.from({ length: 20 }, (_, turn) => withFileLock(path, () => work(turn))),
    );
    expect(most).toBe(1);
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(await readdir(join(folder, 'below'))).toEqual([]);
  });

  test('takes over at once what a process left that is gone, however many want it', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'close');
    await withFileLock(path, async () => {});
    await writeFile(path, JSON.stringify({ id: 'x', pid: child.pid, mark: '', host: hostname() }));
    let inside = 0;
    const overlaps: number[] = [];
    await Promise.all(
      Array.from({ length: 10 }, () =>
        withFileLock(path, async () => {
          inside += 1;
          await soon();
          overlaps.push(inside);
          inside -= 1;
        }),
      ),
    );
    expect(overlaps).toEqual(Array.from({ length: 10 }, () => 1));
  });

  test('takes over what shows no sign of life, as where the holder is on another machine', async () => {
    await withFileLock(path, async () => {});
    await writeFile(path, JSON.stringify({ id: 'x', ...(await thisProcess()), host: 'another' }));
    const began = performance.now();
    expect(await withFileLock(path, async () => 'in')).toBe('in');
    expect(performance.now() - began).toBeGreaterThan(9_000);
  });

  test('takes over at once from a process whose number another has now', async () => {
    await withFileLock(path, async () => {});
    await writeFile(path, JSON.stringify({ id: 'x', pid: process.pid, mark: 'another', host: hostname() }));
    // It is asked before the first wait; ten seconds would be the signs of life.
    const late = Symbol();
    expect(await Promise.race([withFileLock(path, async () => 'in'), after(5_000, late, { ref: false })])).toBe('in');
  });

  test('takes over what was never signed, after a second without a change', async () => {
    await withFileLock(path, async () => {});
    await writeFile(path, '');
    const late = Symbol();
    expect(await Promise.race([withFileLock(path, async () => 'in'), after(8_000, late, { ref: false })])).toBe('in');
  });

  test('says where it cannot be made', async () => {
    await writeFile(join(folder, 'below'), '');
    await expect(withFileLock(path, async () => {})).rejects.toMatchObject({
      failure: { code: 'destination-not-writable' },
    });
  });
});
