/** What the workbench offers for a connector, format or catalog that is not there. Pure. */
import type { Cluster } from '@liusu/contract/cluster';
import type { SqlDiagnostic } from '@liusu/contract/sql';

export type Offer =
  | { kind: 'upload'; name: string }
  /** An administrator could upload it. */
  | { kind: 'ask'; name: string }
  | { kind: 'switch'; cluster: Pick<Cluster, 'id' | 'name' | 'engine'> }
  /** No cluster has an engine that would do. */
  | { kind: 'connect'; engine: string };

export interface OfferContext {
  clusters: readonly Pick<Cluster, 'id' | 'name' | 'engine'>[];
  /** Where the job runs now. */
  clusterId: string | undefined;
  canAdminister: boolean;
  /** True where the script belongs to a job whose cluster can be another. */
  canSwitch: boolean;
}

/** Clusters offered for one finding at most. */
const mostClusters = 3;

export function offersFor({ unknown }: Pick<SqlDiagnostic, 'unknown'>, context: OfferContext): Offer[] {
  if (unknown === undefined || !['connector', 'format', 'catalog'].includes(unknown.kind)) return [];
  const { clusters, clusterId, canAdminister, canSwitch } = context;
  const { name, engines } = unknown;
  const fitting = clusters.filter(({ id, engine }) => id !== clusterId && engines.includes(engine));
  const [engine] = engines;
  return [
    ...(canSwitch ? fitting.slice(0, mostClusters).map((cluster): Offer => ({ kind: 'switch', cluster })) : []),
    ...(engine !== undefined && fitting.length === 0 && canAdminister ? [{ kind: 'connect', engine } as const] : []),
    canAdminister ? { kind: 'upload', name } : { kind: 'ask', name },
  ];
}
