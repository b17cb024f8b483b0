/** A pane at an edge whose size people choose. Dragged below its smallest size it folds to nothing; both are remembered. */
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';

export interface PaneSize {
  px: number;
  isFolded: boolean;
}

export interface PaneBounds {
  name: string;
  startPx: number;
  minPx: number;
  /** Share of the window, from 0 to 1. */
  maxShare: number;
  axis: 'width' | 'height';
}

function stored(bounds: PaneBounds): PaneSize {
  try {
    const value = JSON.parse(localStorage.getItem(`liusu.pane.${bounds.name}`) ?? 'null') as Partial<PaneSize> | null;
    if (typeof value?.px === 'number') return { px: value.px, isFolded: value.isFolded === true };
  } catch {
    // Unreadable or forbidden storage: the pane begins as designed.
  }
  return { px: bounds.startPx, isFolded: false };
}

export interface Pane extends PaneSize {
  set: (size: Partial<PaneSize>) => void;
  bounds: PaneBounds;
}

export function usePane(bounds: PaneBounds): Pane {
  const [size, setSize] = useState(() => stored(bounds));
  function set(change: Partial<PaneSize>): void {
    setSize((current) => {
      const next = { ...current, ...change };
      try {
        localStorage.setItem(`liusu.pane.${bounds.name}`, JSON.stringify(next));
      } catch {
        // Without storage the size lasts as long as the page.
      }
      return next;
    });
  }
  return { ...size, set, bounds };
}

/** New size of a pane dragged by some pixels: folded when far below its smallest size. */
export function draggedSize(startPx: number, byPx: number, minPx: number, maxPx: number): PaneSize {
  const wanted = startPx + byPx;
  if (wanted < minPx / 2) return { px: Math.max(minPx, startPx), isFolded: true };
  return { px: Math.round(Math.min(maxPx, Math.max(minPx, wanted))), isFolded: false };
}

export interface SplitHandleProps {
  pane: Pane;
  label: string;
  /** 1 when dragging right or down makes the pane larger, -1 when smaller. */
  direction: 1 | -1;
}

export function SplitHandle({ pane, label, direction }: SplitHandleProps) {
  const { axis, minPx, maxShare } = pane.bounds;
  const [drag, setDrag] = useState<{ at: number; px: number }>();
  const coordinate = (event: PointerEvent): number => (axis === 'width' ? event.clientX : event.clientY);
  const maxPx = (): number => maxShare * (axis === 'width' ? window.innerWidth : window.innerHeight);

  function onKeyDown(event: KeyboardEvent): void {
    const keys = axis === 'width' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const step = keys.indexOf(event.key) * 2 - 1;
    if (event.key === 'Enter') pane.set({ isFolded: !pane.isFolded });
    else if (keys.includes(event.key)) pane.set(draggedSize(pane.px, step * direction * 24, minPx, maxPx()));
    else return;
    event.preventDefault();
  }

  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={axis === 'width' ? 'vertical' : 'horizontal'}
      aria-valuenow={pane.isFolded ? 0 : pane.px}
      aria-valuemin={0}
      className={`ls-split ls-split-${axis}`}
      onDoubleClick={() => pane.set({ isFolded: !pane.isFolded })}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ at: coordinate(event), px: pane.isFolded ? 0 : pane.px });
      }}
      onPointerMove={(event) => {
        if (drag === undefined) return;
        pane.set(draggedSize(drag.px, (coordinate(event) - drag.at) * direction, minPx, maxPx()));
      }}
      onPointerUp={() => setDrag(undefined)}
      onPointerCancel={() => setDrag(undefined)}
    />
  );
}

export function PaneBox({ pane, children, className }: { pane: Pane; children: ReactNode; className: string }) {
  if (pane.isFolded) return null;
  const size = `min(${pane.px}px, ${pane.bounds.maxShare * 100}${pane.bounds.axis === 'width' ? 'vw' : 'vh'})`;
  return (
    <div className={className} style={{ [pane.bounds.axis]: size }}>
      {children}
    </div>
  );
}
