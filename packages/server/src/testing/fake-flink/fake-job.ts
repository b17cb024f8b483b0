/** One job of the fake Flink: its state, and what Flink's REST interface says of it in the shape of the recordings. */
import { readRecording } from './recordings.ts';

export type FakeStatus = 'CREATED' | 'RUNNING' | 'RESTARTING' | 'FAILING' | 'FAILED' | 'CANCELED' | 'FINISHED';

const endedStatuses: ReadonlySet<FakeStatus> = new Set(['FAILED', 'CANCELED', 'FINISHED']);
const checkpointEveryMs = 10_000;
const recordsPerS = 100;

const listed = readRecording('jobs-overview').jobs[0];
if (listed === undefined) throw new Error('the recorded list of jobs is empty');
const listedJob = listed;
const job = readRecording('job');
const checkpoints = readRecording('checkpoints');
const exceptions = readRecording('exceptions');
const noExceptions = readRecording('no-exceptions');
const metricNames = readRecording('metric-names');
const metricValues = readRecording('metric-values');
const watermarks = readRecording('watermarks');

export class FakeJob {
  readonly flinkJobId: string;
  readonly name: string;
  readonly startedMs: number;
  #status: FakeStatus = 'RUNNING';
  #changedMs: number;
  /** When each restart began. */
  readonly #failuresMs: number[] = [];

  constructor(flinkJobId: string, name: string, nowMs: number) {
    this.flinkJobId = flinkJobId;
    this.name = name;
    this.startedMs = nowMs;
    this.#changedMs = nowMs;
  }

  get status(): FakeStatus {
    return this.#status;
  }

  change(status: FakeStatus, nowMs: number): void {
    if (status === 'RESTARTING' || status === 'FAILED') this.#failuresMs.push(nowMs);
    this.#status = status;
    this.#changedMs = nowMs;
  }

  /** Number of checkpoints completed so far. */
  checkpointsAt(nowMs: number): number {
    return Math.floor((nowMs - this.startedMs) / checkpointEveryMs);
  }

  /** Its entry in `/jobs/overview`. */
  listed(nowMs: number): unknown {
    const isRunning = this.#status === 'RUNNING';
    const tasks = listedJob.tasks['total'] ?? 0;
    return {
      ...listedJob,
      jid: this.flinkJobId,
      name: this.name,
      'start-time': this.startedMs,
      'end-time': this.#endMs(),
      duration: nowMs - this.startedMs,
      state: this.#status,
      'last-modification': this.#changedMs,
      tasks: { ...listedJob.tasks, running: isRunning ? tasks : 0, canceled: isRunning ? 0 : tasks },
    };
  }

  /** `/jobs/:id` */
  detail(nowMs: number): unknown {
    const records = this.#recordsAt(nowMs);
    const isRunning = this.#status === 'RUNNING';
    return {
      ...job,
      jid: this.flinkJobId,
      name: this.name,
      state: this.#status,
      'start-time': this.startedMs,
      'end-time': this.#endMs(),
      duration: nowMs - this.startedMs,
      now: nowMs,
      timestamps: { ...job.timestamps, CREATED: this.startedMs, [this.#status]: this.#changedMs },
      vertices: job.vertices.map((vertex, index) => ({
        ...vertex,
        status: isRunning ? 'RUNNING' : 'CANCELED',
        'start-time': this.startedMs,
        tasks: { ...vertex.tasks, RUNNING: isRunning ? 1 : 0, CANCELED: isRunning ? 0 : 1 },
        metrics: {
          ...vertex.metrics,
          'read-records': index === 0 ? 0 : records,
          'write-records': index === 0 ? records : 0,
        },
      })),
      plan: { ...job.plan, jid: this.flinkJobId, name: this.name },
    };
  }

  /** `/jobs/:id/checkpoints` */
  checkpoints(nowMs: number): unknown {
    const id = this.checkpointsAt(nowMs);
    const atMs = this.startedMs + id * checkpointEveryMs;
    const completed = {
      ...checkpoints.latest.completed,
      id,
      trigger_timestamp: atMs,
      latest_ack_timestamp: atMs,
      external_path: `file:/recorded/${this.flinkJobId}/chk-${id}`,
    };
    return {
      ...checkpoints,
      counts: { ...checkpoints.counts, total: id, completed: id, restored: this.#failuresMs.length },
      latest: { ...checkpoints.latest, completed: id === 0 ? null : completed },
      history: id === 0 ? [] : [completed],
    };
  }

  /** `/jobs/:id/exceptions` */
  exceptions(): unknown {
    if (this.#failuresMs.length === 0) return noExceptions;
    const [entry] = exceptions.exceptionHistory.entries;
    const entries = this.#failuresMs.toReversed().slice(0, 20);
    return {
      exceptionHistory: {
        ...exceptions.exceptionHistory,
        entries: entries.map((timestamp) => ({ ...entry, timestamp })),
      },
    };
  }

  /** `/jobs/:id/vertices/:id/subtasks/metrics`, with values for the names asked for; undefined for an unknown vertex. */
  metrics(vertexId: string, names: string[] | undefined, nowMs: number): unknown {
    if (names === undefined) return metricNames[vertexId];
    const records = this.#recordsAt(nowMs);
    const wanted = new Set(names);
    return metricValues[vertexId]
      ?.filter((metric) => wanted.has(metric.id))
      .map((metric) =>
        /numRecords(In|Out)$/.test(metric.id)
          ? { ...metric, min: records, max: records, avg: records, sum: records }
          : metric,
      );
  }

  /** `/jobs/:id/vertices/:id/watermarks` */
  watermarks(vertexId: string): unknown {
    return watermarks[vertexId];
  }

  #recordsAt(nowMs: number): number {
    const fromMs = Math.max(this.startedMs, ...this.#failuresMs.slice(-1));
    return Math.floor(((nowMs - fromMs) / 1000) * recordsPerS);
  }

  #endMs(): number {
    return endedStatuses.has(this.#status) ? this.#changedMs : -1;
  }
}
