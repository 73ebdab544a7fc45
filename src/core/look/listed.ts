import { SalvorError } from '../errors';
import { checkEntryNames, isFolder, type NamedEntry } from '../proof/entry-names';
import type { Hostility, LookEntry } from './model';
import { SafePaths } from './safe-names';

/** What an archive's directory says of one entry. */
export interface Listed {
  readonly named: NamedEntry;
  readonly facts: Pick<LookEntry, 'bytes' | 'storedBytes' | 'modified'>;
}

/** Entries as they are shown: each with a harmless path of its own, and with what the proof would refuse it for. */
export function lookEntries(listed: readonly Listed[]): LookEntry[] {
  const paths = new SafePaths(process.platform === 'win32');
  const allHarmless = hostilityOf(listed.map(({ named }) => named)) === null;
  return listed.map(({ named, facts }) => {
    const folder = isFolder(named.name);
    const { path, duplicate } = paths.give(named.name, folder);
    const hostile = allHarmless ? null : (hostilityOf([named]) ?? (duplicate ? 'duplicate' : null));
    return { name: named.name, path, folder, ...facts, hostile };
  });
}

function hostilityOf(entries: readonly NamedEntry[]): Hostility | null {
  try {
    checkEntryNames(entries);
    return null;
  } catch (error) {
    if (error instanceof SalvorError && error.failure.code === 'entry-name-hostile') return error.failure.params.reason;
    throw error;
  }
}
