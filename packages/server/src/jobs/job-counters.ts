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

/** Sums of one side each; null where there is no counter. */
export interface Counts {
  in: number | null;
  out: number | null;
}

/**
 * The operators' counters to read among a vertex's metric names. Names look like `Source__orders[1].numRecordsOut`:
 * Flink replaces everything but letters, digits and a few signs by `_`.
 */
export function counterNames(metricNames: string[]): CounterNames {
  const names: CounterNames = { in: [], out: [] };
  for (const name of new Set(metricNames)) {
    if (isSourceOutput(name)) names.in.push(name);
    if (isSinkInput(name)) names.out.push(name);
  }
  return names;
}

/**
 * What a source hands on as records. Paimon's streaming source is two operators: `Source: x-Monitor` hands on splits, and
 * `x-Reader`, in a vertex of its own, the records in them.
 */
function isSourceOutput(name: string): boolean {
  if (/^Source__.*-Monitor\.numRecordsOut$/.test(name)) return false;
  return /^Source__.*\.numRecordsOut$/.test(name) || /-Reader\.numRecordsOut$/.test(name);
}

/** Writers that carry neither `Writer` as a word nor the name of their sink: files and Iceberg. */
const otherWriters = /^(StreamingFileWriter|CompactFileWriter|IcebergStreamWriter|Filesystem)/;

/**
 * Writers of sinks of the new kind (`x[2]: Writer`), sinks of the old kind (`Sink: x[2]`), Paimon's writers (`Writer : x`) and
 * those of files, but not what comes after a writer: committers and `end: Writer`, which closes a chain of commits with a
 * sink that discards, count transactions and not records. Names as Flink 1.20 and 2.2 give them.
 */
function isSinkInput(name: string): boolean {
  if (!name.endsWith('.numRecordsIn')) return false;
  const operator = name.slice(0, -'.numRecordsIn'.length);
  if (operator === 'end__Writer' || /committer/i.test(operator)) return false;
  return /(^|_)Writer($|_|\()/.test(operator) || /^Sink__/.test(operator) || otherWriters.test(operator);
}

/** Sums the values of these counters. */
export function countsOf(names: CounterNames, values: Map<string, { sum: number }>): Counts {
  const sumOf = (wanted: string[]) => {
    const sums = wanted.map((name) => values.get(name)?.sum).filter((sum) => sum !== undefined && Number.isFinite(sum));
    return sums.length === 0 ? null : sums.reduce<number>((total, sum) => total + (sum ?? 0), 0);
  };
  return { in: sumOf(names.in), out: sumOf(names.out) };
}

const namesKept = 2_000;
/** An operator's metrics appear some seconds after its task's own: names are listed anew this often at first … */
const earlyLooks = 12;
/** … and then now and then, because a restart of the tasks may begin with a part of them again. */
const looksBetween = 24;

export class JobCounters {
  /** Metric names by Flink JobID and vertex. */
  readonly #names = new Map<string, { names: CounterNames; looks: number }>();

  /** Sums over all sources and sinks. Throws as FlinkRest does. */
  async read(rest: FlinkRest, job: JobDetailAnswer): Promise<Counts> {
    const total: Counts = { in: null, out: null };
    await Promise.all(
      job.vertices.map(async ({ id }) => {
        const names = await this.namesOf(rest, job.flinkJobId, id);
        const wanted = [...names.in, ...names.out];
        if (wanted.length === 0) return;
        const counts = countsOf(names, await rest.vertexMetrics(job.flinkJobId, id, wanted));
        for (const side of ['in', 'out'] as const) {
          if (counts[side] !== null) total[side] = (total[side] ?? 0) + counts[side];
        }
      }),
    );
    return total;
  }

  /** The counters of a vertex, as far as Flink has listed them by now. */
  async namesOf(rest: FlinkRest, flinkJobId: string, vertexId: string): Promise<CounterNames> {
    const key = `${flinkJobId} ${vertexId}`;
    const known = this.#names.get(key);
    const looks = (known?.looks ?? 0) + 1;
    if (known !== undefined && looks > earlyLooks && looks % looksBetween !== 0) {
      known.looks = looks;
      return known.names;
    }
    const listed = counterNames(await rest.vertexMetricNames(flinkJobId, vertexId));
    const names: CounterNames = {
      in: [...new Set([...(known?.names.in ?? []), ...listed.in])],
      out: [...new Set([...(known?.names.out ?? []), ...listed.out])],
    };
    this.#names.set(key, { names, looks });
    const oldest = this.#names.size > namesKept ? this.#names.keys().next().value : undefined;
    if (oldest !== undefined) this.#names.delete(oldest);
    return names;
  }
}
