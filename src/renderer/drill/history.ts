import type { PastDrill } from '../jobs/drill-store';
import { isProof } from '../jobs/verdict';

/** All drills of one site, or of one file. */
export interface DrillGroup {
  key: string;
  /** The site's name, or the file's. */
  name: string;
  /** The server's address, or the file's path. */
  where: string;
  /** When the last drill that proved something began, as ISO 8601; null where none did. */
  lastGood: string | null;
  /** Newest first. */
  drills: readonly PastDrill[];
}

/** The drills by what they were of; the one whose last drill is newest comes first. */
export function groupDrills(drills: readonly PastDrill[]): DrillGroup[] {
  const newestFirst = [...drills].sort(
    (one, other) => Date.parse(other.record.report.begun) - Date.parse(one.record.report.begun),
  );
  const groups = new Map<string, PastDrill[]>();
  for (const drill of newestFirst) {
    const { key } = subject(drill);
    groups.set(key, [...(groups.get(key) ?? []), drill]);
  }
  return [...groups.values()].flatMap((group) => {
    const [newest] = group;
    if (newest === undefined) return [];
    const good = group.find(({ record }) => isProof(record.report.outcome.verdict));
    return [{ ...subject(newest), lastGood: good?.record.report.begun ?? null, drills: group }];
  });
}

function subject({ record }: PastDrill): Pick<DrillGroup, 'key' | 'name' | 'where'> {
  const { origin } = record.report;
  // One server may keep several sites, and sites of one name may be on several servers.
  if (origin.kind === 'server')
    return { key: JSON.stringify([origin.url, origin.site]), name: origin.site, where: origin.url };
  return { key: origin.path, name: origin.path.split(/[\\/]/).at(-1) ?? origin.path, where: origin.path };
}

const MONTH = 31 * 24 * 60 * 60 * 1000;

/** Whether the last proof is older than a month, or there is none. */
export function isDue(lastGood: string | null, now: number): boolean {
  return lastGood === null || now - Date.parse(lastGood) > MONTH;
}
