import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that goes with the test. */
export interface TestFolder {
  readonly path: string;
  file(name: string): string;
  /** The names of all that is in it, sorted. */
  names(): Promise<string[]>;
  remove(): Promise<void>;
}

export async function testFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'salvor-walk-'));
  return {
    path,
    file: (name) => join(path, name),
    names: async () => (await readdir(path)).toSorted(),
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}
