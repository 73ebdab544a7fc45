import { createHash } from 'node:crypto';
import { failed } from '../errors';
import { type PrivateKey, normaliseFingerprint, parsePrivateKey, wipe } from '../formats/site-key';
import { BackupServer, type ServerAddress } from '../servers/client';
import type { Backup, Ping, Scope } from '../servers/model';
import { newestFirst, siteFingerprint } from '../servers/survey';
import type { JobContext } from './job';
import { Meter } from './meter';
import type { RestoreResult } from './model';
import { described } from './described';
import { type Opened, type PipelineRequest, restoreTo } from './pipeline';
import { requireRoom } from './preflight';

export interface FetchRequest {
  readonly server: ServerAddress;
  readonly apiKey: string;
  /** An archive's id, or 'latest': the newest of `scope`, which is then the whole site unless told otherwise. */
  readonly archive: string;
  readonly scope: Scope | null;
  /** Text of the private key; null where the archive is not encrypted. */
  readonly key: string | null;
  readonly destination: string;
  readonly overwrite: boolean;
  /** The site's fingerprint as a person confirmed it; null where nobody did. */
  readonly expectedFingerprint: string | null;
}

/** An archive that is on its way: everything that could be checked before its first byte has been. */
export interface Fetching {
  readonly ping: Ping;
  readonly backup: Backup;
  readonly pipeline: PipelineRequest;
  readonly meter: Meter;
}

/**
 * Fetches an archive, decrypts it as it arrives, proves it, and places the import zip at `destination`.
 * What can be known before the download is checked before it: the destination, the key, the site's
 * fingerprint, and which key the archive needs.
 */
export async function fetchArchive(request: FetchRequest, context: JobContext): Promise<RestoreResult> {
  const { destination, overwrite } = request;
  const room = (bytes: number) => requireRoom(destination, bytes, overwrite);
  return withBackup(request, context, room, async ({ backup, pipeline, meter }) => {
    const opened = await restoreTo(destination, overwrite, pipeline, context, meter);
    return fetched(backup, opened, destination, meter);
  });
}

/** What a fetch and a drill have in common. @param room is asked before anything else, and with the length before the download */
export async function withBackup<T>(
  request: Omit<FetchRequest, 'destination' | 'overwrite'>,
  context: JobContext,
  room: (bytes: number) => Promise<void>,
  run: (fetching: Fetching) => Promise<T>,
): Promise<T> {
  const meter = new Meter(context);
  const privateKey = request.key === null ? undefined : parsePrivateKey(request.key);
  const server = new BackupServer(request.server, request.apiKey);
  try {
    await room(0);
    const ping = await checkSite(server, request.expectedFingerprint, context.signal);
    const backup = await chooseBackup(server, request, context.signal);
    checkKey(backup, privateKey);
    await room(backup.size);
    const source = await server.download(backup, context.signal);
    try {
      const secrets = privateKey === undefined ? {} : { privateKey };
      return await run({ ping, backup, pipeline: { source, secrets, scope: backup.scope, ...againstListing(backup) }, meter });
    } finally {
      await source.close();
    }
  } finally {
    if (privateKey !== undefined) wipe(privateKey);
    await server.close();
  }
}

/** Result of an archive that came from a server; `path` is null where nothing was kept. */
export function fetched(backup: Backup, opened: Opened, path: string | null, meter: Meter): RestoreResult {
  return {
    path,
    bytes: opened.bytes,
    ...described(opened.decryption),
    scope: backup.scope,
    archive: { name: backup.name, bytes: backup.size, sha256: backup.sha256, id: backup.id, createdAt: backup.created_at },
    proof: { ...opened.proof, checks: [{ id: 'listing-hash', outcome: 'passed' }, ...opened.proof.checks] },
    took: meter.took(),
  };
}

/** Hashes the archive on its way, and compares it with the listing once its own authentication has passed. */
function againstListing(backup: Backup): Pick<PipelineRequest, 'observe' | 'afterAuthentication' | 'diagnose'> {
  const hash = createHash('sha256');
  return {
    observe: (piece) => hash.update(piece),
    afterAuthentication() {
      const got = hash.digest('hex');
      if (got !== backup.sha256) throw failed('hash-changed-on-server', { listed: backup.sha256, got });
    },
    // The length is the listing's, so that nothing was cut.
    diagnose: async (_decryption, error) => error,
  };
}

async function checkSite(server: BackupServer, expected: string | null, signal: AbortSignal): Promise<Ping> {
  const ping = await server.ping(signal);
  if (expected === null) return ping;
  const actual = siteFingerprint(ping, server.host);
  if (actual === null) throw failed('site-has-no-key', { site: ping.site.name });
  if (normaliseFingerprint(expected) !== actual) throw failed('fingerprint-differs', { expected, actual });
  return ping;
}

async function chooseBackup(server: BackupServer, request: Pick<FetchRequest, 'archive' | 'scope'>, signal: AbortSignal): Promise<Backup> {
  if (request.archive !== 'latest') return server.backup(request.archive, signal);
  const scope = request.scope ?? 'full';
  const newest = newestFirst(await server.list(scope, signal))[0];
  if (newest === undefined) throw failed('no-archives', { scope });
  return newest;
}

/** The listing may say which key an archive needs; then a wrong one is told before anything is fetched. */
function checkKey(backup: Backup, privateKey: PrivateKey | undefined): void {
  if (privateKey === undefined) {
    if (backup.client_encrypted) throw failed('key-needed', {});
    return;
  }
  const needed = backup.e2ee_fingerprint === null ? null : normaliseFingerprint(backup.e2ee_fingerprint);
  if (needed !== null && needed !== privateKey.fingerprint) {
    throw failed('key-not-for-archive', { given: privateKey.fingerprint, needed });
  }
}
