import { useCallback, useMemo, useState } from 'react';
import type { RowState } from '../base/controls/RowGrid';
import { chosenBelow, entriesBelow, type Folder, foldersOf, type TreeRow, treeRows } from './folders';
import { type Listing, type Order, search, sortEntries, splitPath } from './listing';

/** The lines of an archive's files: the tree of its folders, or the list of what a search finds. */
export function useFileLines(listing: Listing, chosen: ReadonlySet<number>) {
  const [text, setText] = useState('');
  const [view, setView] = useState<'folders' | 'list'>('folders');
  const [order, setOrder] = useState<Order>({ by: 'name', down: false });
  const root = useMemo(() => foldersOf(listing), [listing]);
  const [unfolded, setUnfolded] = useState(() => unfoldedAtFirst(root, listing));

  const files = useMemo(
    () => listing.paths.flatMap((_, entry) => (listing.folder[entry] === true ? [] : [entry])),
    [listing],
  );
  const sorted = useMemo(() => sortEntries(listing, files, order), [listing, files, order]);
  const found = useMemo(() => search(listing, sorted, text), [listing, sorted, text]);
  const tree = view === 'folders' && text.trim() === '';
  const lines = useMemo(
    () => (tree ? treeRows(listing, root, unfolded, order) : null),
    [tree, listing, root, unfolded, order],
  );
  const count = lines?.length ?? found.length;
  const below = useMemo(() => (tree ? chosenBelow(listing, chosen) : null), [tree, listing, chosen]);

  const lineAt = useCallback(
    (index: number): TreeRow => lines?.[index] ?? { entry: found[index] ?? 0, depth: 0 },
    [lines, found],
  );
  const entriesAt = (index: number): readonly number[] => {
    const line = lineAt(index);
    return 'folder' in line ? entriesBelow(line.folder) : [line.entry];
  };

  const shown = useMemo(() => (tree ? [...listing.paths.keys()] : found), [tree, listing, found]);

  const isUnfolded = (index: number) => {
    const line = lineAt(index);
    return 'folder' in line && unfolded.has(line.folder.path);
  };
  /** Folds a folder, or unfolds it. Whether the line is one that was not so before. */
  const fold = (index: number, unfold: boolean): boolean => {
    const line = lineAt(index);
    if (!('folder' in line) || unfold === isUnfolded(index)) return false;
    const next = new Set(unfolded);
    if (unfold) next.add(line.folder.path);
    else next.delete(line.folder.path);
    setUnfolded(next);
    return true;
  };
  /** The line of the folder that holds a line; null in a list, and at the top. */
  const parentOf = (index: number): number | null => {
    const line = lineAt(index);
    const depth = 'folder' in line ? line.folder.depth : line.depth;
    for (let above = index - 1; above >= 0; above -= 1) {
      const candidate = lines?.[above];
      if (candidate !== undefined && 'folder' in candidate && candidate.folder.depth < depth) return above;
    }
    return null;
  };

  const stateOf = (index: number): RowState => {
    const line = lineAt(index);
    if ('entry' in line)
      return { selected: chosen.has(line.entry), ...(tree ? { level: line.depth + 1, expanded: null } : {}) };
    const { folder } = line;
    const selected =
      folder.files > 0
        ? below?.get(folder.path) === folder.files
        : folder.own.length > 0 && folder.own.every((entry) => chosen.has(entry));
    return { selected, level: folder.depth + 1, expanded: unfolded.has(folder.path) };
  };

  return {
    text,
    setText,
    view,
    setView,
    order,
    setOrder,
    tree,
    found,
    count,
    below,
    shown,
    lineAt,
    entriesAt,
    isUnfolded,
    fold,
    parentOf,
    stateOf,
  };
}

/** One folder that holds everything would only be in the way; and a warning should have what it warns of below it. */
function unfoldedAtFirst(root: Folder, { paths, renamed }: Listing): ReadonlySet<string> {
  const unfolded = new Set<string>();
  for (let folder = root; folder.entries.length === 0 && folder.folders.length === 1; ) {
    const [only] = folder.folders;
    if (only === undefined) break;
    unfolded.add(only.path);
    folder = only;
  }
  for (const { entry, hostile } of renamed.values()) {
    if (hostile === null) continue;
    for (let { folder } = splitPath(paths[entry] ?? ''); folder !== ''; folder = splitPath(folder).folder)
      unfolded.add(folder);
  }
  return unfolded;
}
