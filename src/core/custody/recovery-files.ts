import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../disk/disk-trouble';

/** What brings secrets back where no Salvor is: the recovery page, and what is written about the format. */
export interface RecoveryFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** The recovery files in the folder where the build put them; none where it was left out. */
export async function recoveryFilesIn(folder: string): Promise<RecoveryFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return Promise.all(
    names.map(async (name) => ({ name, content: new Uint8Array(await readFile(join(folder, name))) })),
  );
}
