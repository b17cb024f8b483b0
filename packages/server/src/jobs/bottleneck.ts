/** Finds the vertex that holds a dataflow back. Pure. */

export interface LoadedVertex {
  id: string;
  /** Shares of the last interval, 0 to 1; null where Flink has no figure. */
  busy: number | null;
  backPressured: number | null;
}

/** Busier than this, a vertex has no room left. */
const busyFrom = 0.8;
/** Back-pressured more than this, a vertex waits for the one after it. */
const heldFrom = 0.3;

/**
 * The vertex that is busy, is not itself held back, and whose inputs are held back: the last link of the chain of waiting.
 * Undefined when none clearly is. Of several, the busiest.
 */
export function bottleneckOf(vertices: LoadedVertex[], edges: { from: string; to: string }[]): string | undefined {
  const byId = new Map(vertices.map((vertex) => [vertex.id, vertex]));
  const candidates = vertices.filter((vertex) => {
    if ((vertex.busy ?? 0) < busyFrom || (vertex.backPressured ?? 0) >= heldFrom) return false;
    const inputs = edges.filter((edge) => edge.to === vertex.id).map((edge) => byId.get(edge.from));
    return inputs.some((input) => (input?.backPressured ?? 0) >= heldFrom);
  });
  return candidates.sort((a, b) => (b.busy ?? 0) - (a.busy ?? 0))[0]?.id;
}
