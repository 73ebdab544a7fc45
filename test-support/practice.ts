import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dispatcher, request } from 'undici';
import { type PracticeOptions, type PracticeServer, type PracticeSite, startPractice } from '../src/practice/server';
import { backupListSchema, type WholeBackup, wholeBackup } from './listing';

type Answer = Dispatcher.ResponseData<unknown>;
type Options = Omit<NonNullable<Parameters<typeof request>[1]>, 'dispatcher'>;

/** A practice server in a folder of its own, which goes with it. */
export interface TestPractice extends PracticeServer {
  /** Requires end-to-end encryption, and its key was rotated once. */
  readonly harbour: PracticeSite;
  /** Takes plain archives too. */
  readonly lantern: PracticeSite;
  /** Asks with the site's API key; `path` follows `/api/v1`. */
  ask(site: PracticeSite, path: string, options?: Options): Promise<Answer>;
  backups(site: PracticeSite, query?: string): Promise<WholeBackup[]>;
  /** The text of a private key of the site, the current one unless a fingerprint says otherwise. */
  privateKey(site: PracticeSite, fingerprint?: string): Promise<string>;
}

/** Starts a practice server for tests. Without `folder` it gets a new one, which `close` removes. */
export async function startTestPractice(options: Partial<PracticeOptions> = {}): Promise<TestPractice> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'salvor-practice-')));
  const server = await startPractice({ ...options, folder });
  const [harbour, lantern] = server.sites;
  if (harbour === undefined || lantern === undefined) throw new Error('the practice server has two sites');

  const ask: TestPractice['ask'] = (site, path, asked = {}) =>
    request(`${server.url}${path}`, {
      ...asked,
      headers: { authorization: `Bearer ${site.apiKey}`, ...(asked.headers as Record<string, string> | undefined) },
    });
  return {
    ...server,
    harbour,
    lantern,
    ask,
    backups: async (site, query = '') => {
      const answer = await ask(site, `/backups${query}`);
      return backupListSchema.parse(await answer.body.json()).backups.map(wholeBackup);
    },
    privateKey: async (site, fingerprint = site.fingerprint) => {
      const key = site.keys.find((held) => held.fingerprint === fingerprint);
      if (key === undefined) throw new Error(`${site.name} has no key ${fingerprint}`);
      return (await readFile(key.file, 'utf8')).trim();
    },
    close: async () => {
      await server.close();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A form of fields and at most one file, for an upload. */
export function form(
  fields: Record<string, string>,
  file?: { part: string; name: string; bytes: Uint8Array<ArrayBuffer> },
): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  if (file !== undefined) data.set(file.part, new Blob([file.bytes]), file.name);
  return data;
}

/** Bytes that look like an envelope to the server's gate, which reads the magic alone. */
export function envelopeLike(length: number, fill = 7): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length).fill(fill);
  bytes.set(new TextEncoder().encode('TSPEPK01'));
  return bytes;
}
