/**
 * Whether, and how, Flink's adaptive scheduler can give a running job another parallelism. Pure. Operators that have to be one
 * (Paimon's committer: "parallelism MUST be one") are chained to the others when all run with one, and nothing in the graph tells
 * them apart, so a job leaves parallelism 1 by a restart only. Above 1 they are vertices of their own, which stay as they are.
 */
import type { JobDetailAnswer, ResourceRequirements } from '../flink/flink-rest.ts';

/** The requirements to send; undefined when it has to be a restart. */
export function rescaledRequirements(
  job: Pick<JobDetailAnswer, 'vertices' | 'edges'>,
  present: ResourceRequirements,
  from: number,
  to: number,
): ResourceRequirements | undefined {
  if (from === 1) return undefined;
  const next: ResourceRequirements = {};
  for (const vertex of job.vertices) {
    const bounds = present[vertex.id];
    if (bounds === undefined) return undefined;
    const follows = bounds.upper === from && vertex.maxParallelism >= to;
    next[vertex.id] = follows ? { lower: Math.min(bounds.lower, to), upper: to } : bounds;
  }
  if (!Object.values(next).some((bounds) => bounds.upper === to)) return undefined;
  // A FORWARD edge joins subtasks one to one: Flink could not build the graph.
  const isSplit = job.edges.some((edge) => edge.ship === 'FORWARD' && next[edge.from]?.upper !== next[edge.to]?.upper);
  return isSplit ? undefined : next;
}
