import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../disk/whole-file';
import type { Anchor } from './anchor';
import { GENESIS } from './chain';
import { readHead, sealHead } from './head';

export const LOG_FILE = 'logbook.jsonl';
export const HEAD_FILE = 'logbook.head';

/** The end of the logbook in a folder as its seal has it; null where no seal holds or it counts no line. */
export async function endOfLogbook(folder: string): Promise<Anchor | null> {
  const text = await readFile(join(folder, HEAD_FILE), 'utf8').catch(() => null);
  const read = text === null ? null : readHead(text.trim());
  return read === null || read.head.count === 0
    ? null
    : { count: read.head.count, last: read.head.last, signer: read.signer };
}

/**
 * Seals an empty logbook with a new key of the installation. Where lines are there already, or a seal that counts some,
 * they are another key's, and that is to be told later.
 *
 * @throws destination-not-writable
 */
export async function beginLogbook(folder: string, key: Uint8Array): Promise<void> {
  const path = join(folder, HEAD_FILE);
  const before = await readFile(path, 'utf8').catch(() => null);
  // An empty logbook's seal without a key is what is left where a program was killed at its first use.
  if (before !== null && readHead(before.trim())?.head.count !== 0) return;
  const lines = await stat(join(folder, LOG_FILE)).catch(() => null);
  if (lines !== null && lines.size > 0) return;
  await writeWhole(
    path,
    `${sealHead({ kind: 'salvor-logbook-head', version: 1, count: 0, last: GENESIS, next: null }, key)}\n`,
    0o600,
  );
}
