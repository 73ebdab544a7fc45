import type { Outcome } from '../../core/errors';
import type { CallOutput } from '../../shared/ipc/contract';
import { ask, type Failure } from '../base/client';

type Page = CallOutput<'browse.entries'>;
type Renamed = Page['renamed'][number];
export type Hostility = NonNullable<Renamed['hostile']>;

/** The entries of a zip or tar, by their places in its own order; a fact of each is an element of one array. */
export interface Listing {
  readonly count: number;
  readonly paths: readonly string[];
  /** Lengths once unpacked, in bytes. */
  readonly bytes: readonly number[];
  /** `2026-11-21T03:00:06`, of an unknown zone. */
  readonly modified: readonly (string | null)[];
  readonly folder: readonly boolean[];
  /** Those whose name in the archive is not the one that they are shown and taken out under. */
  readonly renamed: ReadonlyMap<number, Renamed>;
  /** Paths as they are searched: without capitals. */
  readonly searched: readonly string[];
  /** The place of each in the order by path, as people order names. */
  readonly rank: readonly number[];
}

/** The sum of what some entries hold; folders hold nothing by themselves. */
export interface Sum {
  files: number;
  bytes: number;
}

/** Fetches the whole list, page by page, so that neither process is held up by it. */
export async function fetchListing(browsed: string, count: number): Promise<Outcome<Listing>> {
  const pages: Page[] = [];
  for (let from = 0; from < count; ) {
    const answer = await ask('browse.entries', { browsed, from });
    if (!answer.ok) return answer;
    const { length } = answer.value.paths;
    if (length === 0)
      return {
        ok: false,
        error: { code: 'unexpected', params: { detail: 'the list of contents ends early' } } satisfies Failure,
      };
    pages.push(answer.value);
    from += length;
  }
  return { ok: true, value: listingOf(pages) };
}

export function listingOf(pages: readonly Page[]): Listing {
  const paths = pages.flatMap((page) => page.paths);
  const folder = paths.map(() => false);
  for (const index of pages.flatMap((page) => page.folders)) folder[index] = true;
  return {
    count: paths.length,
    paths,
    bytes: pages.flatMap((page) => page.bytes),
    modified: pages.flatMap((page) => page.modified),
    folder,
    renamed: new Map(pages.flatMap((page) => page.renamed).map((each) => [each.entry, each])),
    searched: paths.map((path) => path.toLowerCase()),
    rank: ranks(paths),
  };
}

/**
 * A key by which names sort as people sort them when it is compared sign by sign: no capitals, no accents, numbers
 * by their value. A collator does the same and takes more than twice the time, and tens of thousands are sorted here.
 */
export function sortKey(name: string): string {
  // oxlint-disable-next-line no-control-regex -- it asks whether there is anything but ASCII
  const plain = /[^\u0000-\u007f]/.test(name) ? name.normalize('NFKD').replaceAll(/\p{M}/gu, '') : name;
  return plain.toLowerCase().replaceAll(/\d+/g, (digits) => digits.padStart(12, '0'));
}

function ranks(paths: readonly string[]): number[] {
  const keys = paths.map(sortKey);
  const order = [...paths.keys()].sort((a, b) => compare(keys[a], keys[b]) || a - b);
  const rank = Array.from<number>({ length: paths.length });
  order.forEach((entry, place) => {
    rank[entry] = place;
  });
  return rank;
}

export type Column = 'name' | 'bytes' | 'modified';
export interface Order {
  readonly by: Column;
  readonly down: boolean;
}

/** Orders entries; those that are equal in it, or of an unknown date, by name. */
export function sortEntries(listing: Listing, entries: readonly number[], { by, down }: Order): number[] {
  const { rank, bytes, modified } = listing;
  const byName = (a: number, b: number) => (rank[a] ?? 0) - (rank[b] ?? 0);
  const turn = down ? -1 : 1;
  if (by === 'name') return [...entries].sort((a, b) => turn * byName(a, b));
  if (by === 'bytes') return [...entries].sort((a, b) => turn * ((bytes[a] ?? 0) - (bytes[b] ?? 0)) || byName(a, b));
  return [...entries].sort((a, b) => turn * compare(modified[a] ?? '', modified[b] ?? '') || byName(a, b));
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The entries whose path holds every word of a search, in their given order. */
export function search({ searched }: Listing, entries: readonly number[], text: string): readonly number[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return entries;
  return entries.filter((entry) => {
    const path = searched[entry] ?? '';
    return words.every((word) => path.includes(word));
  });
}

export function sumOf({ folder, bytes }: Listing, entries: Iterable<number>): Sum {
  const sum = { files: 0, bytes: 0 };
  for (const entry of entries) {
    if (folder[entry] === true) continue;
    sum.files += 1;
    sum.bytes += bytes[entry] ?? 0;
  }
  return sum;
}

/** The last part of a path, and what comes before it. */
export function splitPath(path: string): { name: string; folder: string } {
  const at = path.lastIndexOf('/');
  return { name: path.slice(at + 1), folder: at === -1 ? '' : path.slice(0, at) };
}
