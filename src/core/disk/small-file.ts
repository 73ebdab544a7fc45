import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { readFully } from './read-file';

/** Opening a pipe waits for another program to write to it. Windows has no such flag, and no such files. */
const WITHOUT_WAITING = constants.O_NONBLOCK ?? 0;

export interface ReadOptions {
  /** Besides those that every file is opened with. */
  readonly flags?: number;
  /** Reads a pipe too, and waits for its end: a shell hands one over for `<(…)`. */
  readonly pipes?: boolean;
}

/**
 * The bytes of a file of at most `longest`. Rejects with the system's error, with the code EFBIG for a longer file,
 * EISDIR for a folder and EINVAL for what is neither file nor folder.
 */
export async function readSmallFile(path: string, longest: number, options?: ReadOptions): Promise<Buffer> {
  return (await readWithStats(path, longest, options)).bytes;
}

/** The same, with what the system knows of the very file that was read. */
export async function readWithStats(
  path: string,
  longest: number,
  { flags = 0, pipes = false }: ReadOptions = {},
): Promise<{ bytes: Buffer; stats: Stats }> {
  const file = await open(path, constants.O_RDONLY | flags | (pipes ? 0 : WITHOUT_WAITING));
  try {
    const stats = await file.stat();
    if (!stats.isFile() && !(pipes && !stats.isDirectory())) throw withCode(stats.isDirectory() ? 'EISDIR' : 'EINVAL');
    // One byte more than allowed, so that a file that grows while it is read is noticed.
    const bytes = Buffer.alloc(longest + 1);
    const filled = await readFully(file, bytes, null);
    if (filled > longest) throw withCode('EFBIG');
    return { bytes: bytes.subarray(0, filled), stats };
  } finally {
    await file.close();
  }
}

function withCode(code: 'EFBIG' | 'EISDIR' | 'EINVAL'): Error {
  return Object.assign(new Error(code), { code });
}
