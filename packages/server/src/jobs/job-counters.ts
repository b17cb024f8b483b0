/**
 * What a job has read from its sources and written to its sinks. Flink's counters of a vertex say what crossed the network:
 * 0 for a source chained to its sink, and the rows left after filters for a source chained to them. The operators' own
 * counters, inside the vertices' metrics, say what is meant.
 */
import type { FlinkRest, JobDetailAnswer } from '../flink/flink-rest.ts';

/** Metrics of one vertex to be summed up on each side. */
export interface CounterNames {
  in: string[];
  out: string[];
}

/**
 * The operators' counters to read among a vertex's metric names. Names look like `Source__orders[1].numRecordsOut`:
 * Flink replaces everything but letters, digits and a few signs by `_`.
 */
export function counterNames(metricNames: string[]): CounterNames {
  const names: CounterNames = { in: [], out: [] };
  for (const name of new Set(metricNames)) {
    // `<subtask>.<operator>.<metric>` for one subtask; the aggregated names carry no subtask.
    if (/^Source__.*\.numRecordsOut$/.test(name)) names.in.push(name);
    if (isSinkInput(name)) names.out.push(name);
  }
  return names;
}

/**
 * Writers of sinks of the new kind (`x[2]: Writer`), sinks of the old kind (`Sink: x[2]`) and Paimon's writers (`Writer : x`),
 * but not what comes after a writer: committers count transactions, not records.
 */
function isSinkInput(name: string): boolean {
  if (!name.endsWith('.numRecordsIn')) return false;
  const operator = name.slice(0, -'.numRecordsIn'.length);
  if (/committer/i.test(operator)) return false;
  if (/(^|_)Writer($|_|\()/.test(operator)) return true;
  return /^Sink__/.test(operator);
}

const namesKept = 2_000;

export class JobCounters {
  /** Metric names by Flink JobID and vertex: they do not change while a job runs. */
  readonly #names = new Map<string, CounterNames>();

  /** Sums over all sources and sinks; null on a side that has no counter. Throws as FlinkRest does. */
  async read(rest: FlinkRest, job: JobDetailAnswer): Promise<{ in: number | null; out: number | null }> {
    const total: { in: number | null; out: number | null } = { in: null, out: null };
    await Promise.all(
      job.vertices.map(async (vertex) => {
        const names = await this.#namesOf(rest, job, vertex.id);
        const wanted = [...names.in, ...names.out];
        if (wanted.length === 0) return;
        const values = await rest.vertexMetrics(job.flinkJobId, vertex.id, wanted);
        for (const side of ['in', 'out'] as const) {
          for (const name of names[side]) {
            const sum = values.get(name)?.sum;
            if (sum !== undefined && Number.isFinite(sum)) total[side] = (total[side] ?? 0) + sum;
          }
        }
      }),
    );
    return total;
  }

  async #namesOf(rest: FlinkRest, job: JobDetailAnswer, vertexId: string): Promise<CounterNames> {
    const key = `${job.flinkJobId} ${vertexId}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const all = await rest.vertexMetricNames(job.flinkJobId, vertexId);
    const names = counterNames(all);
    // Metrics arrive some seconds after a start: an empty list is asked for again.
    if (all.length > 0) this.#names.set(key, names);
    const oldest = this.#names.size > namesKept ? this.#names.keys().next().value : undefined;
    if (oldest !== undefined) this.#names.delete(oldest);
    return names;
  }
}
