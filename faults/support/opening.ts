import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, toFailure } from '../../src/core/errors';
import { PauseGate } from '../../src/core/restore/job';
import type { RestoreResult } from '../../src/core/restore/model';
import { type GivenSecrets, openArchive } from '../../src/core/restore/open';

/** How opening a file ended, and what then stood under the final name. */
export type Outcome =
  | { readonly failure: Failure; readonly left: readonly string[] }
  | { readonly result: RestoreResult; readonly placed: Buffer };

export const quietContext = () => ({ signal: new AbortController().signal, pause: new PauseGate(), report: () => {} });

/** Opens these bytes by the whole pipeline, from a file to a file, in a folder that is empty before and after. */
export async function openBytes(folder: string, bytes: Uint8Array, secrets: GivenSecrets): Promise<Outcome> {
  const source = join(folder, 'archive');
  const destination = join(folder, 'opened');
  await writeFile(source, bytes);
  try {
    const result = await openArchive(
      { source, destination, overwrite: false, scope: 'full', ...secrets },
      quietContext(),
    );
    return { result, placed: await readFile(destination) };
  } catch (error) {
    return { failure: toFailure(error), left: (await readdir(folder)).filter((name) => name !== 'archive') };
  } finally {
    await rm(source);
    await rm(destination, { force: true });
  }
}
