import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { type Entry, open, type ZipFile } from 'yauzl';

/** What a reader that is not Salvor's own finds in an import zip. */
export interface FoundInZip {
  /** Length of the zip. */
  readonly bytes: number;
  readonly names: readonly string[];
  /** Sum of all lengths, unpacked. */
  readonly unpacked: number;
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** Reads every entry to its end; throws where one is damaged. */
export async function readImportZip(path: string): Promise<FoundInZip> {
  const zip = await promisify<string, { lazyEntries: true; autoClose: true }, ZipFile>(open)(path, {
    lazyEntries: true,
    autoClose: true,
  });
  const read = promisify<Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip));
  const files = new Map<string, Buffer>();
  zip.on('entry', (entry: Entry) => {
    read(entry)
      .then(async (stream) => {
        files.set(entry.fileName, await buffer(stream));
        zip.readEntry();
      })
      .catch((error: unknown) => zip.emit('error', error));
  });
  const end = once(zip, 'end');
  zip.readEntry();
  await end;
  return {
    bytes: (await stat(path)).size,
    names: [...files.keys()].filter((name) => !name.endsWith('/')),
    unpacked: [...files.values()].reduce((sum, { length }) => sum + length, 0),
    manifest: JSON.parse(files.get('manifest.json')?.toString() ?? '{}') as Record<string, unknown>,
  };
}
