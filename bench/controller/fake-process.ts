/** The fake Flink in a process of its own: started by fork, told what to do by messages, answers each with one. */
import { FakeFlink, type StatusChange } from '../../packages/server/src/testing/fake-flink/fake-flink.ts';
import type { ClusterCounts } from '../../packages/server/src/testing/fake-flink/fake-cluster.ts';
import { seedClusterOf, type SeedCluster } from '../../packages/server/src/testing/fake-flink/seed.ts';

export type FakeOrder =
  | { kind: 'start'; clusters: number; jobs: number }
  | { kind: 'counts' }
  | { kind: 'run'; restartsPerS: number; restartMs: number }
  | { kind: 'end' };

export interface FakeAnswers {
  start: SeedCluster[];
  counts: ClusterCounts;
  run: null;
  /** What changed while the script ran. */
  end: StatusChange[];
}

let fake: FakeFlink | undefined;

async function obey(order: FakeOrder): Promise<FakeAnswers[FakeOrder['kind']]> {
  if (order.kind === 'start') {
    fake = await FakeFlink.start(order);
    return fake.clusters.map(seedClusterOf);
  }
  if (fake === undefined) throw new Error('the fake has not been started');
  switch (order.kind) {
    case 'counts':
      return fake.counts();
    case 'run':
      fake.runScript(order);
      return null;
    case 'end':
      fake.endScript();
      return fake.changes;
  }
}

process.on('message', (order: FakeOrder) => {
  obey(order).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
