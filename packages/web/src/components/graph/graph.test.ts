import { expect, it } from 'vitest';

import type { JobGraph } from '@liusu/contract/job';

import { layOut } from './layout.ts';
import { graphModel, shortTitle } from './model.ts';

function aVertex(id: string, part: Partial<JobGraph['vertices'][number]> = {}): JobGraph['vertices'][number] {
  return {
    id,
    name: id,
    parallelism: 1,
    status: 'RUNNING',
    recordsIn: 0,
    recordsOut: 0,
    recordsInPerS: null,
    recordsOutPerS: null,
    bytesIn: 0,
    bytesOut: 0,
    busy: null,
    backPressured: null,
    idle: null,
    watermarkMs: null,
    ...part,
  };
}

const at = '2026-01-01T00:00:00.000Z';
const graph: JobGraph = {
  at,
  stale: false,
  vertices: [
    aVertex('a', { recordsOutPerS: 100, watermarkMs: Date.parse(at) - 5_000 }),
    aVertex('b', { watermarkMs: -9_223_372_036_854_775_808 }),
    aVertex('c'),
    aVertex('replay', { watermarkMs: Date.parse('2013-01-02T03:04:05Z') }),
    aVertex('ended', { watermarkMs: Number.MAX_SAFE_INTEGER }),
  ],
  edges: [
    { from: 'a', to: 'b', ship: 'HASH' },
    { from: 'b', to: 'c', ship: 'FORWARD' },
  ],
  bottleneck: 'b',
};

it('shortens the name of a chain to its operators', () => {
  expect(shortTitle('Source: flights[1] -> Calc(select=[a, f(b)]) -> Calc[3]')).toBe('Source: flights → Calc');
});

it('names the bottleneck, the roles, and real watermarks only: their delay, or their date when it is long ago', () => {
  const { nodes, edges, bottleneck } = graphModel(graph);

  expect(bottleneck?.vertex.id).toBe('b');
  expect(nodes.map((node) => node.role)).toEqual(['source', 'middle', 'sink', 'source', 'source']);
  expect(nodes.map((node) => node.watermark)).toEqual([
    { kind: 'delay', ms: 5_000 },
    null,
    null,
    { kind: 'date', atMs: Date.parse('2013-01-02T03:04:05Z') },
    null,
  ]);
  expect(edges.map((edge) => edge.weight)).toEqual([1, 0]);
});

it('lays nodes out from left to right', () => {
  const places = layOut(['a', 'b', 'c'], graph.edges, { width: 100, height: 50 });

  const x = ['a', 'b', 'c'].map((id) => places.get(id)?.x ?? Number.NaN);
  expect(x[1]).toBeGreaterThan((x[0] ?? 0) + 100);
  expect(x[2]).toBeGreaterThan((x[1] ?? 0) + 100);
});
