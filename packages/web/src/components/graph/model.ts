/** From the API's job graph to what is drawn: short names, weights of edges, the delay of watermarks, who holds back. Pure. */
import type { JobGraph } from '@liusu/contract/job';

export type Vertex = JobGraph['vertices'][number];

export interface GraphNode {
  vertex: Vertex;
  /** The vertex in a few words: the operators of its chain, without their arguments. */
  title: string;
  /** Where event time stands; null without a watermark. */
  watermark: Watermark | null;
  isBottleneck: boolean;
  /** Where the vertex stands by what moves through it. */
  role: 'source' | 'sink' | 'middle';
}

/** A delay of more than a day tells of replayed data, not of a slow job: the date says more then. In ms. */
export type Watermark = { kind: 'delay'; ms: number } | { kind: 'date'; atMs: number };

export interface GraphEdge {
  id: string;
  from: string;
  to: string;
  ship: string;
  /** Records per second the edge is thought to carry; null without a figure. */
  perS: number | null;
  /** 0 to 1, relative to the busiest edge. */
  weight: number;
}

export interface GraphModel {
  nodes: GraphNode[];
  edges: GraphEdge[];
  bottleneck: GraphNode | undefined;
}

const noWatermark = -9_223_372_036_854_775_808;
/** Flink's mark of a source that has ended; what a date can hold. */
const maxDateMs = 8.64e15;
const dayMs = 86_400_000;

function watermarkOf(watermarkMs: number | null, observedAt: number | null): Watermark | null {
  if (watermarkMs === null || observedAt === null) return null;
  if (watermarkMs <= noWatermark || Math.abs(watermarkMs) > maxDateMs) return null;
  const ms = Math.max(0, observedAt - watermarkMs);
  return ms > dayMs ? { kind: 'date', atMs: watermarkMs } : { kind: 'delay', ms };
}

/** `Source: flights[1] -> Calc(select=[a]) -> Sink(table=[x])` becomes `Source: flights → Calc → Sink: x`. */
export function shortTitle(name: string): string {
  return name
    .split(/\s*->\s*/)
    .map(shortOperator)
    .filter((part, index, parts) => part !== '' && part !== parts[index - 1])
    .join(' → ');
}

function shortOperator(part: string): string {
  const table = /table=\[\[?([^\]]+)\]/.exec(part)?.[1]?.split(/,\s*/).at(-1);
  const bare = withoutBrackets(part)
    .replace(/\(\s*\)/g, '')
    .trim();
  const word = bare.replace(/^(Source|Sink):\s*/, '$1: ').replace(/\s+/g, ' ');
  if (table !== undefined && /^(TableSourceScan|Sink|Source)/.test(word) && !word.includes(':')) {
    return `${word.startsWith('Sink') ? 'Sink' : 'Source'}: ${table}`;
  }
  return word;
}

/** The text without anything in round or square brackets, nested ones included. */
function withoutBrackets(text: string): string {
  let depth = 0;
  let result = '';
  for (const letter of text) {
    if (letter === '(' || letter === '[') depth += 1;
    if (depth === 0) result += letter;
    if (letter === ')' || letter === ']') depth = Math.max(0, depth - 1);
  }
  return result;
}

export function graphModel(graph: JobGraph): GraphModel {
  const observedAt = graph.at === null ? null : Date.parse(graph.at);
  const incoming = new Set(graph.edges.map((edge) => edge.to));
  const outgoing = new Map<string, number>();
  for (const edge of graph.edges) outgoing.set(edge.from, (outgoing.get(edge.from) ?? 0) + 1);
  const vertices = new Map(graph.vertices.map((vertex) => [vertex.id, vertex]));

  const nodes = graph.vertices.map((vertex): GraphNode => {
    return {
      vertex,
      title: shortTitle(vertex.name),
      watermark: watermarkOf(vertex.watermarkMs, observedAt),
      isBottleneck: vertex.id === graph.bottleneck,
      role: !incoming.has(vertex.id) ? 'source' : outgoing.has(vertex.id) ? 'middle' : 'sink',
    };
  });

  // An edge carries no metric of its own: what its source sends out is shared among its edges.
  const rates = graph.edges.map((edge) => {
    const perS = vertices.get(edge.from)?.recordsOutPerS ?? null;
    return perS === null ? null : perS / (outgoing.get(edge.from) ?? 1);
  });
  const most = Math.max(1, ...rates.map((rate) => rate ?? 0));
  const edges = graph.edges.map((edge, index): GraphEdge => {
    const perS = rates[index] ?? null;
    const weight = perS === null ? 0 : Math.log1p(perS) / Math.log1p(most);
    return { id: `${edge.from}-${edge.to}-${index}`, from: edge.from, to: edge.to, ship: edge.ship, perS, weight };
  });
  return { nodes, edges, bottleneck: nodes.find((node) => node.isBottleneck) };
}
