import { FolderTree, List, TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { type Meant, RowGrid } from '../base/controls/RowGrid';
import { useSay } from '../base/speech';
import { FileCells, FolderCells } from './FileCells';
import { FileHeads } from './FileHeads';
import type { Listing } from './listing';
import { SearchBox } from './SearchBox';
import { useFileLines } from './use-file-lines';

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
  const lines = useFileLines(listing, chosen);
  const { text, view, order, tree, found, count, below, shown, lineAt, entriesAt } = lines;
  const [current, setCurrent] = useState(0);
  const anchor = useRef(0);
  const field = useRef<HTMLInputElement>(null);
  useFind(field);
  const at = Math.min(current, Math.max(0, count - 1));

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
    if (lines.fold(index, unfold) || unfold) return;
    // What cannot be folded leads to its folder.
    const parent = lines.parentOf(index);
    if (parent !== null) setCurrent(parent);
  };

  const allChosen = shown.length > 0 && shown.every((entry) => chosen.has(entry));
  const chooseAll = () => onChosen(new Set([...chosen, ...shown]));

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
          onChange={(next) => begin(() => lines.setText(next))}
          input={field}
        />
        <RadioGroup
          className="switch"
          orientation="horizontal"
          value={view}
          onChange={(value) => {
            const next = VIEWS.find((one) => one.value === value);
            if (next !== undefined) begin(() => lines.setView(next.value));
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
            onOrder={(next) => begin(() => lines.setOrder(next))}
            all={allChosen}
            onAll={() => (allChosen ? onChosen(new Set()) : chooseAll())}
          />
        }
        cells={cells}
        stateOf={lines.stateOf}
        current={at}
        onCurrent={setCurrent}
        onChoose={choose}
        onChooseAll={chooseAll}
        onChooseNone={() => onChosen(new Set())}
        onAction={(index) => {
          if ('folder' in lineAt(index)) fold(index, !lines.isUnfolded(index));
        }}
        onFold={fold}
        empty={say(listing.count === 0 ? 'browse.files.none' : 'browse.files.nothing-found')}
      />
    </>
  );
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
