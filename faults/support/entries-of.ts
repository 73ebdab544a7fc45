import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';

/** Names and SHA-256 of every entry, as a reader finds them that is not Salvor's own. Rejects where one is damaged. */
export async function entriesOf(zip: Buffer): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const file = await fromBufferPromise(zip);
  for await (const entry of file.eachEntry()) {
    const bytes = await buffer(await file.openReadStreamPromise(entry));
    found[entry.fileName] = createHash('sha256').update(bytes).digest('hex');
  }
  return found;
}
