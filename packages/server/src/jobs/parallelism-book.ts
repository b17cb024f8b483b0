/** What parallelism Flink was last seen to run each job with: the widest of its vertices. Kept in memory. */
import type { JobDetailAnswer } from '../flink/flink-rest.ts';

export class ParallelismBook {
  readonly #seen = new Map<string, number>();

  see(job: Pick<JobDetailAnswer, 'flinkJobId' | 'vertices'>): void {
    const widest = Math.max(0, ...job.vertices.map((vertex) => vertex.parallelism));
    if (widest > 0) this.#seen.set(job.flinkJobId, widest);
  }

  find(flinkJobId: string): number | null {
    return this.#seen.get(flinkJobId) ?? null;
  }

  keepOnly(flinkJobIds: string[]): void {
    const kept = new Set(flinkJobIds);
    for (const id of this.#seen.keys()) if (!kept.has(id)) this.#seen.delete(id);
  }
}
