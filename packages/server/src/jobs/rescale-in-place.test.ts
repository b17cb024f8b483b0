import { expect, test } from 'vitest';

import type { VertexDetail } from '../flink/flink-rest.ts';
import { rescaledRequirements } from './rescale-in-place.ts';

function vertex(id: string, maxParallelism = 360): VertexDetail {
  return {
    id,
    name: id,
    parallelism: 1,
    maxParallelism,
    status: 'RUNNING',
    recordsIn: 0,
    recordsOut: 0,
    bytesIn: 0,
    bytesOut: 0,
    accumulatedBusyMs: null,
    accumulatedBackPressuredMs: null,
    accumulatedIdleMs: null,
  };
}
const both = { vertices: [vertex('source'), vertex('sink')], edges: [{ from: 'source', to: 'sink', ship: 'HASH' }] };

test('vertices that have the parallelism of the job follow it, others stay', () => {
  const present = { source: { lower: 1, upper: 2 }, sink: { lower: 1, upper: 1 } };

  expect(rescaledRequirements(both, present, 2, 4)).toEqual({ source: { lower: 1, upper: 4 }, sink: present.sink });
});

test('a lower bound never stands above the upper one', () => {
  const present = { source: { lower: 4, upper: 4 }, sink: { lower: 4, upper: 4 } };

  expect(rescaledRequirements(both, present, 4, 2)?.['source']).toEqual({ lower: 2, upper: 2 });
});

test('a job leaves parallelism 1 by a restart: a committer that has to be one is chained to the rest there', () => {
  expect(rescaledRequirements(both, { source: { lower: 1, upper: 1 }, sink: { lower: 1, upper: 1 } }, 1, 2)).toBe(
    undefined,
  );
});

test('subtasks joined one to one stay equal', () => {
  const forward = { ...both, edges: [{ from: 'source', to: 'sink', ship: 'FORWARD' }] };
  const limited = { ...forward, vertices: [vertex('source'), vertex('sink', 2)] };
  const present = { source: { lower: 1, upper: 2 }, sink: { lower: 1, upper: 2 } };

  expect(rescaledRequirements(forward, present, 2, 3)).toBeDefined();
  expect(rescaledRequirements(limited, present, 2, 3)).toBeUndefined();
});

test('nothing is sent for a graph that is not known whole, or in which nothing would change', () => {
  expect(rescaledRequirements(both, { source: { lower: 1, upper: 2 } }, 2, 3)).toBeUndefined();
  const fixed = { source: { lower: 1, upper: 5 }, sink: { lower: 1, upper: 5 } };
  expect(rescaledRequirements(both, fixed, 2, 3)).toBeUndefined();
});
