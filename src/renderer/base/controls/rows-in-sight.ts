import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

/** In pixels, above and below what is in sight, so that scrolling does not outrun the drawing. */
const SPARE = 400;
/** In pixels: not every one that is scrolled draws again. */
const STEP = 100;

interface RowsInSight {
  scroller: RefObject<HTMLDivElement | null>;
  /** What is to be drawn, in pixels from the top of the first row. */
  from: number;
  to: number;
  /** Takes in where the scroller is now. */
  measure: () => void;
  /** Scrolls as little as it takes to see a row whole. @param headHeight of a head that stays above the rows */
  reveal: (top: number, bottom: number, headHeight?: number) => void;
}

/** For a list that draws the rows in sight only, however many it has. */
export function useRowsInSight(): RowsInSight {
  const scroller = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ from: 0, to: 800 + SPARE });

  const measure = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const from = Math.floor(element.scrollTop / STEP) * STEP - SPARE;
    const to = Math.ceil((element.scrollTop + element.clientHeight) / STEP) * STEP + SPARE;
    setSight((before) => (before.from === from && before.to === to ? before : { from, to }));
  }, []);

  useLayoutEffect(() => {
    if (scroller.current === null) return undefined;
    const watch = new ResizeObserver(measure);
    watch.observe(scroller.current);
    return () => watch.disconnect();
  }, [measure]);

  const reveal = (top: number, bottom: number, headHeight = 0) => {
    const element = scroller.current;
    if (element === null) return;
    const lowest = bottom - element.clientHeight + headHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (element.scrollTop < lowest) element.scrollTop = lowest;
    measure();
  };

  return { scroller, ...sight, measure, reveal };
}

/** Which of `count` rows a key leads to from the one at `at`; null for a key that leads nowhere. */
export function rowByKey(key: string, at: number, count: number, page: number): number | null {
  const rows: Partial<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  };
  const row = rows[key];
  return row === undefined ? null : Math.max(0, Math.min(count - 1, row));
}
