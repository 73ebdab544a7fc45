import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CHUNK = 64 * 1024;
const BALLAST = '.ballast';

/**
 * A disk of its own, so small that it can be filled: a tmpfs, which only the superuser of a Linux machine can mount.
 */
export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @param options of tmpfs, as `size=1m` @returns why there can be none here, where there can be none */
  static async mount(options: string): Promise<SmallDisk | string> {
    if (process.platform !== 'linux') return 'a tmpfs can be mounted on Linux only';
    const folder = await mkdtemp(join(tmpdir(), 'salvor-disk-'));
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `${options},mode=0777`, 'tmpfs', folder]);
      return new SmallDisk(folder);
    } catch {
      await rm(folder, { recursive: true });
      return 'no tmpfs may be mounted by this user';
    }
  }

  async remount(options: string): Promise<void> {
    await run('mount', ['-o', `remount,${options}`, this.folder]);
  }

  /** As any other program may do: fills it to the last byte. @returns whether a write really failed with ENOSPC */
  async fill(): Promise<boolean> {
    const file = await open(join(this.folder, BALLAST), 'a');
    try {
      for (let chunk = CHUNK; chunk > 0; ) {
        try {
          await file.write(Buffer.alloc(chunk));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          chunk = Math.floor(chunk / 4);
        }
      }
      return (await statfs(this.folder)).bavail === 0;
    } finally {
      await file.close();
    }
  }

  async makeRoom(): Promise<void> {
    await rm(join(this.folder, BALLAST), { force: true });
  }

  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.folder]);
    await rm(this.folder, { recursive: true, force: true });
  }
}
