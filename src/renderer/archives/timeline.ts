import { dayKey, formatDay, formatMoment } from '../../shared/format/dates';
import type { Archive, Scope } from '../base/client';

export type Order = 'newest' | 'oldest' | 'largest' | 'smallest';

export interface Filter {
  text: string;
  scope: Scope | 'all';
  order: Order;
}

/** One day of the timeline, in the machine's own time zone. */
export interface Day {
  /** `2026-11-21`. */
  key: string;
  /** When its first shown archive was made, ISO 8601; null for those without a date. */
  at: string | null;
  archives: readonly Archive[];
}

/** Everything of an archive that a search can find: its name, note, key and dates, in lower case. */
export function searchText(archive: Archive, zone?: string): string {
  const { name, note, keyFingerprint: fingerprint, createdAt: at } = archive;
  const dates = at === null ? [] : [dayKey(at, zone), formatDay(at, zone), formatMoment(at, zone)];
  return [name, note ?? '', fingerprint ?? '', ...dates].join('\n').toLowerCase();
}

const timeOf = (archive: Archive) => (archive.createdAt === null ? 0 : Date.parse(archive.createdAt));
const byTime = (one: Archive, other: Archive) => timeOf(other) - timeOf(one);
const bySize = (one: Archive, other: Archive) => (other.bytes ?? 0) - (one.bytes ?? 0);

const ORDERS: Record<Order, (one: Archive, other: Archive) => number> = {
  newest: byTime,
  oldest: (one, other) => byTime(other, one),
  largest: bySize,
  smallest: (one, other) => bySize(other, one),
};

/**
 * The archives that the filter lets through, in its order. Every word of the text must be found; `texts` holds
 * what can be found of each archive by its id.
 */
export function narrow(archives: readonly Archive[], filter: Filter, texts: ReadonlyMap<string, string>): Archive[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return archives
    .filter((archive) => filter.scope === 'all' || archive.scope === filter.scope || isUnknown(archive.scope))
    .filter((archive) => {
      const text = texts.get(archive.id) ?? '';
      return words.every((word) => text.includes(word));
    })
    .sort(ORDERS[filter.order]);
}

/** What a newer server calls otherwise may be of either scope. */
function isUnknown(scope: Archive['scope']): boolean {
  return scope !== 'full' && scope !== 'frontend';
}

/** Found once for each archive, since the list is divided again at every keystroke in its filter. */
const days = new WeakMap<Archive, string>();

function dayOf(archive: Archive, zone: string | undefined): string {
  const known = zone === undefined ? days.get(archive) : undefined;
  if (known !== undefined) return known;
  const day = archive.createdAt === null ? '' : dayKey(archive.createdAt, zone);
  if (zone === undefined) days.set(archive, day);
  return day;
}

/** Neighbouring archives of the same day together, in the order given. */
export function byDay(archives: readonly Archive[], zone?: string): Day[] {
  const found: { key: string; at: string | null; archives: Archive[] }[] = [];
  for (const archive of archives) {
    const at = archive.createdAt;
    const key = dayOf(archive, zone);
    const last = found.at(-1);
    if (last !== undefined && last.key === key) last.archives.push(archive);
    else found.push({ key, at, archives: [archive] });
  }
  return found;
}

/** The archive that most restores are about: the newest of the whole site, else the newest of all. */
export function likeliest(archives: readonly Archive[]): Archive | null {
  const newest = [...archives].sort(byTime);
  return newest.find((archive) => archive.scope === 'full') ?? newest[0] ?? null;
}
