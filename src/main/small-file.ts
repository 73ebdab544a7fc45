import { open } from 'node:fs/promises';

/** A text file of at most `longest` bytes. Rejects with the system's error, or with the code EFBIG for a longer one. */
export async function readSmallFile(path: string, longest: number): Promise<string> {
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
    return decode(bytes.subarray(0, filled));
  } finally {
    await file.close();
  }
}

/** PowerShell writes UTF-16 with a byte order mark where one expects plain text. */
function decode(bytes: Buffer): string {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(utf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}
