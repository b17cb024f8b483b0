/** A job's dataflow, checkpoints, exceptions and logs as Flink tells them: asked once for all viewers. */
import type { JobCheckpoints, JobExceptions, JobGraph, LogTail } from '@liusu/contract/job';

import type { ClusterHandle, ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import type { CheckpointEntry, FlinkRest, VertexDetail } from '../flink/flink-rest.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { bottleneckOf } from './bottleneck.ts';
import { rateOf } from './rates.ts';
import { findNewestRun, type RunRow } from './run-repository.ts';
import { SharedAnswers } from './shared-answer.ts';

export interface JobLiveDeps {
  database: Database;
  clusters: ClusterRegistry;
  clock: Clock;
}

interface VertexSample {
  atMs: number;
  vertices: Map<string, VertexDetail>;
}

interface Graph extends Omit<JobGraph, 'at' | 'stale'> {
  sample: VertexSample;
}

const emptyGraph: JobGraph = { at: null, stale: false, vertices: [], edges: [], bottleneck: null };
const loadMetrics = ['busyTimeMsPerSecond', 'backPressuredTimeMsPerSecond', 'idleTimeMsPerSecond'];
/** Samples kept for the rates of vertices, by Flink JobID. */
const maxSamples = 500;

export class JobLive {
  readonly #deps: JobLiveDeps;
  readonly #answers: SharedAnswers;
  readonly #samples = new Map<string, VertexSample>();

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
    const { sample: _, ...graph } = value;
    return { ...graph, at: isoOf(atMs), stale };
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
    const { value, atMs, stale } = await this.#answers.get(`exceptions ${at.run.id}`, () =>
      at.cluster.rest.exceptions(at.run.flink_job_id),
    );
    return {
      at: isoOf(atMs),
      stale,
      items: value.map((entry) => ({
        at: isoOf(entry.atMs),
        task: entry.task,
        location: entry.location,
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
    const sample: VertexSample = {
      atMs: this.#deps.clock.nowMs(),
      vertices: new Map(job.vertices.map((vertex) => [vertex.id, vertex])),
    };
    const before = this.#samples.get(run.flink_job_id);
    this.#remember(run.flink_job_id, sample);
    const isRunning = job.status === 'RUNNING';
    const vertices = await Promise.all(
      job.vertices.map(async (vertex) => ({
        id: vertex.id,
        name: vertex.name,
        parallelism: vertex.parallelism,
        status: vertex.status,
        recordsIn: vertex.recordsIn,
        recordsOut: vertex.recordsOut,
        recordsInPerS: isRunning ? vertexRate(before, sample, vertex.id, 'recordsIn') : null,
        recordsOutPerS: isRunning ? vertexRate(before, sample, vertex.id, 'recordsOut') : null,
        bytesIn: vertex.bytesIn,
        bytesOut: vertex.bytesOut,
        ...(isRunning ? await loadOf(rest, job.flinkJobId, vertex.id) : noLoad),
      })),
    );
    const bottleneck = bottleneckOf(vertices, job.edges) ?? null;
    return { vertices, edges: job.edges, bottleneck, sample };
  }

  #remember(flinkJobId: string, sample: VertexSample): void {
    this.#samples.delete(flinkJobId);
    this.#samples.set(flinkJobId, sample);
    const oldest = this.#samples.size > maxSamples ? this.#samples.keys().next().value : undefined;
    if (oldest !== undefined) this.#samples.delete(oldest);
  }
}

const noLoad = { busy: null, backPressured: null, idle: null, watermarkMs: null };

async function loadOf(rest: FlinkRest, flinkJobId: string, vertexId: string) {
  const [metrics, watermarks] = await Promise.all([
    rest.vertexMetrics(flinkJobId, vertexId, loadMetrics),
    rest.watermarks(flinkJobId, vertexId),
  ]);
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

function vertexRate(
  before: VertexSample | undefined,
  now: VertexSample,
  vertexId: string,
  side: 'recordsIn' | 'recordsOut',
): number | null {
  const from = before?.vertices.get(vertexId)?.[side];
  const to = now.vertices.get(vertexId)?.[side];
  if (before === undefined || from === undefined || to === undefined) return null;
  const sample = (atMs: number, value: number) => ({ atMs, key: vertexId, in: value, out: null });
  return rateOf(sample(before.atMs, from), sample(now.atMs, to), 'in');
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
  if (first === undefined) throw new LiusuError('NOT_FOUND', 'No TaskManager is registered at the moment.');
  return tailOf(await rest.taskManagerLog(first));
}

/** Only the end is kept in memory: logs grow to many megabytes. */
function tailOf(log: string): string {
  return log.slice(-2_000_000);
}
