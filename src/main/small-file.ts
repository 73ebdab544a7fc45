import { open } from 'node:fs/promises';

/** A file of at most `longest` bytes. Rejects with the system's error, or with the code EFBIG for a longer one. */
export async function readSmallFile(path: string, longest: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(longest + 1);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    if (filled > longest) throw Object.assign(new Error('longer than a key or a certificate can be'), { code: 'EFBIG' });
    return bytes.subarray(0, filled);
  } finally {
    await file.close();
  }
}
