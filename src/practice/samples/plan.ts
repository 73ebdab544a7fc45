import type { Retention, Scope } from '../../core/sources/model';
import { keptBy } from '../../core/sources/retention';

const DAY = 86_400_000;

/** A made-up portal that the practice server holds backups of. */
export interface SampleSite {
  readonly name: string;
  readonly slug: string;
  /** Portals name themselves in one of two ways in their manifests. */
  readonly app: 'trusted-servants-pro' | 'trusted-servants-portal';
  readonly host: string;
  readonly turnstile: boolean;
  readonly requireE2ee: boolean;
  readonly retention: Retention;
  /** How long it has been backed up each night, in days, and how many weekly frontend archives there were. */
  readonly nights: number;
  readonly frontendWeeks: number;
  /** How many days ago its key pair was rotated; null for never. */
  readonly rotatedDaysAgo: number | null;
}

export const SAMPLE_SITES: readonly SampleSite[] = [
  {
    name: 'Harbour Fellowship',
    slug: 'harbour-fellowship',
    app: 'trusted-servants-pro',
    host: 'harbour-fellowship.example.org',
    turnstile: true,
    requireE2ee: true,
    retention: { daily: 5, weekly: 4, monthly: 5, yearly: 2 },
    nights: 400,
    frontendWeeks: 4,
    rotatedDaysAgo: 24,
  },
  {
    name: 'Lantern House',
    slug: 'lantern-house',
    app: 'trusted-servants-portal',
    host: 'lantern-house.example.net',
    turnstile: false,
    requireE2ee: false,
    retention: { daily: 3, weekly: 2, monthly: 3, yearly: 0 },
    nights: 75,
    frontendWeeks: 2,
    rotatedDaysAgo: null,
  },
];

/** One archive to be made, and what is particular about it. */
export interface PlannedArchive {
  readonly scope: Scope;
  readonly createdAt: Date;
  readonly sealedTo: 'current' | 'before-rotation' | 'nobody';
  /** Old rows do not say which key they need. */
  readonly fingerprintKnown: boolean;
  readonly walHeader: boolean;
  readonly credentialKey: boolean;
  readonly sourceHostKnown: boolean;
  readonly note: string | null;
}

/**
 * What a site that was backed up every night, and its frontend every Sunday, would hold today: the archives
 * that its retention left, oldest first. The newest are ordinary; each peculiarity has a note.
 */
export function planArchives(site: SampleSite, now: Date): PlannedArchive[] {
  const full = nightsBefore(now, 3, site.nights).map((createdAt) => ({ scope: 'full' as const, createdAt }));
  const frontend = nightsBefore(now, 4, 7 * site.frontendWeeks)
    .filter((createdAt) => createdAt.getUTCDay() === 0)
    .map((createdAt) => ({ scope: 'frontend' as const, createdAt }));
  const made = [...full, ...frontend].map((archive, index) => ({ ...archive, id: String(index) }));

  const kept = keptBy(
    made.map((archive) => ({ ...archive, createdAt: archive.createdAt.toISOString() })),
    site.retention,
  );
  const left = made.filter(({ id }) => kept.has(id)).sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  const ages = left.filter(({ scope }) => scope === 'full').toReversed();
  return left.map(({ id, scope, createdAt }) => ({
    scope,
    createdAt,
    sealedTo: rotatedSince(site, createdAt, now) ? 'before-rotation' : 'current',
    fingerprintKnown: true,
    walHeader: false,
    credentialKey: true,
    sourceHostKnown: true,
    note: null,
    ...peculiarity(
      site,
      ages.findIndex((other) => other.id === id),
      ages.length,
    ),
  }));
}

/** @param age place among the site's whole-site archives, 0 being the newest; -1 for a frontend archive */
function peculiarity(site: SampleSite, age: number, count: number): Partial<PlannedArchive> {
  if (site.rotatedDaysAgo !== null) {
    if (age === 2) return { walHeader: true, note: 'Taken while the portal was busy' };
    if (age === count - 1) return { fingerprintKnown: false };
    return {};
  }
  if (age === 1) return { credentialKey: false, note: 'Exported without zoom.key' };
  if (age === 2) return { sourceHostKnown: false };
  if (age === count - 1) return { sealedTo: 'nobody', note: 'From before end-to-end encryption' };
  return {};
}

function rotatedSince(site: SampleSite, createdAt: Date, now: Date): boolean {
  return site.rotatedDaysAgo !== null && createdAt.getTime() < now.getTime() - site.rotatedDaysAgo * DAY;
}

/** The last nights before `now`, at a full hour in UTC, newest first. */
function nightsBefore(now: Date, hour: number, count: number): Date[] {
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), hour, 0, 7);
  const newest = today <= now.getTime() ? today : today - DAY;
  return Array.from({ length: count }, (_, back) => new Date(newest - back * DAY));
}
