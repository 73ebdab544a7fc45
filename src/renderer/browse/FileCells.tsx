import { ChevronRight, File, Folder as FolderIcon, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { formatShortDay, formatTime } from '../../shared/format/dates';
import { formatSize } from '../../shared/format/size';
import { Data } from '../base/controls/Data';
import { GridCell } from '../base/controls/RowGrid';
import { TickMark } from '../base/controls/TickMark';
import { useSay } from '../base/speech';
import type { Folder } from './folders';
import { kindOf } from './kinds';
import { type Listing, splitPath } from './listing';

/** In pixels: how far each folder moves what is in it to the right. */
const STEP = 20;

/** The cells of one file. `depth` is null in the flat list, where the folder is shown beside the name. */
export const FileCells = memo(function FileCells({
  listing,
  entry,
  depth,
}: {
  listing: Listing;
  entry: number;
  depth: number | null;
}) {
  const say = useSay();
  const path = listing.paths[entry] ?? '';
  const { name, folder } = splitPath(path);
  const renamed = listing.renamed.get(entry);
  const modified = listing.modified[entry] ?? null;
  return (
    <>
      <Tick />
      <GridCell
        className="browse-name"
        style={{ paddingInlineStart: (depth ?? 0) * STEP + (depth === null ? 0 : STEP) }}
      >
        {renamed?.hostile == null ? <File size={16} /> : <TriangleAlert size={16} className="browse-hostile" />}
        <OwnName name={name} path={path} />
        {depth === null && folder !== '' && (
          <span className="browse-beside">
            <Data title={path}>{folder}</Data>
          </span>
        )}
        {renamed !== undefined && (
          <span className={renamed.hostile === null ? 'browse-beside' : 'browse-beside browse-hostile'}>
            <span title={renamed.hostile === null ? undefined : say(`browse.hostile.${renamed.hostile}`)}>
              {say('browse.files.named')} <Data>{renamed.name}</Data>
            </span>
          </span>
        )}
      </GridCell>
      <GridCell className="browse-kind">{say(kindOf(name))}</GridCell>
      <GridCell className="browse-size">
        <Data>{formatSize(listing.bytes[entry] ?? 0)}</Data>
      </GridCell>
      <GridCell className="browse-modified">{modified !== null && <Data>{momentOf(modified)}</Data>}</GridCell>
    </>
  );
});

/** The cells of a folder in the tree, with how much lies below it. */
export function FolderCells({ folder, chosen }: { folder: Folder; chosen: number }) {
  const say = useSay();
  return (
    <>
      <Tick some={chosen > 0 && chosen < folder.files} />
      <GridCell className="browse-name" style={{ paddingInlineStart: folder.depth * STEP }}>
        <span className="browse-fold" data-part="fold">
          <ChevronRight size={16} />
        </span>
        <FolderIcon size={16} />
        <OwnName name={folder.name} path={folder.path} />
        <span className="browse-beside">
          {chosen > 0 && chosen < folder.files
            ? say('browse.files.some-chosen', { chosen, files: folder.files })
            : say('browse.files.in-folder', { files: folder.files })}
        </span>
      </GridCell>
      <GridCell className="browse-kind">{say('browse.kind.folder')}</GridCell>
      <GridCell className="browse-size">
        <Data>{formatSize(folder.bytes)}</Data>
      </GridCell>
      <GridCell className="browse-modified" />
    </>
  );
}

/** Letters at the end of a long name that always stay in sight, since they say what it is. */
const TAIL = 12;

/** A name that is cut in its middle where there is too little space. */
function OwnName({ name, path }: { name: string; path: string }) {
  const letters = [...name];
  const at = Math.max(0, letters.length - TAIL);
  return (
    <span className="browse-own-name">
      <Data title={path}>
        <span className="browse-name-begin">{letters.slice(0, at).join('')}</span>
        <span className="browse-name-end">{letters.slice(at).join('')}</span>
      </Data>
    </span>
  );
}

function Tick({ some = false }: { some?: boolean }) {
  return (
    <GridCell className={some ? 'browse-tick tick browse-tick-some' : 'browse-tick tick'} part="tick">
      <TickMark />
    </GridCell>
  );
}

/** A clock of an unknown zone is shown as it stood. */
function momentOf(modified: string): string {
  // A tar holds an instant, which is shown in this machine's time zone.
  if (modified.endsWith('Z')) return `${formatShortDay(modified)}, ${formatTime(modified)}`;
  return `${formatShortDay(`${modified}Z`, 'UTC')}, ${formatTime(`${modified}Z`, 'UTC')}`;
}
