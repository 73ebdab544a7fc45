import { secondsAhead } from '../clock';
import type { ByteSource } from '../disk/byte-source';
import { requireFreeSpace } from '../disk/destination';
import { failed, isFailure } from '../errors';
import { normaliseFingerprint, type PrivateKey, parsePrivateKey, wipe } from '../formats/site-key';
import type { KeptHead, LeftoverFacts } from '../leftovers/model';
import { verdictOf, warning } from '../proof/model';
import { type Backup, type Ping, type Scope, type SizedBackup, scopeSchema } from '../sources/model';
import { newestFirst, siteFingerprint } from '../sources/survey';
import { BackupServer, type ServerAddress } from '../sources/ts-pro-backup/client';
import { described } from './described';
import type { JobContext } from './job';
import { Meter } from './meter';
import { type Accepts, ONLY_PROVEN, type RestoreResult } from './model';
import { ContinuedPart, RecordedPart } from './part-care';
import { type Opened, type PipelineRequest, restoreTo } from './pipeline';
import {
  headOf,
  isOf,
  type KeptPart,
  LONGEST_KEPT_HEAD,
  measurePart,
  PartDamaged,
  ResumedSource,
  requireUnchanged,
} from './resumption';
import { PATIENCE, type Patience, Retry } from './retry';
import { type StreamHash, sha256Of } from './sha256';
import { withStallWatch } from './stall';
import { SteadySource } from './steady-source';

export interface FetchRequest {
  readonly server: ServerAddress;
  readonly apiKey: string;
  /** An archive's id, or 'latest': the newest of `scope`, which is then the whole site unless told otherwise. */
  readonly archive: string;
  readonly scope: Scope | null;
  /** Text of the private key; null where the archive is not encrypted, or with a passphrase. */
  readonly key: string | null;
  /** Where the portal encrypted it with one. */
  readonly passphrase?: string;
  readonly destination: string;
  readonly overwrite: boolean;
  /** The site's fingerprint as a person confirmed it; null where nobody did. */
  readonly expectedFingerprint: string | null;
  /** Sees which site answers, before anything is asked of it. What it throws ends the fetch. */
  readonly meet?: (ping: Ping, fingerprint: string | null) => Promise<void>;
  /** Whether to go on with the part of an earlier try, as is usual; else that part is removed. */
  readonly resume?: boolean;
  readonly patience?: Patience;
  readonly accepts?: Accepts;
}

/** Of an archive without a header so many first bytes tell whether it is still the same. */
const LEAST_BEGINNING = 64;

/** An archive that is to come: everything that could be checked before its first byte has been. */
export interface Fetching {
  readonly ping: Ping;
  readonly backup: SizedBackup;
  readonly meter: Meter;
  readonly retry: Retry;
  /**
   * What the pipeline needs; the bytes come from `from` on when they are asked for.
   *
   * @param wrap may put bytes that are here already before them
   */
  pipeline(from?: number, wrap?: (source: ByteSource) => ByteSource): PipelineRequest;
  /** @throws header-changed-on-server where the archive no longer begins as it did */
  checkBeginning(head: KeptHead): Promise<void>;
}

/**
 * Fetches an archive, decrypts it as it arrives, proves it, and places the import zip at `destination`.
 * What can be known before the download is checked before it: the destination, the key, the site's
 * fingerprint, and which key the archive needs.
 *
 * Where an earlier try left a part for the same destination it goes on there: nothing of it is fetched again, but every
 * byte is authenticated again. A part that turns out to be damaged is given up for the whole, once.
 */
export function fetchArchive(request: FetchRequest, context: JobContext): Promise<RestoreResult> {
  return withStallWatch(context, (watched) => fetchWatched(request, watched));
}

async function fetchWatched(request: FetchRequest, context: JobContext): Promise<RestoreResult> {
  const { destination, overwrite } = request;
  const room = () => requireFreeSpace(destination, 0, overwrite);
  return withBackup(request, context, room, async (fetching) => {
    const { backup, meter, retry } = fetching;
    const found = await findPart(request, context, fetching);
    let { startedOver } = found;
    if (found.kept !== null) {
      try {
        const opened = await goOn(found.kept, request, context, fetching);
        return fetched(backup, scopeOf(backup, request.scope), opened, destination, meter, {
          kept: found.kept.archiveBytes,
          startedOver,
          retries: retry.count,
        });
      } catch (error) {
        if (!mayBeThePart(error)) throw error;
        startedOver = true;
      }
    }
    meter.kept(0, startedOver);
    const opened = await restoreTo(destination, overwrite, recorded(request, context, fetching), context, meter);
    return fetched(backup, scopeOf(backup, request.scope), opened, destination, meter, {
      kept: 0,
      startedOver,
      retries: retry.count,
    });
  });
}

/** The part of an earlier try, where there is one that can go on; `startedOver` where there was one that cannot. */
async function findPart(
  request: FetchRequest,
  { leftovers }: JobContext,
  { ping, backup }: Fetching,
): Promise<{ kept: KeptPart | null; startedOver: boolean }> {
  if (leftovers === undefined) return { kept: null, startedOver: false };
  const leftover = (await leftovers.list()).find(
    (each) => each.destination === request.destination && isOf(each, backup, ping.site.id),
  );
  if (leftover === undefined) return { kept: null, startedOver: false };
  if (request.resume === false) {
    await leftovers.discard(leftover.id);
    return { kept: null, startedOver: false };
  }
  requireUnchanged(leftover, backup);
  const claimed = await leftovers.claim(leftover.id);
  const kept = claimed === null ? null : await measurePart(claimed, backup.size);
  if (kept !== null) return { kept, startedOver: false };
  await claimed?.record.change({ owner: null });
  await leftovers.discard(leftover.id);
  return { kept: null, startedOver: leftover.have > 0 };
}

async function goOn(kept: KeptPart, request: FetchRequest, context: JobContext, fetching: Fetching): Promise<Opened> {
  const { meter } = fetching;
  meter.kept(kept.archiveBytes, false);
  let source: ResumedSource | null = null;
  const care = new ContinuedPart(kept, (decryption) => source?.unlock(decryption));
  try {
    await fetching.checkBeginning(kept.head);
    const pipeline = fetching.pipeline(kept.archiveBytes, (rest) => (source = new ResumedSource(kept, rest, meter)));
    return await restoreTo(request.destination, request.overwrite, { ...pipeline, care }, context, meter);
  } finally {
    await care.release();
  }
}

/** Whether a resumed archive that is not what it should be may be so because of the part that was there. */
function mayBeThePart(error: unknown): boolean {
  if (error instanceof PartDamaged) return true;
  return isFailure(error, 'altered', 'hash-changed-on-server');
}

/** The whole archive, with its part written down where that can be done. */
function recorded(
  request: FetchRequest,
  { leftovers }: JobContext,
  { ping, backup, pipeline }: Fetching,
): PipelineRequest {
  const whole = pipeline();
  if (leftovers === undefined) return whole;
  const seen: Uint8Array[] = [];
  let length = 0;
  const observe = (piece: Uint8Array) => {
    if (length < LONGEST_KEPT_HEAD) seen.push(Uint8Array.from(piece.subarray(0, LONGEST_KEPT_HEAD - length)));
    length += piece.length;
    return whole.observe(piece);
  };
  const care = new RecordedPart(leftovers, factsOf(request, ping, backup), (decryption) =>
    headOf(decryption, Buffer.concat(seen)),
  );
  return { ...whole, observe, care };
}

function factsOf(request: FetchRequest, { site }: Ping, backup: SizedBackup): LeftoverFacts {
  const { destination, overwrite, server } = request;
  return {
    job: 'fetch',
    destination,
    overwrite,
    server: { url: server.url, siteId: site.id, siteName: site.name },
    archive: {
      id: backup.id,
      name: backup.name,
      bytes: backup.size,
      sha256: backup.sha256,
      scope: scopeOf(backup, request.scope),
      createdAt: backup.created_at,
      keyFingerprint: backup.e2ee_fingerprint,
    },
  };
}

/** What a fetch and a drill have in common. @param room is asked before anything else */
export async function withBackup<T>(
  request: Omit<FetchRequest, 'destination' | 'overwrite' | 'resume'>,
  context: JobContext,
  room: () => Promise<void>,
  run: (fetching: Fetching) => Promise<T>,
): Promise<T> {
  const meter = new Meter(context);
  const patience = request.patience ?? PATIENCE;
  const retry = new Retry(patience, context, meter);
  const privateKey = request.key === null ? undefined : parsePrivateKey(request.key);
  const server = new BackupServer(request.server, request.apiKey, { stallMs: patience.stallMs });
  const sources: ByteSource[] = [];
  const hashes: StreamHash[] = [];
  try {
    await room();
    const ping = await retry.asking(() => checkSite(server, request, context.signal), true);
    const backup = await retry.asking(() => chooseBackup(server, request, context.signal));
    requireSize(backup);
    checkSecrets(backup, privateKey, request.passphrase);
    const secrets = {
      ...(privateKey === undefined ? {} : { privateKey }),
      ...(request.passphrase === undefined ? {} : { passphrase: request.passphrase }),
    };
    return await run({
      ping,
      backup,
      meter,
      retry,
      pipeline(from = 0, wrap = (source) => source) {
        const source = wrap(new SteadySource(server, backup, from, retry, context));
        const hash = sha256Of(context.threads);
        sources.push(source);
        hashes.push(hash);
        return {
          source,
          secrets,
          scope: scopeOf(backup, request.scope),
          name: backup.name,
          sealRequired: ping.require_e2ee,
          accepts: request.accepts ?? ONLY_PROVEN,
          ...againstListing(backup, hash),
        };
      },
      async checkBeginning({ bytes, headerBytes }) {
        // Such a server decrypts all of an archive for every request, and keeps that copy: it is asked for the rest
        // alone.
        if (backup.encrypted_at_rest !== false) return;
        const kept = Buffer.from(bytes, 'base64').subarray(0, headerBytes === 0 ? LEAST_BEGINNING : headerBytes);
        const present = await retry.asking(() => server.beginning(backup, kept.length, context.signal));
        if (!kept.equals(present)) throw failed('header-changed-on-server', {});
      },
    });
  } finally {
    for (const hash of hashes) hash.close();
    for (const source of sources) await source.close();
    if (privateKey !== undefined) wipe(privateKey);
    await server.close();
  }
}

/** Result of an archive that came from a server; `path` is null where nothing was kept. */
export function fetched(
  backup: SizedBackup,
  scope: Scope,
  opened: Opened,
  path: string | null,
  meter: Meter,
  transfer: RestoreResult['transfer'],
): RestoreResult {
  const proof = againstServer(backup, opened.proof);
  return {
    path,
    bytes: opened.bytes,
    ...described(opened.decryption),
    scope,
    archive: {
      name: backup.name,
      bytes: backup.size,
      sha256: backup.sha256,
      id: backup.id,
      createdAt: backup.created_at,
    },
    verdict: verdictOf(proof.warnings),
    proof,
    transfer,
    took: meter.took(),
  };
}

/** The proof with what the server's list adds to it, or takes from it. */
function againstServer(backup: SizedBackup, proof: RestoreResult['proof']): RestoreResult['proof'] {
  // The contents may have told the same already.
  const ahead = proof.warnings.some(({ code }) => code === 'clocks-disagree')
    ? null
    : secondsAhead(backup.created_at, Date.now());
  const warnings = [
    ...(backup.sha256 === null ? [warning('no-listing-hash', {})] : []),
    ...(ahead === null ? [] : [warning('clocks-disagree', { at: backup.created_at ?? '', seconds: ahead })]),
  ];
  const checks: RestoreResult['proof']['checks'] =
    backup.sha256 === null ? [] : [{ id: 'listing-hash', outcome: 'passed' }];
  return { ...proof, checks: [...checks, ...proof.checks], warnings: [...warnings, ...proof.warnings] };
}

/** Hashes the archive on its way, and compares it with the listing once its own authentication has passed. */
function againstListing(
  backup: SizedBackup,
  hash: StreamHash,
): Pick<PipelineRequest, 'observe' | 'afterAuthentication' | 'diagnose'> {
  return {
    observe: (piece) => hash.update(piece),
    async afterAuthentication() {
      const got = await hash.digest();
      if (backup.sha256 !== null && got !== backup.sha256)
        throw failed('hash-changed-on-server', { listed: backup.sha256, got });
    },
    // The length is the listing's, so that nothing was cut.
    diagnose: async (_decryption, error) => error,
  };
}

async function checkSite(
  server: BackupServer,
  { expectedFingerprint: expected, meet }: Pick<FetchRequest, 'expectedFingerprint' | 'meet'>,
  signal: AbortSignal,
): Promise<Ping> {
  const ping = await server.ping(signal);
  if (expected === null && meet === undefined) return ping;
  const actual = siteFingerprint(ping, server.host);
  if (expected !== null) requireFingerprint(ping, expected, actual);
  await meet?.(ping, actual);
  return ping;
}

function requireFingerprint(ping: Ping, expected: string, actual: string | null): void {
  if (actual === null) throw failed('site-has-no-key', { site: ping.site.name });
  if (normaliseFingerprint(expected) !== actual) throw failed('fingerprint-differs', { expected, actual });
}

async function chooseBackup(
  server: BackupServer,
  request: Pick<FetchRequest, 'archive' | 'scope'>,
  signal: AbortSignal,
): Promise<Backup> {
  if (request.archive !== 'latest') return server.backup(request.archive, signal);
  const scope = request.scope ?? 'full';
  const newest = newestFirst((await server.list(scope, signal)).backups)[0];
  if (newest === undefined) throw failed('no-archives', { scope });
  return newest;
}

/** Without the length of an archive nothing can tell whether all of it came. @throws listing-incomplete */
export function requireSize(backup: Backup): asserts backup is SizedBackup {
  if (backup.size === null) throw failed('listing-incomplete', { id: backup.id });
}

/** What the archive is to be: as the server says, or where that is no scope that is known, as the person does. */
export function scopeOf(backup: Backup, asked: Scope | null): Scope {
  const known = scopeSchema.safeParse(backup.scope);
  return known.success ? known.data : (asked ?? 'full');
}

/**
 * The listing may say which key an archive needs; then a wrong one is told before anything is fetched. Where it names
 * none, a passphrase may be what opens it, which its first bytes tell.
 */
function checkSecrets(backup: Backup, privateKey: PrivateKey | undefined, passphrase: string | undefined): void {
  if (privateKey === undefined) {
    const mayNeedPassphrase =
      backup.e2ee_fingerprint === null && (passphrase !== undefined || backup.encrypted_at_rest === false);
    if (backup.client_encrypted === true && !mayNeedPassphrase) throw failed('key-needed', {});
    return;
  }
  const needed = backup.e2ee_fingerprint === null ? null : normaliseFingerprint(backup.e2ee_fingerprint);
  if (needed !== null && needed !== privateKey.fingerprint) {
    throw failed('key-not-for-archive', { given: privateKey.fingerprint, needed });
  }
}
