import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { systemCode } from './disk-trouble';

/** A process, so that another one with the same number later is not taken for it. */
export const ownerSchema = z.object({
  pid: z.number().int().positive(),
  /** Differs from that of a later process with the same number, see `markOf`: letters and digits. */
  mark: z.string().regex(/^[a-z0-9]*$/),
});
export type Owner = z.infer<typeof ownerSchema>;

/** No process begins so. */
const ENDED = 'ended';

const run = promisify(execFile);
let own: Promise<Owner> | null = null;

/** This process. */
export function thisProcess(): Promise<Owner> {
  own ??= markOf(process.pid).then((mark) => ({ pid: process.pid, mark: mark ?? '' }));
  return own;
}

/** Whether a process of this machine has ended, so that what it left has no owner. */
export async function isGone({ pid, mark }: Owner): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM means that it is alive, as another user's.
    if (systemCode(error) === 'ESRCH') return true;
  }
  const present = await markOf(pid);
  // Where the system does not say, a living process is taken for the same one.
  return present !== null && mark !== '' && present !== mark;
}

/** The owner as a part of a file's name, and back. */
export const ownerText = ({ pid, mark }: Owner): string => `${pid}-${mark}`;

export function readOwner(text: string): Owner | null {
  const match = /^(\d{1,10})-([a-z0-9]*)$/.exec(text);
  return match === null ? null : { pid: Number(match[1]), mark: match[2] ?? '' };
}

/**
 * When a process began: on Linux the boot's own name and the ticks since (proc(5), `starttime`), on the Mac the
 * time that `ps` gives. Windows takes a second to give such a time, so there it is the program's name.
 */
async function markOf(pid: number): Promise<string | null> {
  try {
    if (process.platform === 'linux') {
      const [stat, boot] = await Promise.all([
        readFile(`/proc/${pid}/stat`, 'utf8'),
        readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      ]);
      // The second field is the program's name in brackets, in which there may be spaces and brackets.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // One that has ended, and whose parent has not yet asked how, still has its number.
      if (fields[0] === 'Z' || fields[0] === 'X') return ENDED;
      return `${boot.replaceAll('-', '').slice(0, 8)}${fields[19] ?? ''}`;
    }
    if (process.platform === 'win32') {
      if (pid === process.pid) return plain(basename(process.execPath));
      const { stdout } = await run('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'], { windowsHide: true });
      return plain(/^"([^"]+)"/m.exec(stdout)?.[1] ?? '') || null;
    }
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)], { env: { LC_ALL: 'C', TZ: 'UTC' } });
    return plain(stdout) || null;
  } catch {
    return null;
  }
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
