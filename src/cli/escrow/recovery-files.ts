import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What brings the secrets back where no Salvor is: the recovery page and what is written about the format. */
export interface RecoveryFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** The recovery files that were built beside this command, `out/recovery`; none in a build without them. */
export async function recoveryFiles(): Promise<RecoveryFile[]> {
  const command = process.argv[1];
  if (command === undefined) return [];
  const folder = join(dirname(await realpath(command)), '..', 'recovery');
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => basename(name));
  return Promise.all(names.map(async (name) => ({ name, content: new Uint8Array(await readFile(join(folder, name))) })));
}
