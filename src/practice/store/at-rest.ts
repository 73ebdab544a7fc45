import { type Cipher, createCipheriv, createDecipheriv, type Decipher, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../core/disk/disk-trouble';

/**
 * Encryption at rest: stored bytes are a random counter block (16) ‖ AES-256-CTR ciphertext, under one key per
 * folder. Counter mode lets a download begin at any byte; the listing's SHA-256 tells whether bytes changed.
 */
const ALGORITHM = 'aes-256-ctr';
const KEY_BYTES = 32;
const BLOCK = 16;

/** How many bytes stand before the ciphertext. */
export const AT_REST_HEADER_BYTES = BLOCK;

/** The folder's key, made when it is first asked for. */
export async function atRestKey(folder: string): Promise<Buffer> {
  const path = join(folder, 'at-rest.key');
  try {
    return await readFile(path);
  } catch (cause) {
    if (systemCode(cause) !== 'ENOENT') throw cause;
  }
  const key = randomBytes(KEY_BYTES);
  await writeFile(path, key, { mode: 0o600, flag: 'wx' });
  return key;
}

/** A cipher for one new file, and the header that must stand before what it gives. */
export function sealAtRest(key: Buffer): { header: Buffer; cipher: Cipher } {
  const header = randomBytes(BLOCK);
  return { header, cipher: createCipheriv(ALGORITHM, key, header) };
}

/** A decipher for the ciphertext from plaintext position `position` on. */
export function openAtRest(key: Buffer, header: Buffer, position: number): Decipher {
  const counter = (BigInt(`0x${header.toString('hex')}`) + BigInt(Math.floor(position / BLOCK))) % (1n << 128n);
  const decipher = createDecipheriv(ALGORITHM, key, Buffer.from(counter.toString(16).padStart(2 * BLOCK, '0'), 'hex'));
  // The key stream starts at a whole block: its part before the position is spent on nothing.
  decipher.update(Buffer.alloc(position % BLOCK));
  return decipher;
}
