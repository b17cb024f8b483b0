/** Which rows of a long grid are seen, so that only those are drawn. Rows have one height. */
import { type RefObject, useEffect, useState } from 'react';

/** Rows drawn beyond each edge. */
const spare = 8;

export interface RowWindow {
  /** Index of the first row to draw, and after the last. */
  first: number;
  last: number;
  /** Height that is seen, in pixels. */
  height: number;
  /** To be called when the grid is scrolled. */
  measure: () => void;
}

export function useRowWindow(scroller: RefObject<HTMLElement | null>, rowPx: number, count: number): RowWindow {
  const [view, setView] = useState({ top: 0, height: 400 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setView(viewOf(element)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return {
    first: Math.max(0, Math.floor(view.top / rowPx) - spare),
    last: Math.min(count, Math.ceil((view.top + view.height) / rowPx) + spare),
    height: view.height,
    measure: () => {
      if (scroller.current !== null) setView(viewOf(scroller.current));
    },
  };
}

function viewOf({ scrollTop, clientHeight }: HTMLElement): { top: number; height: number } {
  return { top: scrollTop, height: clientHeight };
}

/** Brings a row into sight below a head that stays. */
export function scrollToRow(element: HTMLElement | null, index: number, rowPx: number, headPx: number): void {
  if (element === null) return;
  const top = index * rowPx;
  const bottom = top + rowPx + headPx;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
}
