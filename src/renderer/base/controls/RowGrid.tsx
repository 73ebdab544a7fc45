// oxlint-disable jsx-a11y/prefer-tag-over-role -- rows of a table cannot be placed one by one, and the roles say the same
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useId,
  useLayoutEffect,
  useRef,
} from 'react';
import { rowByKey, useRowsInSight } from './rows-in-sight';

/** How a press or a key was meant. */
export interface Meant {
  /** With Shift: everything from the last one to here. */
  range: boolean;
  /** With Ctrl or Cmd, or on the tick: this one besides the others. */
  besides: boolean;
}

export interface RowState {
  /** Undefined where rows are not chosen at all. */
  selected?: boolean;
  /** In a tree: from 1 on, and whether it is unfolded; null where there is nothing to unfold. */
  level?: number;
  expanded?: boolean | null;
  className?: string;
}

interface RowGridProps {
  label: string;
  className: string;
  tree?: boolean;
  multiple?: boolean;
  count: number;
  /** In pixels, as the stylesheet draws a row. */
  rowHeight: number;
  /** What the rows are now: when it changes, the list begins at its top again. */
  list: unknown;
  /** The heads of the columns, each a `GridHead`. */
  heads: ReactNode;
  /** The cells of a row, each a `GridCell`. */
  cells: (index: number) => ReactNode;
  stateOf: (index: number) => RowState;
  /** The row at which the keyboard is. */
  current: number;
  onCurrent: (index: number) => void;
  onChoose?: (index: number, meant: Meant) => void;
  onChooseAll?: () => void;
  onChooseNone?: () => void;
  /** Enter, or a double click. */
  onAction?: (index: number) => void;
  /** Unfolds or folds a row of a tree. */
  onFold?: (index: number, unfold: boolean) => void;
  /** Shown in place of rows where there are none. */
  empty: ReactNode;
}

interface CellProps {
  children?: ReactNode;
  className?: string;
  style?: CSSProperties;
  /** What a press on it is for, besides choosing its row. */
  part?: 'tick' | 'fold';
}

/** One cell of a row. */
export function GridCell({ children, className, style, part }: CellProps) {
  return (
    <span role="gridcell" className={className} style={style} data-part={part}>
      {children}
    </span>
  );
}

/** The head of a column; `sort` where the rows can be ordered by it. */
export function GridHead({
  children,
  className,
  sort,
}: {
  children: ReactNode;
  className?: string;
  sort?: 'ascending' | 'descending' | 'none';
}) {
  return (
    <span role="columnheader" className={className} aria-sort={sort}>
      {children}
    </span>
  );
}

/**
 * A table that takes any number of rows, since only those in sight are in the page. The lists of react-aria build a node
 * for each row first, also for those that are never seen.
 *
 * Parts of a row that are pressed for something of their own carry `data-part`: `tick` or `fold`.
 */
export function RowGrid(props: RowGridProps) {
  const {
    label,
    className,
    tree = false,
    multiple = false,
    count,
    rowHeight,
    list,
    heads,
    cells,
    stateOf,
    current,
    empty,
  } = props;
  const head = useRef<HTMLDivElement>(null);
  const id = useId();
  const { scroller, from, to, measure, reveal } = useRowsInSight();
  const last = Math.min(count, Math.ceil(to / rowHeight));
  // A list that became shorter is drawn from its end until it is scrolled to its top.
  const first = Math.max(0, Math.floor(Math.min(from, count * rowHeight - (to - from)) / rowHeight));

  const drawn = useRef(list);
  useLayoutEffect(() => {
    if (drawn.current === list) return;
    drawn.current = list;
    scroller.current?.scrollTo({ top: 0 });
  }, [list, scroller]);

  const go = (index: number, range: boolean) => {
    reveal(index * rowHeight, (index + 1) * rowHeight, head.current?.offsetHeight);
    if (range && multiple) props.onChoose?.(index, { range: true, besides: false });
    props.onCurrent(index);
  };

  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || count === 0) return;
    const page = Math.max(1, Math.floor((event.currentTarget.clientHeight - rowHeight) / rowHeight) - 1);
    const row = rowByKey(event.key, current, count, page);
    const acts: Record<string, () => void> = {
      ArrowRight: () => props.onFold?.(current, true),
      ArrowLeft: () => props.onFold?.(current, false),
      Enter: () => props.onAction?.(current),
      ' ': () => props.onChoose?.(current, { range: event.shiftKey, besides: true }),
    };
    if (multiple) {
      acts['Escape'] = () => props.onChooseNone?.();
      if (event.ctrlKey || event.metaKey) acts['a'] = () => props.onChooseAll?.();
    }
    const act = row === null ? acts[event.key] : () => go(row, event.shiftKey);
    if (act === undefined) return;
    event.preventDefault();
    act();
  };

  const click = (event: MouseEvent<HTMLDivElement>) => {
    const { index, part } = partAt(event);
    if (index === null) return;
    props.onCurrent(index);
    if (part === 'fold') props.onFold?.(index, stateOf(index).expanded !== true);
    else props.onChoose?.(index, { range: event.shiftKey, besides: part === 'tick' || event.ctrlKey || event.metaKey });
  };

  const doubleClick = (event: MouseEvent<HTMLDivElement>) => {
    const { index, part } = partAt(event);
    if (index !== null && part === null) props.onAction?.(index);
  };

  const rows: ReactNode[] = [];
  for (let index = first; index < last; index += 1) {
    const { selected, level, expanded, className: own } = stateOf(index);
    rows.push(
      // The rows are reached by the arrow keys through the grid, which has the focus.
      // oxlint-disable-next-line jsx-a11y/interactive-supports-focus
      <div
        key={index}
        id={`${id}-${index}`}
        role="row"
        data-row={index}
        data-current={index === current || undefined}
        className={own === undefined ? 'row-grid-row' : `row-grid-row ${own}`}
        style={{ height: rowHeight, top: index * rowHeight }}
        aria-rowindex={index + 2}
        {...(selected === undefined ? {} : { 'aria-selected': selected })}
        {...(level === undefined ? {} : { 'aria-level': level })}
        {...(expanded == null ? {} : { 'aria-expanded': expanded })}
      >
        {cells(index)}
      </div>,
    );
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- its role is one of two
    <div
      ref={scroller}
      role={tree ? 'treegrid' : 'grid'}
      className={`row-grid ${className}`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a grid is focused as a whole
      tabIndex={0}
      aria-label={label}
      aria-rowcount={count + 1}
      aria-multiselectable={multiple || undefined}
      aria-activedescendant={current >= first && current < last ? `${id}-${current}` : undefined}
      onKeyDown={press}
      onClick={click}
      onDoubleClick={doubleClick}
      onScroll={measure}
    >
      <div role="rowgroup" className="row-grid-head" ref={head}>
        <div role="row" aria-rowindex={1} className="row-grid-heads">
          {heads}
        </div>
      </div>
      {count === 0 ? (
        <div role="rowgroup">
          <div role="row">
            <div role="gridcell" className="row-grid-empty">
              {empty}
            </div>
          </div>
        </div>
      ) : (
        <div role="rowgroup" className="row-grid-rows" style={{ height: count * rowHeight }}>
          {rows}
        </div>
      )}
    </div>
  );
}

function partAt(event: MouseEvent<HTMLDivElement>): { index: number | null; part: string | null } {
  const target = event.target instanceof Element ? event.target : null;
  const row = target?.closest('[data-row]')?.getAttribute('data-row') ?? null;
  return {
    index: row === null ? null : Number(row),
    part: target?.closest('[data-part]')?.getAttribute('data-part') ?? null,
  };
}
