/**
 * Whether, and how, Flink's adaptive scheduler can give a running job another parallelism. Pure. A vertex that was given a
 * parallelism of its own (a committer that has to be one) stays as it is; and where two vertices are joined by a FORWARD edge
 * they have to stay equal, or Flink could not build the graph: the job is then restarted instead.
 */
import type { JobDetailAnswer, ResourceRequirements } from '../flink/flink-rest.ts';

/** The requirements to send; undefined when it has to be a restart. */
export function rescaledRequirements(
  job: Pick<JobDetailAnswer, 'vertices' | 'edges'>,
  present: ResourceRequirements,
  from: number,
  to: number,
): ResourceRequirements | undefined {
  const next: ResourceRequirements = {};
  for (const vertex of job.vertices) {
    const bounds = present[vertex.id];
    if (bounds === undefined) return undefined;
    const follows = bounds.upper === from && vertex.maxParallelism >= to;
    next[vertex.id] = follows ? { lower: Math.min(bounds.lower, to), upper: to } : bounds;
  }
  if (!Object.values(next).some((bounds) => bounds.upper === to)) return undefined;
  const isSplit = job.edges.some((edge) => edge.ship === 'FORWARD' && next[edge.from]?.upper !== next[edge.to]?.upper);
  return isSplit ? undefined : next;
}
