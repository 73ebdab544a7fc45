import { type ReactNode, useState } from 'react';
import { GridCell, GridHead, RowGrid } from '../base/controls/RowGrid';

/** In pixels, as browse.css draws it. */
const ROW = 32;

interface SimpleGridProps {
  label: string;
  className: string;
  /** The rows; another array is another list. */
  rows: readonly unknown[];
  heads: readonly string[];
  cells: (index: number) => readonly ReactNode[];
  /** Where one row can be chosen: which one is, and what to do. */
  chosen?: number | null;
  onChoose?: (index: number) => void;
  empty: string;
}

/** A long list of facts in columns, to read; at most one row of it can be chosen. */
export function SimpleGrid({ label, className, rows, heads, cells, chosen, onChoose, empty }: SimpleGridProps) {
  const [place, setPlace] = useState({ rows, current: 0 });
  const current = place.rows === rows ? place.current : 0;
  return (
    <RowGrid
      label={label}
      className={className}
      count={rows.length}
      rowHeight={ROW}
      list={rows}
      heads={heads.map((head) => <GridHead key={head}>{head}</GridHead>)}
      cells={(index) => cells(index).map((cell, column) => <GridCell key={heads[column]}>{cell}</GridCell>)}
      stateOf={(index) => (chosen === undefined ? {} : { selected: index === chosen })}
      current={current}
      onCurrent={(index) => setPlace({ rows, current: index })}
      onChoose={(index) => onChoose?.(index)}
      onAction={(index) => onChoose?.(index)}
      empty={empty}
    />
  );
}
