import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';

/** To open a pipe would wait for another program to write to it. Windows has no such flag, and no such files. */
const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * The bytes of a file of at most `longest`. Rejects with the system's error, with the code EFBIG for a longer file,
 * EISDIR for a folder and EINVAL for what is neither file nor folder.
 */
export async function readSmallFile(path: string, longest: number): Promise<Buffer> {
  return (await readWithStats(path, longest)).bytes;
}

/**
 * The same, with what the system says of the very file that was read. @param flags besides those that it is opened with
 * anyway
 */
export async function readWithStats(
  path: string,
  longest: number,
  flags = 0,
): Promise<{ bytes: Buffer; stats: Stats }> {
  const file = await open(path, WITHOUT_WAITING | flags);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw withCode(stats.isDirectory() ? 'EISDIR' : 'EINVAL');
    // One more than it may have: however a file grows meanwhile, what is too long is noticed.
    const bytes = Buffer.alloc(longest + 1);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    if (filled > longest) throw withCode('EFBIG');
    return { bytes: bytes.subarray(0, filled), stats };
  } finally {
    await file.close();
  }
}

function withCode(code: 'EFBIG' | 'EISDIR' | 'EINVAL'): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
