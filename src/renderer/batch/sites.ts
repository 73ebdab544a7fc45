import type { HeldKey } from '../../shared/ipc/key-calls';
import type { ServerView } from '../../shared/ipc/server-calls';
import type { Archive, Failure } from '../base/client';
import type { BatchPlan, LeftOutSite } from '../jobs/plan';
import type { Surveyed } from '../servers/survey-store';

/** A connected site, its newest archive, and what keeps it from its drill. */
export interface Site {
  server: ServerView;
  /** Null where it is not known, or there is none. */
  archive: Archive | null;
  /** Fingerprint of the private key that opens it; null where it takes none, or it is not known which. */
  needed: string | null;
  key: HeldKey | null;
  state: 'asking' | 'ready' | 'unreached' | 'empty' | LeftOutSite['lack'];
  /** Why it could not be asked, where that is so. */
  failure: Failure | null;
}

/** Every site that a person has connected; the practice site takes part only where there is no other. */
export function sitesToProve(servers: readonly ServerView[]): readonly ServerView[] {
  const own = servers.filter(({ practice }) => !practice);
  return own.length > 0 ? own : servers;
}

/**
 * The newest archive of the whole site, since it brings back the most; where there is none, that of its public part.
 */
export function newestArchive(archives: readonly Archive[]): Archive | null {
  const newestFirst = archives.toSorted((one, other) => timeOf(other) - timeOf(one));
  return newestFirst.find((archive) => archive.scope === 'full') ?? newestFirst[0] ?? null;
}

/** Milliseconds since 1970; an archive without a date counts as the oldest. */
const timeOf = (archive: Archive) => (archive.createdAt === null ? 0 : Date.parse(archive.createdAt));

/** What is known of a site so far. A key that is held serves every archive that its fingerprint opens. */
export function siteOf(server: ServerView, { survey, failure, asking }: Surveyed, held: readonly HeldKey[]): Site {
  const keyFor = (fingerprint: string | null) => held.find((key) => key.fingerprint === fingerprint) ?? null;
  const unknown = { server, archive: null, needed: server.pinned, key: keyFor(server.pinned), failure };
  if (server.apiKey === 'needed' || failure?.code === 'unauthorised' || failure?.code === 'api-key-needed')
    return { ...unknown, state: 'api-key' };
  if (asking) return { ...unknown, state: 'asking' };
  // An earlier answer may name an archive that is not the newest any more.
  if (failure !== null) return { ...unknown, state: server.pinned === null ? 'unchecked' : 'unreached' };
  if (survey === null) return { ...unknown, state: 'asking' };
  if (survey.fingerprint !== server.pinned)
    return { ...unknown, state: server.pinned === null ? 'unchecked' : 'changed' };
  const archive = newestArchive(survey.archives);
  if (archive === null) return { ...unknown, state: 'empty' };
  if (!archive.encrypted) return { server, archive, needed: null, key: null, failure, state: 'ready' };
  const needed = archive.keyFingerprint ?? survey.fingerprint;
  const key = keyFor(needed);
  return { server, archive, needed, key, failure, state: key === null ? 'key' : 'ready' };
}

/** A site that did not answer, or has no archive, is tried all the same: that too is worth a report. */
export function canRun({ state }: Site): boolean {
  return state === 'ready' || state === 'unreached' || state === 'empty';
}

/** Each private key that an archive needs, and the sites that it opens. */
export function keysNeeded(
  sites: readonly Site[],
): readonly { fingerprint: string; held: boolean; sites: readonly Site[] }[] {
  const keys = new Map<string, Site[]>();
  for (const site of sites) {
    if (site.archive === null || site.needed === null) continue;
    keys.set(site.needed, [...(keys.get(site.needed) ?? []), site]);
  }
  return [...keys].map(([fingerprint, opened]) => ({
    fingerprint,
    held: opened.every(({ key }) => key !== null),
    sites: opened,
  }));
}

/** The plan for all that can run; the others are left out by name. */
export function planFor(sites: readonly Site[], operator: string): BatchPlan {
  return {
    kind: 'batch',
    sites: sites.filter(canRun).map(({ server, archive, key }) => ({ server, archive, key })),
    leftOut: sites.flatMap(({ server, archive, state }) => {
      const lacks = state === 'key' || state === 'api-key' || state === 'unchecked' || state === 'changed';
      return lacks ? [{ server, archive, lack: state }] : [];
    }),
    operator: operator.trim(),
  };
}
