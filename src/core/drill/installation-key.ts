import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { failed } from '../errors';

const FILE = 'report-signing.key';
const KEY = /^[A-Za-z0-9_-]{43}$/;

/**
 * The Ed25519 key of this installation, made at its first use in `folder`, mode 0600. It proves only that two
 * reports come from the same installation; no archive opens by it.
 *
 * @returns 32 raw bytes
 * @throws destination-not-writable, file-unreadable
 */
export async function installationKey(folder: string): Promise<Uint8Array> {
  const path = join(folder, FILE);
  const known = await read(path);
  if (known !== null) return known;
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(unwritable(path));
  const { secretKey } = ed25519.keygen();
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(Buffer.from(secretKey).toString('base64url'));
      await file.sync();
    } finally {
      await file.close();
    }
    return secretKey;
  } catch (cause) {
    // Another Salvor was first: then its key is the installation's.
    const theirs = (cause as NodeJS.ErrnoException).code === 'EEXIST' ? await read(path) : null;
    return theirs ?? unwritable(path)(cause as NodeJS.ErrnoException);
  }
}

async function read(path: string): Promise<Uint8Array | null> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw failed('file-unreadable', { path, reason: cause.code ?? cause.message }, cause);
  });
  if (text === null) return null;
  if (!KEY.test(text.trim())) throw failed('file-unreadable', { path, reason: 'no key in it' });
  return Uint8Array.from(Buffer.from(text.trim(), 'base64url'));
}

function unwritable(path: string): (cause: NodeJS.ErrnoException) => never {
  return (cause) => {
    throw failed('destination-not-writable', { path, reason: cause.code ?? cause.message }, cause);
  };
}
