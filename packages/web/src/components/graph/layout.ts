/** Places of a graph's nodes, left to right. Pure; depends on ids and edges alone, so live numbers move nothing. */
import dagre from '@dagrejs/dagre';

export interface Size {
  width: number;
  height: number;
}

export interface Place {
  x: number;
  y: number;
}

/** Upper left corner of each node. */
export function layOut(
  ids: readonly string[],
  edges: readonly { from: string; to: string }[],
  size: Size,
): Map<string, Place> {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 28, ranksep: 128, marginx: 16, marginy: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of ids) graph.setNode(id, { ...size });
  for (const edge of edges) graph.setEdge(edge.from, edge.to);
  dagre.layout(graph);
  return new Map(
    ids.map((id) => {
      const node = graph.node(id);
      return [id, { x: node.x - size.width / 2, y: node.y - size.height / 2 }];
    }),
  );
}
