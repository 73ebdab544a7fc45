import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as soon } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withFileLock } from './file-lock';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-lock-'));
  path = join(folder, 'below', 'register.json.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a file lock', () => {
  it('lets one in at a time, and gives the lock back also after a failure', async () => {
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
    const ends = await Promise.allSettled(Array.from({ length: 20 }, (_, turn) => withFileLock(path, () => work(turn))));
    expect(most).toBe(1);
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(await readdir(join(folder, 'below'))).toEqual([]);
  });

  it('takes over at once what a process left that is gone, however many want it', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'close');
    await withFileLock(path, async () => {});
    await writeFile(path, JSON.stringify({ id: 'x', pid: child.pid, host: hostname() }));
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

  it('takes over what shows no sign of life, as after a start of the machine that gave its number to another', async () => {
    await withFileLock(path, async () => {});
    await writeFile(path, JSON.stringify({ id: 'x', pid: process.pid, host: hostname() }));
    expect(await withFileLock(path, async () => 'in')).toBe('in');
  });

  it('says where it cannot stand', async () => {
    await writeFile(join(folder, 'below'), '');
    await expect(withFileLock(path, async () => {})).rejects.toMatchObject({ failure: { code: 'destination-not-writable' } });
  });
});
