import { failed } from '../errors';
import { parsePublicKey } from '../formats/site-key';
import type { Archive, Probe, Scope, Site, Survey, Tier } from './model';
import { keptBy } from './retention';
import type { Source } from './source';

/** @throws broken-answer where the site's key cannot be read, and as the source does */
export async function probeSource(source: Source, signal?: AbortSignal): Promise<Probe> {
  const site = await source.probe(signal);
  return { site, fingerprint: siteFingerprint(site, source.host), proxy: source.proxy };
}

/** Probes the source and lists its archives, newest first, each with the retention tiers that keep it. */
export async function surveySource(source: Source, signal?: AbortSignal): Promise<Survey> {
  const probe = await probeSource(source, signal);
  const { archives, unreadable } = await source.list(undefined, signal);
  const { retention } = probe.site;
  const tiers = retention === null ? new Map<string, Tier[]>() : keptBy(archives, retention);
  return {
    ...probe,
    archives: newestFirst(archives).map((archive) => ({ ...archive, tiers: tiers.get(archive.id) ?? [] })),
    unreadable,
    proxy: source.proxy,
  };
}

/** The fingerprint of the site's present key. @throws broken-answer where the key cannot be read */
export function siteFingerprint({ publicKey }: Site, host: string): string | null {
  if (publicKey === null) return null;
  try {
    return parsePublicKey(publicKey).fingerprint;
  } catch (cause) {
    throw failed('broken-answer', { host, reason: 'public key' }, cause);
  }
}

/** The archive of that id; for `latest` the newest of `scope`, or of the whole site. @throws no-archives */
export async function findArchive(
  source: Source,
  { id, scope }: { readonly id: string; readonly scope: Scope | null },
  signal: AbortSignal,
): Promise<Archive> {
  if (id !== 'latest') return source.find(id, signal);
  const wanted = scope ?? 'full';
  const newest = newestFirst((await source.list(wanted, signal)).archives)[0];
  if (newest === undefined) throw failed('no-archives', { scope: wanted });
  return newest;
}

/** ISO 8601 in UTC sorts by time as text; equal times keep the source's order. An archive without a date comes last. */
export function newestFirst(archives: readonly Archive[]): Archive[] {
  const dateOf = ({ createdAt }: Archive) => createdAt ?? '';
  return [...archives].sort((a, b) => (dateOf(a) < dateOf(b) ? 1 : dateOf(a) > dateOf(b) ? -1 : 0));
}
