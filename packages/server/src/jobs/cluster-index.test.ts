import { expect, it } from 'vitest';

import { ClusterIndex } from './cluster-index.ts';

it('knows things by all their clusters, moves them, and forgets them', () => {
  const index = new ClusterIndex<string>();
  index.put('a', ['c1', 'c1']);
  index.put('b', ['c1', 'c2']);
  expect([...index.of('c1')]).toEqual(['a', 'b']);
  index.put('b', ['c2', 'c3']);
  expect([...index.of('c1')]).toEqual(['a']);
  expect([...index.of('c3')]).toEqual(['b']);
  index.remove('b');
  index.remove('a');
  for (const cluster of ['c1', 'c2', 'c3', 'never']) expect([...index.of(cluster)]).toEqual([]);
});
