import { secondsAhead } from '../clock';
import type { ByteSource } from '../disk/byte-source';
import { failed, isFailure } from '../errors';
import { normaliseFingerprint, type PrivateKey, parsePrivateKey, wipe } from '../formats/site-key';
import type { KeptHead, LeftoverFacts } from '../leftovers/model';
import { verdictOf, warning } from '../proof/model';
import { withSource } from '../sources/kinds/registry';
import { type Archive, type Scope, type Site, type SizedArchive, scopeSchema } from '../sources/model';
import type { Source, SourceAccess } from '../sources/source';
import { findArchive, siteFingerprint } from '../sources/survey';
import { fileTarget } from '../targets/file/file-target';
import type { Target } from '../targets/target';
import { describeOpening } from './describe-opening';
import type { JobContext } from './job';
import { Meter } from './meter';
import { type Accepts, ONLY_PROVEN, type RestoreResult } from './model';
import { ContinuedPart, RecordedPart } from './part-keeper';
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

export interface FetchRequest extends SourceAccess {
  /** An archive's id, or 'latest': the newest of `scope`, which is then the whole site unless told otherwise. */
  readonly archive: string;
  readonly scope: Scope | null;
  /** Text of the private key; null where the archive is not encrypted, or with a passphrase. */
  readonly key: string | null;
  /** Where the portal encrypted it with one. */
  readonly passphrase?: string;
  readonly destination: string;
  readonly overwrite: boolean;
  /** The site's fingerprint as a person confirmed it; null where no one did. */
  readonly expectedFingerprint: string | null;
  /** Sees which site answers, before anything is asked of it. What it throws ends the fetch. */
  readonly meet?: (site: Site, fingerprint: string | null) => Promise<void>;
  /** Whether to go on with the part of an earlier try, as is usual; else that part is removed. */
  readonly resume?: boolean;
  readonly patience?: Patience;
  readonly accepts?: Accepts;
}

/** Of an archive without a header so many first bytes tell whether it is still the same. */
const LEAST_BEGINNING = 64;

/** An archive that is to come: everything that could be checked before its first byte has been. */
export interface Fetching {
  readonly site: Site;
  readonly archive: SizedArchive;
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
 * Where an earlier try left a part for the same destination it continues there: nothing of it is fetched again, but
 * every byte is authenticated again. A part that turns out to be damaged is given up for the whole, once.
 */
export function fetchArchive(request: FetchRequest, context: JobContext): Promise<RestoreResult> {
  return withStallWatch(context, (watched) => fetchWatched(request, watched));
}

async function fetchWatched(request: FetchRequest, context: JobContext): Promise<RestoreResult> {
  const { destination } = request;
  const target = fileTarget(destination, request.overwrite);
  return withArchive(
    request,
    context,
    () => target.requireSpace(0),
    async (fetching) => {
      const { archive, meter, retry } = fetching;
      const found = await findPart(request, context, fetching);
      let { startedOver } = found;
      if (found.kept !== null) {
        try {
          const opened = await continuePart(found.kept, target, context, fetching);
          return resultOf(archive, scopeOf(archive, request.scope), opened, destination, meter, {
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
      const opened = await restoreTo(target, withRecord(request, context, fetching), context, meter);
      return resultOf(archive, scopeOf(archive, request.scope), opened, destination, meter, {
        kept: 0,
        startedOver,
        retries: retry.count,
      });
    },
  );
}

/** The part of an earlier try, where there is one that can go on; `startedOver` where there was one that cannot. */
async function findPart(
  request: FetchRequest,
  { leftovers }: JobContext,
  { site, archive }: Fetching,
): Promise<{ kept: KeptPart | null; startedOver: boolean }> {
  if (leftovers === undefined) return { kept: null, startedOver: false };
  const leftover = (await leftovers.list()).find(
    (each) => each.destination === request.destination && isOf(each, archive, site.id),
  );
  if (leftover === undefined) return { kept: null, startedOver: false };
  if (request.resume === false) {
    await leftovers.discard(leftover.id);
    return { kept: null, startedOver: false };
  }
  requireUnchanged(leftover, archive);
  const claimed = await leftovers.claim(leftover.id);
  const kept = claimed === null ? null : await measurePart(claimed, archive.bytes);
  if (kept !== null) return { kept, startedOver: false };
  await claimed?.record.change({ owner: null });
  await leftovers.discard(leftover.id);
  return { kept: null, startedOver: leftover.have > 0 };
}

async function continuePart(kept: KeptPart, target: Target, context: JobContext, fetching: Fetching): Promise<Opened> {
  const { meter } = fetching;
  meter.kept(kept.archiveBytes, false);
  let source: ResumedSource | null = null;
  const care = new ContinuedPart(kept, (decryption) => source?.unlock(decryption));
  try {
    await fetching.checkBeginning(kept.head);
    const pipeline = fetching.pipeline(kept.archiveBytes, (rest) => (source = new ResumedSource(kept, rest, meter)));
    return await restoreTo(target, { ...pipeline, care }, context, meter);
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
function withRecord(
  request: FetchRequest,
  { leftovers }: JobContext,
  { site, archive, pipeline }: Fetching,
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
  const care = new RecordedPart(leftovers, factsOf(request, site, archive), (decryption) =>
    headOf(decryption, Buffer.concat(seen)),
  );
  return { ...whole, observe, care };
}

function factsOf(request: FetchRequest, site: Site, archive: SizedArchive): LeftoverFacts {
  const { destination, overwrite, address } = request;
  return {
    job: 'fetch',
    destination,
    overwrite,
    server: { url: address.url, siteId: site.id, siteName: site.name },
    archive: {
      id: archive.id,
      name: archive.name,
      bytes: archive.bytes,
      sha256: archive.sha256,
      scope: scopeOf(archive, request.scope),
      createdAt: archive.createdAt,
      keyFingerprint: archive.keyFingerprint,
    },
  };
}

/** What a fetch and a drill have in common. @param requireSpace is called before anything else */
export async function withArchive<T>(
  request: Omit<FetchRequest, 'destination' | 'overwrite' | 'resume'>,
  context: JobContext,
  requireSpace: () => Promise<void>,
  run: (fetching: Fetching) => Promise<T>,
): Promise<T> {
  const meter = new Meter(context);
  const patience = request.patience ?? PATIENCE;
  const retry = new Retry(patience, context, meter);
  const privateKey = request.key === null ? undefined : parsePrivateKey(request.key);
  const streams: ByteSource[] = [];
  const hashes: StreamHash[] = [];
  const fetching = async (source: Source): Promise<Fetching> => {
    await requireSpace();
    const site = await retry.asking(() => checkSite(source, request, context.signal), true);
    const wanted = { id: request.archive, scope: request.scope };
    const archive = await retry.asking(() => findArchive(source, wanted, context.signal));
    requireSize(archive);
    checkSecrets(archive, privateKey, request.passphrase);
    const secrets = {
      ...(privateKey === undefined ? {} : { privateKey }),
      ...(request.passphrase === undefined ? {} : { passphrase: request.passphrase }),
    };
    return {
      site,
      archive,
      meter,
      retry,
      pipeline(from = 0, wrap = (stream) => stream) {
        const stream = wrap(new SteadySource(source, archive, from, retry, context));
        const hash = sha256Of(context.threads);
        streams.push(stream);
        hashes.push(hash);
        return {
          source: stream,
          secrets,
          scope: scopeOf(archive, request.scope),
          name: archive.name,
          sealRequired: site.requiresEncryption,
          accepts: request.accepts ?? ONLY_PROVEN,
          ...checkListing(archive, hash),
        };
      },
      async checkBeginning({ bytes, headerBytes }) {
        // Such a source decrypts all of an archive for every request, and keeps that copy: it is asked for the rest
        // alone.
        if (archive.encryptedAtRest !== false) return;
        const kept = Buffer.from(bytes, 'base64').subarray(0, headerBytes === 0 ? LEAST_BEGINNING : headerBytes);
        const present = await retry.asking(() => source.readBeginning(archive, kept.length, context.signal));
        if (!kept.equals(present)) throw failed('header-changed-on-server', {});
      },
    };
  };
  const work = async (source: Source) => {
    try {
      return await run(await fetching(source));
    } finally {
      for (const hash of hashes) hash.close();
      for (const stream of streams) await stream.close();
    }
  };
  try {
    return await withSource(request, work, patience.stallMs);
  } finally {
    if (privateKey !== undefined) wipe(privateKey);
  }
}

/** Result of an archive that came from a source; `path` is null where nothing was kept. */
export function resultOf(
  archive: SizedArchive,
  scope: Scope,
  opened: Opened,
  path: string | null,
  meter: Meter,
  transfer: RestoreResult['transfer'],
): RestoreResult {
  const proof = againstSource(archive, opened.proof);
  return {
    path,
    bytes: opened.bytes,
    ...describeOpening(opened.decryption),
    scope,
    archive: {
      name: archive.name,
      bytes: archive.bytes,
      sha256: archive.sha256,
      id: archive.id,
      createdAt: archive.createdAt,
    },
    verdict: verdictOf(proof.warnings),
    proof,
    transfer,
    took: meter.took(),
  };
}

/** The proof with what the source's list adds to it, or takes from it. */
function againstSource(archive: SizedArchive, proof: RestoreResult['proof']): RestoreResult['proof'] {
  // The contents may have told the same already.
  const ahead = proof.warnings.some(({ code }) => code === 'clocks-disagree')
    ? null
    : secondsAhead(archive.createdAt, Date.now());
  const warnings = [
    ...(archive.sha256 === null ? [warning('no-listing-hash', {})] : []),
    ...(ahead === null ? [] : [warning('clocks-disagree', { at: archive.createdAt ?? '', seconds: ahead })]),
  ];
  const checks: RestoreResult['proof']['checks'] =
    archive.sha256 === null ? [] : [{ id: 'listing-hash', outcome: 'passed' }];
  return { ...proof, checks: [...checks, ...proof.checks], warnings: [...warnings, ...proof.warnings] };
}

/** Hashes the archive on its way, and compares it with the listing once its own authentication has passed. */
function checkListing(
  archive: SizedArchive,
  hash: StreamHash,
): Pick<PipelineRequest, 'observe' | 'afterAuthentication' | 'diagnose'> {
  return {
    observe: (piece) => hash.update(piece),
    async afterAuthentication() {
      const got = await hash.digest();
      if (archive.sha256 !== null && got !== archive.sha256)
        throw failed('hash-changed-on-server', { listed: archive.sha256, got });
    },
    // The length is the listing's, so that nothing was cut.
    diagnose: async (_decryption, error) => error,
  };
}

async function checkSite(
  source: Source,
  { expectedFingerprint: expected, meet }: Pick<FetchRequest, 'expectedFingerprint' | 'meet'>,
  signal: AbortSignal,
): Promise<Site> {
  const site = await source.probe(signal);
  if (expected === null && meet === undefined) return site;
  const actual = siteFingerprint(site, source.host);
  if (expected !== null) requireFingerprint(site, expected, actual);
  await meet?.(site, actual);
  return site;
}

function requireFingerprint({ name }: Site, expected: string, actual: string | null): void {
  if (actual === null) throw failed('site-has-no-key', { site: name });
  if (normaliseFingerprint(expected) !== actual) throw failed('fingerprint-differs', { expected, actual });
}

/** Without the length of an archive nothing can tell whether all of it came. @throws listing-incomplete */
export function requireSize(archive: Archive): asserts archive is SizedArchive {
  if (archive.bytes === null) throw failed('listing-incomplete', { id: archive.id });
}

/** What the archive is to be: as the server says, or where that is no scope that is known, as the person does. */
export function scopeOf(archive: Archive, asked: Scope | null): Scope {
  const known = scopeSchema.safeParse(archive.scope);
  return known.success ? known.data : (asked ?? 'full');
}

/**
 * The listing may say which key an archive needs; then a wrong one is reported before anything is fetched. Where it
 * names none, a passphrase may be what opens it, which its first bytes tell.
 */
function checkSecrets(archive: Archive, privateKey: PrivateKey | undefined, passphrase: string | undefined): void {
  if (privateKey === undefined) {
    const mayNeedPassphrase =
      archive.keyFingerprint === null && (passphrase !== undefined || archive.encryptedAtRest === false);
    if (archive.encrypted === true && !mayNeedPassphrase) throw failed('key-needed', {});
    return;
  }
  const needed = archive.keyFingerprint === null ? null : normaliseFingerprint(archive.keyFingerprint);
  if (needed !== null && needed !== privateKey.fingerprint) {
    throw failed('key-not-for-archive', { given: privateKey.fingerprint, needed });
  }
}
