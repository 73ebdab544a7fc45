import type { Archive, Retention, Tier } from './model';

const DAY = 86_400_000;

/** What retention looks at in an archive. */
type Dated = Pick<Archive, 'id' | 'scope' | 'createdAt'>;

/** What two archives share that belong to one period of a tier, read from a moment in UTC. */
const PERIOD: Record<Tier, (moment: Date) => string> = {
  daily: (moment) => moment.toISOString().slice(0, 10),
  weekly: mondayOf,
  monthly: (moment) => moment.toISOString().slice(0, 7),
  yearly: (moment) => moment.toISOString().slice(0, 4),
};
const TIERS = Object.keys(PERIOD) as Tier[];

/**
 * Which archives of one site the server's retention keeps, and the tiers that keep each.
 *
 * Grandfather-father-son, per scope: of each of the last N distinct days, ISO weeks, months and years that
 * hold an archive, the newest survives; N is the tier's number and 0 switches it off. One archive can serve
 * several tiers. With all tiers off everything is kept, and then no tier is named.
 *
 * The map holds the survivors alone: an archive whose id is missing from it would be pruned at the next upload.
 * An archive whose `createdAt` cannot be read belongs to no period; it survives only where everything does.
 */
export function keptBy(archives: readonly Dated[], retention: Retention): Map<string, Tier[]> {
  if (keepsAll(retention)) return new Map(archives.map((archive) => [archive.id, []]));

  const kept = new Map<string, Tier[]>();
  for (const group of byScope(archives)) {
    const dated = newestFirst(group);
    for (const tier of TIERS) {
      const periods = new Set<string>();
      for (const { id, moment } of dated) {
        if (periods.size === retention[tier]) break;
        const period = PERIOD[tier](moment);
        if (periods.has(period)) continue;
        periods.add(period);
        kept.set(id, [...(kept.get(id) ?? []), tier]);
      }
    }
  }
  return kept;
}

/** Whether the server never removes an archive by itself: every tier is off. */
export function keepsAll(retention: Retention): boolean {
  return TIERS.every((tier) => retention[tier] === 0);
}

function byScope(archives: readonly Dated[]): Iterable<Dated[]> {
  const groups = new Map<string | null, Dated[]>();
  for (const archive of archives) {
    const group = groups.get(archive.scope);
    if (group === undefined) groups.set(archive.scope, [archive]);
    else group.push(archive);
  }
  return groups.values();
}

/** Archives with a readable date, newest first; of two from the same instant the later number counts as newer. */
function newestFirst(archives: readonly Dated[]): { id: string; moment: Date }[] {
  return archives
    .map(({ id, createdAt }) => ({
      id,
      moment: new Date(createdAt ?? ''),
      microseconds: microsecondsOf(createdAt ?? ''),
    }))
    .filter(({ moment }) => !Number.isNaN(moment.getTime()))
    .sort(
      (a, b) =>
        b.moment.getTime() - a.moment.getTime() ||
        b.microseconds - a.microseconds ||
        b.id.localeCompare(a.id, 'en', { numeric: true }),
    );
}

/** The microseconds within the millisecond, which a Date cannot hold. */
function microsecondsOf(createdAt: string): number {
  const digits = /\.\d{3}(\d{1,3})/.exec(createdAt)?.[1] ?? '';
  return Number(digits.padEnd(3, '0'));
}

/** The Monday that an ISO 8601 week begins with: it names the week without regard to where a year ends. */
function mondayOf(moment: Date): string {
  const sinceMonday = (moment.getUTCDay() + 6) % 7;
  return new Date(moment.getTime() - sinceMonday * DAY).toISOString().slice(0, 10);
}
