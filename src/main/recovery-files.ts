import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** What brings secrets back where no Salvor is: the recovery page, and what is written about the format. */
export async function recoveryFiles(): Promise<{ name: string; content: Uint8Array }[]> {
  const folder = join(import.meta.dirname, '../recovery');
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => basename(name));
  return Promise.all(names.map(async (name) => ({ name, content: new Uint8Array(await readFile(join(folder, name))) })));
}
