import { stat } from 'node:fs/promises';
import { failed } from '../errors';

/**
 * Refuses to put a result in the place of the archive that it comes from, also under another name of the same file.
 * @throws destination-is-source
 */
export async function requireOther(source: string, destination: string): Promise<void> {
  const [one, other] = await Promise.all(
    [source, destination].map((path) => stat(path, { bigint: true }).catch(() => null)),
  );
  if (one != null && other != null && one.dev === other.dev && one.ino === other.ino)
    throw failed('destination-is-source', { path: destination });
}
