/** Where a drawing is looked at from when it opens. Pure. */

export interface Box {
  /** Pixels. */
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface View {
  x: number;
  y: number;
  zoom: number;
}

/** A drawing that fits at this size is shown as a whole: below it the words in the nodes cannot be read. */
const leastZoom = 0.6;
const marginPx = 16;

/**
 * The whole drawing in the middle, never enlarged, where it can be read so. A larger one begins at its sources, at the size
 * `legibleZoom`, or a little smaller where all its rows are seen then.
 */
export function firstView(nodes: readonly Box[], host: { width: number; height: number }, legibleZoom: number): View {
  if (nodes.length === 0) return { x: 0, y: 0, zoom: 1 };
  const left = Math.min(...nodes.map(({ x }) => x));
  const top = Math.min(...nodes.map(({ y }) => y));
  const width = Math.max(...nodes.map((node) => node.x + node.width)) - left;
  const height = Math.max(...nodes.map((node) => node.y + node.height)) - top;
  const inHeight = (host.height - 2 * marginPx) / height;
  const fitting = Math.min(1, (host.width - 2 * marginPx) / width, inHeight);
  const isWhole = fitting >= leastZoom;
  const zoom = isWhole ? fitting : Math.max(leastZoom, Math.min(legibleZoom, inHeight));
  return {
    x: (isWhole ? (host.width - width * zoom) / 2 : marginPx) - left * zoom,
    y: Math.max(marginPx, (host.height - height * zoom) / 2) - top * zoom,
    zoom,
  };
}
