import type { Archive } from '../base/client';
import { byDay, type Day } from './timeline';

/** In pixels, as archives.css draws them: only lines in sight are in the page, so their places must be known. */
const ROW = 56;
const HEADING = 40;

/** One line of the list at its place, in pixels from the top. */
export type Line = { readonly top: number; readonly height: number } & (
  | { readonly kind: 'day'; readonly day: Day }
  | { readonly kind: 'archive'; readonly archive: Archive }
);

/** An archive's line with its index among all lines. */
export type Row = Extract<Line, { kind: 'archive' }> & { readonly line: number };

/** The archives as lines from top to bottom, under their days where `timely`. */
export function placeLines(
  archives: readonly Archive[],
  timely: boolean,
): { lines: readonly Line[]; rows: readonly Row[]; height: number } {
  const lines: Line[] = [];
  const rows: Row[] = [];
  let top = 0;
  const add = (archive: Archive) => {
    const row: Row = { kind: 'archive', archive, top, height: ROW, line: lines.length };
    lines.push(row);
    rows.push(row);
    top += ROW;
  };
  if (!timely) archives.forEach(add);
  else {
    for (const day of byDay(archives)) {
      lines.push({ kind: 'day', day, top, height: HEADING });
      top += HEADING;
      day.archives.forEach(add);
    }
  }
  return { lines, rows, height: top };
}

/** From which line to before which one they lie at least partly between `top` and `bottom`. */
export function linesBetween(lines: readonly Line[], top: number, bottom: number): readonly [number, number] {
  return [firstWhere(lines, (line) => line.top + line.height > top), firstWhere(lines, (line) => line.top >= bottom)];
}

/** By halving: `is` holds from some line on for all. */
function firstWhere(lines: readonly Line[], is: (line: Line) => boolean): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const line = lines[middle];
    if (line !== undefined && is(line)) high = middle;
    else low = middle + 1;
  }
  return low;
}
