import { FolderTree, List, TriangleAlert } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { type Meant, RowGrid, type RowState } from '../base/controls/RowGrid';
import { useSay } from '../base/speech';
import { FileCells, FolderCells } from './FileCells';
import { FileHeads } from './FileHeads';
import { chosenBelow, entriesBelow, type Folder, foldersOf, type TreeRow, treeRows } from './folders';
import { type Listing, type Order, search, sortEntries, splitPath } from './listing';
import { SearchBox } from './SearchBox';

/** In pixels, as browse.css draws it. */
const ROW = 32;
const VIEWS = [
  { value: 'folders', words: 'browse.files.view.folders', icon: FolderTree },
  { value: 'list', words: 'browse.files.view.list', icon: List },
] as const;

interface FilesProps {
  listing: Listing;
  chosen: ReadonlySet<number>;
  onChosen: (chosen: ReadonlySet<number>) => void;
}

/** The files of an archive: by their folders, or all in one list; found by name while one types. */
export function FilesPanel({ listing, chosen, onChosen }: FilesProps) {
  const say = useSay();
  const [text, setText] = useState('');
  const [view, setView] = useState<'folders' | 'list'>('folders');
  const [order, setOrder] = useState<Order>({ by: 'name', down: false });
  const root = useMemo(() => foldersOf(listing), [listing]);
  const [unfolded, setUnfolded] = useState(() => unfoldedAtFirst(root, listing));
  const [current, setCurrent] = useState(0);
  const anchor = useRef(0);
  const field = useRef<HTMLInputElement>(null);
  useFind(field);

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
  const at = Math.min(current, Math.max(0, count - 1));

  const lineAt = useCallback(
    (index: number): TreeRow => lines?.[index] ?? { entry: found[index] ?? 0, depth: 0 },
    [lines, found],
  );
  const entriesAt = (index: number): readonly number[] => {
    const line = lineAt(index);
    return 'folder' in line ? entriesBelow(line.folder) : [line.entry];
  };
  const begin = (change: () => void) => {
    change();
    setCurrent(0);
    anchor.current = 0;
  };

  const choose = (index: number, { range, besides }: Meant) => {
    if (range) {
      const [from, to] = [Math.min(anchor.current, index), Math.max(anchor.current, index)];
      const next = new Set(besides ? chosen : []);
      for (let each = from; each <= to; each += 1) for (const entry of entriesAt(each)) next.add(entry);
      onChosen(next);
      return;
    }
    anchor.current = index;
    const entries = entriesAt(index);
    if (!besides) {
      onChosen(new Set(entries));
      return;
    }
    const next = new Set(chosen);
    const all = entries.every((entry) => next.has(entry));
    for (const entry of entries) {
      if (all) next.delete(entry);
      else next.add(entry);
    }
    onChosen(next);
  };

  const fold = (index: number, unfold: boolean) => {
    const line = lineAt(index);
    const folder = 'folder' in line ? line.folder : null;
    if (folder !== null && unfold !== unfolded.has(folder.path)) {
      const next = new Set(unfolded);
      if (unfold) next.add(folder.path);
      else next.delete(folder.path);
      setUnfolded(next);
    } else if (!unfold && lines !== null) {
      // What cannot be folded leads to its folder.
      const depth = folder?.depth ?? ('entry' in line ? line.depth : 0);
      for (let above = index - 1; above >= 0; above -= 1) {
        const candidate = lines[above];
        if (candidate !== undefined && 'folder' in candidate && candidate.folder.depth < depth) {
          setCurrent(above);
          return;
        }
      }
    }
  };

  const shown = useMemo(() => (tree ? [...listing.paths.keys()] : found), [tree, listing, found]);
  const allChosen = shown.length > 0 && shown.every((entry) => chosen.has(entry));
  const chooseAll = () => onChosen(new Set([...chosen, ...shown]));

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

  const cells = (index: number) => {
    const line = lineAt(index);
    return 'folder' in line ? (
      <FolderCells folder={line.folder} chosen={below?.get(line.folder.path) ?? 0} />
    ) : (
      <FileCells listing={listing} entry={line.entry} depth={tree ? line.depth : null} />
    );
  };

  return (
    <>
      <search className="filter" aria-label={say('browse.files.filter')}>
        <SearchBox
          label={say('browse.files.search')}
          placeholder={say('browse.files.placeholder')}
          value={text}
          onChange={(next) => begin(() => setText(next))}
          input={field}
        />
        <RadioGroup
          className="switch"
          orientation="horizontal"
          value={view}
          onChange={(value) => {
            const next = VIEWS.find((one) => one.value === value);
            if (next !== undefined) begin(() => setView(next.value));
          }}
        >
          <Label className="unseen">{say('browse.files.view')}</Label>
          {VIEWS.map(({ value, words, icon: Icon }) => (
            <Radio key={value} value={value} className="switch-choice switch-words browse-view">
              <Icon size={14} />
              {say(words)}
            </Radio>
          ))}
        </RadioGroup>
        <output className="unseen">
          {text.trim() === '' ? '' : say('browse.files.found', { count: found.length })}
        </output>
      </search>
      <Hostile listing={listing} />
      <RowGrid
        label={say('browse.files.list')}
        className="browse-files"
        tree={tree}
        multiple
        count={count}
        rowHeight={ROW}
        list={tree ? order : found}
        heads={
          <FileHeads
            order={order}
            onOrder={(next) => begin(() => setOrder(next))}
            all={allChosen}
            onAll={() => (allChosen ? onChosen(new Set()) : chooseAll())}
          />
        }
        cells={cells}
        stateOf={stateOf}
        current={at}
        onCurrent={setCurrent}
        onChoose={choose}
        onChooseAll={chooseAll}
        onChooseNone={() => onChosen(new Set())}
        onAction={(index) => {
          const line = lineAt(index);
          if ('folder' in line) fold(index, !unfolded.has(line.folder.path));
        }}
        onFold={fold}
        empty={say(listing.count === 0 ? 'browse.files.none' : 'browse.files.nothing-found')}
      />
    </>
  );
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

/** Ctrl+F, or Cmd+F on the Mac, goes to the search. */
function useFind(field: React.RefObject<HTMLInputElement | null>) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'f') {
        event.preventDefault();
        field.current?.focus();
        field.current?.select();
      }
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [field]);
}

/** Said once above the list where names had to be made harmless. */
function Hostile({ listing }: { listing: Listing }) {
  const say = useSay();
  const count = useMemo(
    () => [...listing.renamed.values()].filter(({ hostile }) => hostile !== null).length,
    [listing],
  );
  if (count === 0) return null;
  return (
    <p className="browse-warning">
      <TriangleAlert size={16} />
      <span>{say('browse.files.hostile', { count })}</span>
    </p>
  );
}
