import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { systemCode, unreadable, unwritable } from '../core/disk/disk-trouble';
import { Refusal, sendRefusal } from './answer';
import { type Limits, USUAL_LIMITS } from './limits';
import { answer, type Service } from './routes';
import { writeConsole } from './samples/console';
import { apiKeyFile, makeSamples } from './samples/make';
import { atRestKey } from './store/at-rest';
import { readState } from './store/state';
import { Store } from './store/store';
import { Uploads } from './uploads';

export interface PracticeOptions {
  /** The server's own data folder; an empty one is filled with sample sites, keys and archives. */
  readonly folder: string;
  /** The port to try first; where it is taken another is chosen. Without it, the port of the last run. */
  readonly port?: number;
  /** Whether new backups are encrypted at rest, so that each of their downloads has a fresh entity tag. */
  readonly atRest?: boolean;
  readonly limits?: Partial<Limits>;
  /** The time that new backups are given. */
  readonly now?: () => Date;
}

export interface PracticeSite {
  readonly name: string;
  readonly apiKey: string;
  /** The file that holds the API key. */
  readonly apiKeyFile: string;
  /** Of the site's current key. */
  readonly fingerprint: string;
  /** The site's private keys, as files. */
  readonly keys: readonly { readonly fingerprint: string; readonly file: string; readonly current: boolean }[];
}

export interface PracticeServer {
  /** Address of the API: `http://127.0.0.1:PORT/api/v1` */
  readonly url: string;
  readonly sites: readonly PracticeSite[];
  readonly folder: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * Starts a TS Pro Backup server on this machine alone, with its own folder. What is in the folder stays: keys,
 * archives, and the port where it is still free.
 *
 * @throws destination-not-writable, file-unreadable
 */
export async function startPractice(options: PracticeOptions): Promise<PracticeServer> {
  const { folder } = options;
  const now = options.now ?? (() => new Date());
  const encryptAtRest = options.atRest ?? false;
  const limits = { ...USUAL_LIMITS, ...options.limits };

  const key = await prepareFolder(folder);
  const state = await readState(folder);
  const store =
    state === null ? await makeSamples(folder, now(), encryptAtRest ? key : null) : new Store(folder, state);
  await store.prepare();

  const apiKeys = new Map<number, string>();
  for (const site of store.sites) apiKeys.set(site.id, await readApiKey(apiKeyFile(folder, site)));

  const uploads = new Uploads(store, limits, encryptAtRest ? key : null, now);
  const server = serve({ store, uploads, limits, apiKeys, atRestKey: key, encryptAtRest });
  const port = await listen(server, options.port ?? store.port ?? 0);
  if (port !== store.port) await store.rememberPort(port);

  const url = `http://${HOST}:${port}/api/v1`;
  await writeConsole(folder, url, store.sites);

  return {
    url,
    folder,
    sites: store.sites.map((site) => ({
      name: site.name,
      apiKey: apiKeys.get(site.id) ?? '',
      apiKeyFile: apiKeyFile(folder, site),
      fingerprint: site.keys.find(({ current }) => current)?.fingerprint ?? '',
      keys: site.keys.map(({ fingerprint, file, current }) => ({ fingerprint, file: join(folder, file), current })),
    })),
    close: () => stop(server),
  };
}

async function prepareFolder(folder: string): Promise<Buffer> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await atRestKey(folder);
  } catch (cause) {
    return unwritable(folder)(cause);
  }
}

async function readApiKey(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    return unreadable(path)(cause);
  }
}

function serve(service: Service): Server {
  const server = createServer((request, response) => {
    answer(service, request, response).catch((error: unknown) => {
      // With the answer begun, or the client gone, no error can be sent: the connection ends.
      if (response.headersSent || response.destroyed) response.destroy();
      else if (error instanceof Refusal) sendRefusal(response, error);
      else if (systemCode(error) === 'ENOSPC') sendRefusal(response, new Refusal(507, 'insufficient storage'));
      else sendRefusal(response, new Refusal(500, 'internal error'));
    });
  });
  // An archive of many gigabytes may take longer to arrive than Node's five minutes.
  server.requestTimeout = 0;
  return server;
}

/** Listens on `port`, or on any free one where it is taken; resolves with the port. */
async function listen(server: Server, port: number): Promise<number> {
  const attempt = (wanted: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, HOST, () => {
        server.removeListener('error', reject);
        resolve((server.address() as AddressInfo).port);
      });
    });
  try {
    return await attempt(port);
  } catch (error) {
    const code = systemCode(error);
    if (port === 0 || (code !== 'EADDRINUSE' && code !== 'EACCES')) throw error;
    return attempt(0);
  }
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
