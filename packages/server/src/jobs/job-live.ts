/** A job's dataflow, checkpoints, exceptions and logs as Flink tells them: asked once for all viewers. */
import type { JobCheckpoints, JobExceptions, JobGraph, LogTail } from '@liusu/contract/job';

import type { ClusterHandle, ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import type { CheckpointEntry, FlinkRest, JobDetailAnswer, VertexDetail } from '../flink/flink-rest.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import { bottleneckOf } from './bottleneck.ts';
import { withFailedTask } from './failed-task.ts';
import { countsOf, JobCounters } from './job-counters.ts';
import { CounterWindow } from './rates.ts';
import { findNewestRun, type RunRow } from './run-repository.ts';
import { SharedAnswers } from './shared-answer.ts';

export interface JobLiveDeps {
  database: Database;
  clusters: ClusterRegistry;
  clock: Clock;
}

type Graph = Omit<JobGraph, 'at' | 'stale'>;

/** What is kept of a vertex between looks, for its rates. */
interface VertexMemory {
  window: CounterWindow;
  rates: { in: number | null; out: number | null };
  /** Flink forgets the operators' counters with the end of the job. */
  recordsIn: number;
  recordsOut: number;
}

const emptyGraph: JobGraph = { at: null, stale: false, vertices: [], edges: [], bottleneck: null };
const loadMetrics = ['busyTimeMsPerSecond', 'backPressuredTimeMsPerSecond', 'idleTimeMsPerSecond'];
/** Jobs whose vertices are remembered. */
const maxRemembered = 500;

export class JobLive {
  readonly #deps: JobLiveDeps;
  readonly #answers: SharedAnswers;
  readonly #counters = new JobCounters();
  /** By Flink JobID, then by vertex; in the order of use. */
  readonly #memory = new Map<string, Map<string, VertexMemory>>();

  constructor(deps: JobLiveDeps) {
    this.#deps = deps;
    this.#answers = new SharedAnswers(deps.clock);
  }

  /** Empty for a job that never ran, and for one Flink no longer knows. */
  async graph(jobId: string): Promise<JobGraph> {
    const at = await this.#placeOf(jobId);
    if (at === undefined) return emptyGraph;
    const { value, atMs, stale } = await this.#answers.get(`graph ${at.run.id}`, () => this.#askGraph(at));
    if (value === undefined) return emptyGraph;
    return { ...value, at: isoOf(atMs), stale };
  }

  async checkpoints(jobId: string): Promise<JobCheckpoints> {
    const none = { completed: 0, failed: 0, inProgress: 0, restored: 0 };
    const at = await this.#placeOf(jobId);
    if (at === undefined) return { at: null, stale: false, counts: none, restoredFrom: null, history: [] };
    const { value, atMs, stale } = await this.#answers.get(`checkpoints ${at.run.id}`, () =>
      at.cluster.rest.findCheckpoints(at.run.flink_job_id),
    );
    return {
      at: isoOf(atMs),
      stale,
      counts: value?.counts ?? none,
      restoredFrom: value?.restoredPath ?? at.run.restore_path,
      history: (value?.history ?? []).map(checkpointView),
    };
  }

  async exceptions(jobId: string): Promise<JobExceptions> {
    const at = await this.#placeOf(jobId);
    if (at === undefined) return { at: null, stale: false, items: [] };
    const { rest } = at.cluster;
    const { flink_job_id: flinkJobId } = at.run;
    const { value, atMs, stale } = await this.#answers.get(`exceptions ${at.run.id}`, async () =>
      withFailedTask(rest, flinkJobId, await rest.exceptions(flinkJobId)),
    );
    return {
      at: isoOf(atMs),
      stale,
      items: value.map((entry) => ({
        at: isoOf(entry.atMs),
        task: entry.task,
        location: entry.location,
        taskManager: entry.taskManager,
        message: entry.message,
        stack: entry.stack,
      })),
    };
  }

  /** The last `lines` lines of a log of the job's cluster. Throws FLINK_UNREACHABLE; NOT_FOUND without a TaskManager. */
  async logs(jobId: string, source: 'jobmanager' | 'taskmanager', lines: number): Promise<LogTail> {
    const at = await this.#placeOf(jobId);
    if (at === undefined) return { source, text: '', truncated: false };
    const { value } = await this.#answers.get(`log ${at.cluster.id} ${source}`, () => readLog(at.cluster.rest, source));
    const all = value.split('\n');
    return { source, text: all.slice(-lines).join('\n'), truncated: all.length > lines };
  }

  async #placeOf(jobId: string): Promise<{ run: RunRow; cluster: ClusterHandle } | undefined> {
    const run = await findNewestRun(this.#deps.database.db, jobId);
    if (run === undefined || run.submission === 'not-sent' || run.submission === 'refused') return undefined;
    const cluster = this.#deps.clusters.find(run.cluster_id);
    return cluster === undefined ? undefined : { run, cluster };
  }

  async #askGraph({ run, cluster }: { run: RunRow; cluster: ClusterHandle }): Promise<Graph | undefined> {
    const { rest } = cluster;
    const job = await rest.findJob(run.flink_job_id);
    if (job === undefined) return undefined;
    const memory = this.#memoryOf(run.flink_job_id);
    const vertices = await Promise.all(job.vertices.map((vertex) => this.#askVertex(rest, job, vertex, memory)));
    const bottleneck = bottleneckOf(vertices, job.edges) ?? null;
    return { vertices, edges: job.edges, bottleneck };
  }

  async #askVertex(
    rest: FlinkRest,
    job: JobDetailAnswer,
    vertex: VertexDetail,
    memory: Map<string, VertexMemory>,
  ): Promise<JobGraph['vertices'][number]> {
    const { id, name, parallelism, status, bytesIn, bytesOut } = vertex;
    const told = { id, name, parallelism, status, bytesIn, bytesOut };
    const seen = memory.get(id) ?? newMemory();
    memory.set(id, seen);
    if (job.status !== 'RUNNING') {
      const recordsIn = Math.max(vertex.recordsIn, seen.recordsIn);
      const recordsOut = Math.max(vertex.recordsOut, seen.recordsOut);
      return { ...told, ...noLoad, recordsIn, recordsOut, recordsInPerS: null, recordsOutPerS: null };
    }
    const names = await this.#counters.namesOf(rest, job.flinkJobId, id);
    const [metrics, watermarks] = await Promise.all([
      rest.vertexMetrics(job.flinkJobId, id, [...loadMetrics, ...names.in, ...names.out]),
      rest.watermarks(job.flinkJobId, id),
    ]);
    // What a chained source reads and a sink writes crosses no network, so the vertex's own counters leave it out.
    const counts = countsOf(names, metrics);
    const recordsIn = Math.max(vertex.recordsIn, counts.in ?? 0);
    const recordsOut = Math.max(vertex.recordsOut, counts.out ?? 0);
    Object.assign(seen, { recordsIn, recordsOut });
    const sample = { atMs: this.#deps.clock.nowMs(), key: id, in: recordsIn, out: recordsOut };
    seen.rates = seen.window.add(sample) ?? seen.rates;
    return {
      ...told,
      recordsIn,
      recordsOut,
      recordsInPerS: seen.rates.in,
      recordsOutPerS: seen.rates.out,
      ...loadOf(metrics, watermarks),
    };
  }

  #memoryOf(flinkJobId: string): Map<string, VertexMemory> {
    const memory = this.#memory.get(flinkJobId) ?? new Map<string, VertexMemory>();
    this.#memory.delete(flinkJobId);
    this.#memory.set(flinkJobId, memory);
    const oldest = this.#memory.size > maxRemembered ? this.#memory.keys().next().value : undefined;
    if (oldest !== undefined) this.#memory.delete(oldest);
    return memory;
  }
}

function newMemory(): VertexMemory {
  return { window: new CounterWindow(), rates: { in: null, out: null }, recordsIn: 0, recordsOut: 0 };
}

const noLoad = { busy: null, backPressured: null, idle: null, watermarkMs: null };

function loadOf(metrics: Map<string, { avg: number; max: number }>, watermarks: number[]) {
  const share = (name: string, pick: 'avg' | 'max'): number | null => {
    const value = metrics.get(name)?.[pick];
    return value === undefined || !Number.isFinite(value) ? null : Math.min(1, Math.max(0, value / 1000));
  };
  // Flink's initial watermark is the smallest long: no event has been seen.
  const seen = watermarks.filter((watermark) => watermark > -8_640_000_000_000_000);
  return {
    // One hot subtask holds a whole vertex back: its share counts, not the average.
    busy: share('busyTimeMsPerSecond', 'max'),
    backPressured: share('backPressuredTimeMsPerSecond', 'max'),
    idle: share('idleTimeMsPerSecond', 'avg'),
    watermarkMs: seen.length === 0 || seen.length < watermarks.length ? null : Math.min(...seen),
  };
}

function checkpointView(entry: CheckpointEntry): JobCheckpoints['history'][number] {
  return {
    id: entry.id,
    status: entry.status,
    kind: entry.isSavepoint ? 'savepoint' : 'checkpoint',
    triggeredAt: isoOf(entry.triggerMs),
    durationMs: entry.durationMs,
    sizeBytes: entry.sizeBytes,
    path: entry.externalPath,
    failure: entry.failure,
  };
}

async function readLog(rest: FlinkRest, source: 'jobmanager' | 'taskmanager'): Promise<string> {
  if (source === 'jobmanager') return tailOf(await rest.jobManagerLog());
  const [first] = await rest.taskManagerIds();
  if (first === undefined)
    throw new LiusuError(
      'NOT_FOUND',
      words('目前没有注册的 TaskManager。', 'No TaskManager is registered at the moment.'),
    );
  return tailOf(await rest.taskManagerLog(first));
}

/** Only the end is kept in memory: logs grow to many megabytes. */
function tailOf(log: string): string {
  return log.slice(-2_000_000);
}
