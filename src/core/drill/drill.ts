import { hostname, release, type } from 'node:os';
import { basename } from 'node:path';
import { secondsAhead } from '../clock';
import { scratchParent } from '../disk/private-folder';
import { type Failure, type SalvorError, toFailure } from '../errors';
import { type FetchRequest, resultOf, scopeOf, withArchive } from '../restore/fetch';
import type { JobContext } from '../restore/job';
import type { Progress, RestoreResult } from '../restore/model';
import { type VerifyRequest, verifyArchive } from '../restore/open';
import { verifyOnly } from '../restore/pipeline';
import { sha256Of } from '../restore/sha256';
import { withStallWatch } from '../restore/stall';
import type { Scope, Site, SizedArchive } from '../sources/model';
import { siteFingerprint } from '../sources/survey';
import type { DrillReport } from './model';

/** One archive to be proven: from a file, or straight from a server. */
export type DrillTarget =
  | ({ readonly kind: 'file' } & Omit<VerifyRequest, 'observe' | 'accepts'>)
  | ({ readonly kind: 'server' } & Omit<FetchRequest, 'destination' | 'overwrite' | 'resume' | 'accepts'>)
  /** One of a list that cannot even begin, for instance as its key file is gone: that too is an outcome. */
  | { readonly kind: 'unready'; readonly origin: DrillReport['origin']; readonly error: SalvorError };

export interface DrillMaker {
  /** Who runs the drill, as they call themselves. */
  readonly operator: string;
  /** Of the program. */
  readonly version: string;
}

type Found = Pick<DrillReport, 'origin' | 'archive'>;

/**
 * Does all that a restore does, but keeps nothing: the outcome is a report, also of a failure. Rejects only
 * when it is cancelled, since a drill that did not finish is evidence of nothing.
 */
export async function runDrill(target: DrillTarget, maker: DrillMaker, context: JobContext): Promise<DrillReport> {
  const begun = new Date();
  const clock = performance.now();
  const phases = new PhaseClock(context);
  const found: Found = { origin: originOf(target), archive: null };
  let ended: { result: RestoreResult } | { error: Failure };
  try {
    ended = { result: await withStallWatch(phases.context, (watched) => drill(target, watched, found)) };
  } catch (error) {
    context.signal.throwIfAborted();
    ended = { error: toFailure(error) };
  }
  const recoveryMilliseconds = Math.round(performance.now() - clock);
  return {
    kind: 'salvor-drill-report',
    version: 2,
    begun: begun.toISOString(),
    program: { name: 'Salvor', version: maker.version },
    machine: { name: hostname(), system: `${type()} ${release()} ${process.arch}` },
    operator: maker.operator,
    ...found,
    recoveryPoint: 'result' in ended ? recoveryPoint(ended.result, begun) : null,
    outcome:
      'result' in ended
        ? { verdict: ended.result.verdict, bytes: ended.result.bytes, proof: ended.result.proof }
        : { verdict: 'failed', error: ended.error },
    took: 'result' in ended ? ended.result.took : phases.took(),
    recoveryMilliseconds,
  };
}

function drill(target: DrillTarget, context: JobContext, found: Found): Promise<RestoreResult> {
  switch (target.kind) {
    case 'file':
      return drillFile(target, context, found);
    case 'server':
      return drillServer(target, context, found);
    case 'unready':
      return Promise.reject(target.error);
  }
}

async function drillFile(
  target: Extract<DrillTarget, { kind: 'file' }>,
  context: JobContext,
  found: Found,
): Promise<RestoreResult> {
  const hash = sha256Of(context.threads);
  try {
    const result = await verifyArchive({ ...target, observe: (piece) => hash.update(piece) }, context);
    found.archive = archiveOf({ ...result, archive: { ...result.archive, sha256: await hash.digest() } });
    return result;
  } finally {
    hash.close();
  }
}

async function drillServer(
  target: Extract<DrillTarget, { kind: 'server' }>,
  context: JobContext,
  found: Found,
): Promise<RestoreResult> {
  const noSpaceNeeded = async () => {};
  return withArchive(target, context, noSpaceNeeded, async ({ site, archive, pipeline, meter, retry }) => {
    found.origin = {
      kind: 'server',
      url: target.address.url,
      site: site.name,
      fingerprint: fingerprintOrNull(site, target.address.url),
    };
    const scope = scopeOf(archive, target.scope);
    found.archive = listedFacts(archive, scope);
    const opened = await verifyOnly(await scratchParent(), pipeline(), context, meter);
    const result = resultOf(archive, scope, opened, null, meter, { kept: 0, startedOver: false, retries: retry.count });
    found.archive = archiveOf(result);
    return result;
  });
}

function originOf(target: DrillTarget): DrillReport['origin'] {
  if (target.kind === 'unready') return target.origin;
  if (target.kind === 'file') return { kind: 'file', path: target.source };
  return { kind: 'server', url: target.address.url, site: '', fingerprint: null };
}

function fingerprintOrNull(site: Site, host: string): string | null {
  try {
    return siteFingerprint(site, host);
  } catch {
    return null;
  }
}

/** What the listing says of an archive that may turn out not to open. */
function listedFacts(archive: SizedArchive, scope: Scope): DrillReport['archive'] {
  return {
    name: archive.name,
    bytes: archive.bytes,
    sha256: archive.sha256,
    id: archive.id,
    createdAt: archive.createdAt,
    scope,
    keyFingerprint: archive.keyFingerprint,
    layers: [],
    payload: 'unknown',
  };
}

function archiveOf({ archive, scope, keyFingerprint, layers, payload }: RestoreResult): DrillReport['archive'] {
  return { ...archive, name: basename(archive.name), scope, keyFingerprint, layers, payload };
}

/** When the contents say that they were exported, or else when the server says that they came. */
function recoveryPoint({ archive, proof }: RestoreResult, begun: Date): DrillReport['recoveryPoint'] {
  const exportedAt = proof.facts.kind === 'portal-export' ? proof.facts.exportedAt : null;
  const at = [exportedAt, archive.createdAt].find((time) => time !== null && !Number.isNaN(Date.parse(time)));
  if (at == null) return null;
  const age = Math.round((begun.getTime() - Date.parse(at)) / 1000);
  return { at, ageSeconds: secondsAhead(at, begun.getTime()) === null ? Math.max(0, age) : null };
}

/** Keeps the time of each phase also where the job fails, and passes the progress on. */
class PhaseClock {
  readonly context: JobContext;
  readonly #took: DrillReport['took'] = {};
  #phase: Progress['phase'] = 'connect';
  #since = performance.now();

  constructor(context: JobContext) {
    this.context = {
      signal: context.signal,
      pause: context.pause,
      report: (progress) => {
        if (progress.phase !== this.#phase) this.#close(progress.phase);
        context.report(progress);
      },
      ...(context.stall === undefined ? {} : { stall: context.stall }),
      ...(context.nudge === undefined ? {} : { nudge: context.nudge }),
      ...(context.threads === undefined ? {} : { threads: context.threads }),
    };
  }

  took(): DrillReport['took'] {
    this.#close(this.#phase);
    return this.#took;
  }

  #close(next: Progress['phase']): void {
    const now = performance.now();
    this.#took[this.#phase] = Math.round((this.#took[this.#phase] ?? 0) + now - this.#since);
    this.#since = now;
    this.#phase = next;
  }
}
