/** A registry of one cluster that has what a test needs of it, and no more. */
import type { ClusterHandle, ClusterRegistry } from '../clusters/cluster-handle.ts';

/** `parts`: what the code under test asks of the cluster; the rest is not there. */
export function oneCluster(parts: { id?: string; rest: object; driver?: object }): ClusterRegistry {
  const cluster = { id: 'clu_1', ...parts } as unknown as ClusterHandle;
  return { get: () => cluster, find: () => cluster, list: () => [cluster], defaultId: () => cluster.id };
}
