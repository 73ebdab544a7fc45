import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { withFileLock } from '../disk/file-lock';
import { readTextIfThere } from '../disk/read-file';
import { writeWhole } from '../disk/whole-file';
import { failed } from '../errors';

const FILE = 'report-signing.key';
const KEY = /^[A-Za-z0-9_-]{43}$/;

/**
 * The Ed25519 key of this installation, made at its first use in `folder`, mode 0600. It proves only that two reports
 * come from the same installation; no archive opens by it.
 *
 * @param onMade what the new key must do before it is kept: without that, no key is kept
 * @returns 32 raw bytes
 * @throws destination-not-writable, file-unreadable, file-in-use
 */
export async function keepSigningKey(folder: string, onMade: (key: Uint8Array) => Promise<void>): Promise<Uint8Array> {
  const path = join(folder, FILE);
  return (await read(path)) ?? withFileLock(`${path}.lock`, async () => (await read(path)) ?? make(path, onMade));
}

async function make(path: string, onMade: (key: Uint8Array) => Promise<void>): Promise<Uint8Array> {
  const { secretKey } = ed25519.keygen();
  await onMade(secretKey);
  await writeWhole(path, Buffer.from(secretKey).toString('base64url'), 0o600);
  return secretKey;
}

async function read(path: string): Promise<Uint8Array | null> {
  const text = await readTextIfThere(path);
  if (text === null) return null;
  if (!KEY.test(text.trim())) throw failed('file-unreadable', { path, reason: 'no key in it' });
  return Uint8Array.from(Buffer.from(text.trim(), 'base64url'));
}
