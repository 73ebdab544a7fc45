import { type Listing, type Order, type Sum, sortEntries, sortKey, splitPath } from './listing';

/** A folder inside an archive, with all that is below it. */
export interface Folder extends Sum {
  readonly path: string;
  readonly name: string;
  /** 0 for those that stand at the top. */
  readonly depth: number;
  readonly parent: Folder | null;
  readonly folders: Folder[];
  /** The entries that stand in it directly, without those that are folders themselves. */
  readonly entries: number[];
  /** The entries that are this folder; most archives have one for each or none at all. */
  readonly own: number[];
}

/** A line of the tree. */
export type TreeRow = { readonly folder: Folder } | { readonly entry: number; readonly depth: number };

/** The folders of an archive: the root, which has no name, and by their paths all the others. */
export function foldersOf({ count, paths, bytes, folder: isFolder }: Listing): Folder {
  const known = new Map<string, Folder>();
  const root: Folder = {
    path: '',
    name: '',
    depth: -1,
    parent: null,
    folders: [],
    entries: [],
    own: [],
    files: 0,
    bytes: 0,
  };
  known.set('', root);
  const make = (path: string): Folder => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const { name, folder } = splitPath(path);
    const parent = make(folder);
    const made: Folder = {
      path,
      name,
      depth: parent.depth + 1,
      parent,
      folders: [],
      entries: [],
      own: [],
      files: 0,
      bytes: 0,
    };
    parent.folders.push(made);
    known.set(path, made);
    return made;
  };
  for (let entry = 0; entry < count; entry += 1) {
    const path = paths[entry] ?? '';
    if (isFolder[entry] === true) {
      make(path).own.push(entry);
      continue;
    }
    const within = make(splitPath(path).folder);
    within.entries.push(entry);
    for (let above: Folder | null = within; above !== null; above = above.parent) {
      above.files += 1;
      above.bytes += bytes[entry] ?? 0;
    }
  }
  return root;
}

/** The lines of the tree from top to bottom: in each folder the folders first, and below them only what is unfolded. */
export function treeRows(listing: Listing, root: Folder, unfolded: ReadonlySet<string>, order: Order): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (within: Folder) => {
    for (const folder of sortFolders(within.folders, order)) {
      rows.push({ folder });
      if (unfolded.has(folder.path)) add(folder);
    }
    for (const entry of sortEntries(listing, within.entries, order)) rows.push({ entry, depth: within.depth + 1 });
  };
  add(root);
  return rows;
}

/** Folders have no date of their own worth showing: where that is asked for they stand by name. */
function sortFolders(folders: readonly Folder[], { by, down }: Order): Folder[] {
  const byName = (a: Folder, b: Folder) => (sortKey(a.name) < sortKey(b.name) ? -1 : 1);
  if (by === 'bytes')
    return [...folders].sort((a, b) => (down ? b.bytes - a.bytes : a.bytes - b.bytes) || byName(a, b));
  return [...folders].sort((a, b) => (by === 'name' && down ? -byName(a, b) : byName(a, b)));
}

/** Every entry of a folder and of all the folders below it. */
export function entriesBelow(folder: Folder): number[] {
  const found = [...folder.own, ...folder.entries];
  for (const below of folder.folders) for (const entry of entriesBelow(below)) found.push(entry);
  return found;
}

/** How many files of each folder, by its path, are chosen. */
export function chosenBelow({ paths, folder }: Listing, chosen: ReadonlySet<number>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const entry of chosen) {
    if (folder[entry] === true) continue;
    for (let path = splitPath(paths[entry] ?? '').folder; path !== ''; path = splitPath(path).folder) {
      counts.set(path, (counts.get(path) ?? 0) + 1);
    }
  }
  return counts;
}
