// oxlint-disable jsx-a11y/prefer-tag-over-role -- rows that are placed one by one cannot be a table's, and the roles say the same
import { type KeyboardEvent, type MouseEvent, type ReactNode, useId, useMemo } from 'react';
import { formatDay } from '../../shared/format/dates';
import type { Archive } from '../base/client';
import { Data } from '../base/controls/Data';
import { rowByKey, useRowsInSight } from '../base/controls/rows-in-sight';
import { useSay } from '../base/speech';
import { ArchiveRow } from './ArchiveRow';
import { type Line, linesBetween, placeLines } from './lines';
import type { Order } from './timeline';

interface ArchiveListProps {
  archives: readonly Archive[];
  order: Order;
  /** Fingerprint of the site's present key. */
  present: string | null;
  now: number;
  chosen: string | null;
  onChoose: (id: string) => void;
  onOpen: (id: string) => void;
}

/**
 * The archives, under their days where they are ordered by time. Arrow keys choose, Enter opens. Only lines in sight
 * are in the page, and nothing is built for the others: each keystroke in the filter is another list.
 */
export function ArchiveList({ archives, order, present, now, chosen, onChoose, onOpen }: ArchiveListProps) {
  const say = useSay();
  const timely = order === 'newest' || order === 'oldest';
  const { lines, rows, height } = useMemo(() => placeLines(archives, timely), [archives, timely]);
  const { scroller, from, to, measure, reveal } = useRowsInSight();
  const id = useId();
  const at = rows.findIndex(({ archive }) => archive.id === chosen);

  const go = (index: number) => {
    const row = rows[index];
    if (row === undefined) return;
    // With the first of a day its heading comes in sight too.
    const above = lines[row.line - 1];
    reveal(above?.kind === 'day' ? above.top : row.top, row.top + row.height);
    onChoose(row.archive.id);
  };

  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / (rows[0]?.height ?? 1)) - 1);
    const row = rowByKey(event.key, at, rows.length, page);
    if (row === null && event.key !== 'Enter') return;
    event.preventDefault();
    if (row !== null) go(row);
    else if (at >= 0 && chosen !== null) onOpen(chosen);
  };

  const archiveAt = (event: MouseEvent<HTMLDivElement>): string | null =>
    event.target instanceof Element
      ? (event.target.closest('[data-archive]')?.getAttribute('data-archive') ?? null)
      : null;

  const draw = (line: Line, index: number): ReactNode => {
    const style = { top: line.top, height: line.height };
    if (line.kind === 'day') {
      return (
        <div key={line.day.key} role="row" aria-rowindex={index + 1} className="day-head" style={style}>
          <span role="rowheader">
            <Data>{line.day.at === null ? say('app.archives.no-date') : formatDay(line.day.at)}</Data>
          </span>
        </div>
      );
    }
    const { archive } = line;
    const own = archive.id;
    return (
      <ArchiveRow
        key={own}
        id={`${id}-${own}`}
        index={index + 1}
        style={style}
        selected={own === chosen}
        archive={archive}
        present={present}
        now={now}
        dated={!timely}
      />
    );
  };

  const [first, last] = linesBetween(lines, from, to);
  const inSight = at >= 0 && (rows[at]?.line ?? -1) >= first && (rows[at]?.line ?? -1) < last;
  return (
    <div
      ref={scroller}
      role="grid"
      className="archives"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a grid is focused as a whole
      tabIndex={0}
      aria-label={say('app.archives.list')}
      aria-rowcount={lines.length}
      aria-activedescendant={inSight && chosen !== null ? `${id}-${chosen}` : undefined}
      onKeyDown={press}
      onClick={(event) => {
        const archive = archiveAt(event);
        if (archive !== null) onChoose(archive);
      }}
      onDoubleClick={(event) => {
        const archive = archiveAt(event);
        if (archive !== null) onOpen(archive);
      }}
      onScroll={measure}
    >
      {lines.length === 0 ? (
        <div role="row">
          <div role="gridcell" className="archives-none">
            {say('app.archives.filter.nothing')}
          </div>
        </div>
      ) : (
        <div role="rowgroup" className="archives-lines" style={{ height }}>
          {lines.slice(first, last).map((line, index) => draw(line, first + index))}
        </div>
      )}
    </div>
  );
}
