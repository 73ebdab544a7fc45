import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MOST_ESCROW_BYTES } from '../../core/custody/escrow/split';
import { unreadable } from '../../core/disk/disk-trouble';
import { failed } from '../../core/errors';

/** Header, labels and padding stay far below this. */
const AROUND = 1024 * 1024;

/** Reads an escrow file whole. @throws file-unreadable, escrow-file-unreadable for one that is longer than any */
export async function readEscrowFile(file: string): Promise<Uint8Array> {
  const path = resolve(file);
  try {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      if (size > MOST_ESCROW_BYTES + AROUND) throw failed('escrow-file-unreadable', {});
      return new Uint8Array(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (cause) {
    return unreadable(path)(cause);
  }
}
