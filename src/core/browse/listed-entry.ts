import { isFolder, type NamedEntry, oddityOf, refusalOf } from '../contents/entry-names';
import type { BrowseEntry, Hostility } from './model';
import { SafePaths } from './safe-names';

/** What an archive's directory says of one entry. */
export interface Listed {
  readonly named: NamedEntry;
  readonly facts: Pick<BrowseEntry, 'bytes' | 'storedBytes' | 'modified'>;
}

/** Entries as they are shown: each with a harmless path of its own, and with why that is not its name. */
export function toBrowseEntries(listed: readonly Listed[]): BrowseEntry[] {
  const paths = new SafePaths(process.platform === 'win32');
  return listed.map(({ named, facts }) => {
    const folder = isFolder(named.name);
    const { path, duplicate } = paths.give(named.name, folder);
    return {
      name: named.name,
      path,
      folder,
      ...facts,
      hostile: hostilityOf(named) ?? (duplicate ? 'duplicate' : null),
    };
  });
}

/** A proof refuses some of these, and warns of the others. */
function hostilityOf(entry: NamedEntry): Hostility | null {
  const refused = refusalOf(entry, entry.name);
  // How long a name is, and what else is called like it, matters where all of them are unpacked under their own names.
  return refused === 'long' || refused === 'conflict' ? null : (refused ?? oddityOf(entry));
}
