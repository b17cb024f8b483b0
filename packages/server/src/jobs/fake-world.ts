/**
 * A world for the model test: a cluster, a gateway, state files and time, all in memory. It keeps running when the platform
 * dies, and it checks what must never happen: two live Flink jobs of one job, and a start from an older state than the last
 * one that was completed.
 */
import type { ClusterHandle, ObservedFlinkJob } from '../clusters/cluster-handle.ts';
import type {
  CheckpointEntry,
  CheckpointsAnswer,
  FlinkRest,
  JobDetailAnswer,
  SavepointAnswer,
  VertexDetail,
} from '../flink/flink-rest.ts';
import type { Clock } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import type { SqlSubmitter, SubmissionAttempt, SubmissionOutcome, SubmissionRequest } from '../sql/submission.ts';
import { liesBelow, type StateFiles, type StateVerdict } from './state-files.ts';

/** Time that moves only when told to. */
export class VirtualClock implements Clock {
  #nowMs = Date.parse('2026-01-01T00:00:00Z');
  #serial = 0;
  readonly #timers = new Map<number, { atMs: number; fire: () => void }>();

  nowMs(): number {
    return this.#nowMs;
  }

  at(inMs: number, fire: () => void): () => void {
    this.#serial += 1;
    const id = this.#serial;
    this.#timers.set(id, { atMs: this.#nowMs + Math.max(0, inMs), fire });
    return () => this.#timers.delete(id);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const drop = this.at(ms, resolve);
      signal?.addEventListener('abort', () => (drop(), resolve()), { once: true });
    });
  }

  /** Moves time on, letting everything that is due happen in order. Nothing in the model does real I/O. */
  async run(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      let next: [number, { atMs: number; fire: () => void }] | undefined;
      for (const entry of this.#timers) if (next === undefined || entry[1].atMs < next[1].atMs) next = entry;
      if (next === undefined || next[1].atMs > endMs) break;
      this.#timers.delete(next[0]);
      this.#nowMs = Math.max(this.#nowMs, next[1].atMs);
      next[1].fire();
    }
    this.#nowMs = endMs;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

interface FakeJob {
  id: string;
  jobId: string;
  name: string;
  status: string;
  startMs: number;
  restoredPath: string | null;
  checkpointFolder: string;
  nextCheckpoint: number;
  checkpoints: CheckpointEntry[];
  operations: Map<string, SavepointAnswer>;
  parallelism: number;
}

interface Pending {
  session: string;
  request: SubmissionRequest;
  landMs: number;
}

/** What the next submission does. */
export type SubmissionFault = 'lands-unheard' | 'lands-late' | 'never-lands' | 'refused-by-surroundings';

function vertexOf(job: FakeJob): VertexDetail {
  return {
    id: 'v',
    name: 'v',
    parallelism: job.parallelism,
    maxParallelism: 360,
    status: job.status,
    recordsIn: 0,
    recordsOut: 0,
    bytesIn: 0,
    bytesOut: 0,
    accumulatedBusyMs: null,
    accumulatedBackPressuredMs: null,
    accumulatedIdleMs: null,
  };
}

const endedStatuses = new Set(['FINISHED', 'FAILED', 'CANCELED']);

export class FakeWorld {
  readonly clock = new VirtualClock();
  readonly violations: string[] = [];
  incarnation: string | null = 'jm1';
  jobs = new Map<string, FakeJob>();
  /** Tasks of JobManagers that died, until they are fenced off: incarnation -> platform jobs they still write for. */
  readonly ghosts = new Map<string, Set<string>>();
  readonly files = new Map<string, number>();
  /** The highest state by which something was committed, by platform job. */
  readonly committed = new Map<string, { path: string; id: number }>();
  networkUp = true;
  submissionFault: SubmissionFault | null = null;
  failNextSavepoint = false;
  /** Set when a person accepted that something is written a second time. */
  replayAllowed = false;
  /** Whether the scheduler can change the parallelism of a running job. */
  rescales = true;
  /** Savepoint complete, but the JobManager dies before the job ends. */
  #incarnations = 1;
  #sessions = 0;
  readonly #pending = new Map<string, Pending>();

  constructor() {
    const tick = () => {
      this.#checkpointAll();
      this.clock.at(10_000, tick);
    };
    this.clock.at(10_000, tick);
  }

  live(jobId: string): FakeJob[] {
    return [...this.jobs.values()].filter((job) => job.jobId === jobId && !endedStatuses.has(job.status));
  }

  killJobManager(downMs: number): void {
    if (this.incarnation === null) return;
    const writers = [...this.jobs.values()].filter((job) => !endedStatuses.has(job.status)).map((job) => job.jobId);
    this.ghosts.set(this.incarnation, new Set(writers));
    this.incarnation = null;
    this.jobs = new Map();
    this.clock.at(downMs, () => {
      this.#incarnations += 1;
      this.incarnation = `jm${this.#incarnations}`;
    });
  }

  cutNetwork(ms: number): void {
    this.networkUp = false;
    this.clock.at(ms, () => {
      this.networkUp = true;
    });
  }

  /** Flink restarts the tasks by itself. */
  restartTasks(jobId: string): void {
    for (const job of this.live(jobId)) {
      if (job.status !== 'RUNNING') continue;
      job.status = 'RESTARTING';
      this.clock.at(3_000, () => {
        if (job.status === 'RESTARTING') job.status = 'RUNNING';
      });
    }
  }

  end(jobId: string, status: 'FAILED' | 'CANCELED' | 'FINISHED'): void {
    for (const job of this.live(jobId)) {
      job.status = status;
      if (status === 'FINISHED') this.committed.delete(jobId);
    }
  }

  #checkpointAll(): void {
    for (const job of this.jobs.values()) {
      if (job.status !== 'RUNNING') continue;
      const path = `${job.checkpointFolder}/${job.id}/chk-${job.nextCheckpoint}`;
      this.#complete(job, path, false, true);
    }
  }

  #complete(job: FakeJob, path: string, isSavepoint: boolean, commits: boolean): void {
    const id = job.nextCheckpoint;
    job.nextCheckpoint += 1;
    this.files.set(path, id);
    job.checkpoints.push({
      id,
      status: 'COMPLETED',
      isSavepoint,
      triggerMs: this.clock.nowMs(),
      durationMs: 10,
      sizeBytes: 100,
      externalPath: path,
      discarded: false,
      failure: null,
    });
    if (commits) this.committed.set(job.jobId, { path, id });
  }

  #land(request: SubmissionRequest): void {
    if (this.incarnation === null || this.jobs.has(request.flinkJobId)) return;
    const jobId = request.marks['liusu.job'] ?? '';
    const others = this.live(jobId);
    if (others.length > 0)
      this.violations.push(`two live Flink jobs: ${others[0]?.id ?? ''} and ${request.flinkJobId}`);
    for (const [incarnation, writers] of this.ghosts) {
      if (writers.has(jobId)) this.violations.push(`started while tasks of ${incarnation} still write`);
    }
    this.#checkState(jobId, request.restorePath);
    const restored = request.restorePath === null ? undefined : this.files.get(request.restorePath);
    const job: FakeJob = {
      id: request.flinkJobId,
      jobId,
      name: request.flinkJobName,
      status: 'CREATED',
      startMs: this.clock.nowMs(),
      restoredPath: request.restorePath,
      checkpointFolder: request.checkpointFolder,
      nextCheckpoint: (restored ?? 0) + 1,
      checkpoints: [],
      operations: new Map(),
      parallelism: request.settings.parallelism,
    };
    this.jobs.set(job.id, job);
    // A script that says so can't be run, or fails a while after its first checkpoint.
    const isBad = request.script.includes('BAD');
    this.clock.at(1_500, () => {
      if (job.status === 'CREATED') job.status = isBad ? 'FAILED' : 'RUNNING';
    });
    if (request.script.includes('FADING')) {
      const fade = () => {
        if (job.checkpoints.some((entry) => !entry.isSavepoint) && job.status === 'RUNNING') job.status = 'FAILED';
        else if (!endedStatuses.has(job.status)) this.clock.at(2_000, fade);
      };
      this.clock.at(2_000, fade);
    }
  }

  #checkState(jobId: string, path: string | null): void {
    const last = this.committed.get(jobId);
    if (path !== null && !this.files.has(path)) this.violations.push(`restored from ${path}, which does not exist`);
    if (last === undefined || this.replayAllowed) return;
    const id = path === null ? 0 : (this.files.get(path) ?? 0);
    if (id < last.id) this.violations.push(`started from ${path ?? 'nothing'} although ${last.path} was completed`);
  }

  readonly files_: StateFiles = {
    inspect: async (uri) => this.#verdict(uri),
    listCheckpoints: async (folder) =>
      [...this.files]
        .filter(([path]) => liesBelow(path, folder) && path.includes('/chk-'))
        .map(([path, id]) => ({ path, number: id, verdict: this.#verdict(path) }))
        .sort((a, b) => a.number - b.number),
    findSavepoint: async (folder) => {
      const found = [...this.files.keys()].find((path) => liesBelow(path, folder));
      return found === undefined ? undefined : { path: found, verdict: this.#verdict(found) };
    },
    sizeOf: async () => ({ files: 1, folders: 1, checkpoints: 1, bytes: 100 }),
    remove: async (uri) => {
      for (const path of this.files.keys()) if (path === uri || liesBelow(path, uri)) this.#remove(path);
      return true;
    },
  };

  #remove(path: string): void {
    this.files.delete(path);
    for (const [jobId, last] of this.committed) {
      if (last.path === path) this.violations.push(`the latest state of ${jobId} was deleted: ${path}`);
    }
  }

  #verdict(path: string): StateVerdict {
    const checkpointId = this.files.get(path);
    return checkpointId === undefined ? { kind: 'absent' } : { kind: 'verified', checkpointId };
  }

  submitter(): SqlSubmitter {
    return {
      countSteps: () => 1,
      submit: (request) => this.#submit(request),
      proveDead: async (attempt) => this.#proveDead(attempt),
    };
  }

  async #submit(request: SubmissionRequest): Promise<SubmissionOutcome> {
    const fault = this.submissionFault;
    this.submissionFault = null;
    if (fault === 'refused-by-surroundings') {
      return { kind: 'refused', class: 'environment', message: 'no gateway', rootCause: null, diagnostics: [] };
    }
    this.#sessions += 1;
    const session = `s${this.#sessions}`;
    await request.onAttempt({ gatewayIncarnation: 'gw1', sessionHandle: session });
    if (fault === 'never-lands') return { kind: 'unknown', message: 'the gateway went silent' };
    const inMs = fault === 'lands-late' ? 4_000 : 200;
    const pending = { session, request, landMs: this.clock.nowMs() + inMs };
    this.#pending.set(session, pending);
    this.clock.at(inMs, () => {
      if (this.#pending.delete(session)) this.#land(request);
    });
    if (fault !== null) return { kind: 'unknown', message: 'the gateway went silent' };
    await this.clock.sleep(300);
    const isThere = this.jobs.has(request.flinkJobId);
    return isThere ? { kind: 'submitted' } : { kind: 'unknown', message: 'the cluster did not answer the gateway' };
  }

  #proveDead(attempt: SubmissionAttempt): boolean {
    this.#pending.delete(attempt.sessionHandle);
    return true;
  }

  cluster(): ClusterHandle {
    return {
      id: 'clu_local00',
      name: 'local',
      engine: 'flink-2.2',
      driver: {
        kind: 'local',
        capabilities: { managed: true, absenceIsEvidence: true },
        start: async () => {},
        endpoint: () => ({ url: 'http://127.0.0.1:1' }),
        stateRoot: () => ({ checkpoints: 'file:///data/chk', savepoints: 'file:///data/svp' }),
        incarnation: () => undefined,
        fenceOff: async (incarnation) => {
          await this.clock.sleep(700);
          this.ghosts.delete(incarnation);
        },
        classPath: () => undefined,
        processes: () => [],
        stop: async () => {},
      },
      rest: this.#rest(),
      gatewayTarget: async () => ({ address: '127.0.0.1', port: 1 }),
    };
  }

  #reach(): string {
    if (!this.networkUp || this.incarnation === null) throw new LiusuError('FLINK_UNREACHABLE', 'no answer');
    return this.incarnation;
  }

  #known(flinkJobId: string): FakeJob {
    this.#reach();
    const job = this.jobs.get(flinkJobId);
    if (job === undefined) throw new LiusuError('FLINK_REJECTED', 'the job is unknown');
    return job;
  }

  #savepoint(job: FakeJob, request: { triggerId: string; targetDirectory: string }, isStop: boolean): void {
    if (job.operations.has(request.triggerId)) return;
    if (job.status !== 'RUNNING') throw new LiusuError('FLINK_REJECTED', 'not every task runs');
    job.operations.set(request.triggerId, { state: 'IN_PROGRESS', path: null, failure: null });
    const isFailing = this.failNextSavepoint;
    this.failNextSavepoint = false;
    this.clock.at(1_200, () => {
      if (this.jobs.get(job.id) !== job) return;
      if (job.status !== 'RUNNING' || isFailing) {
        job.operations.set(request.triggerId, { state: 'COMPLETED', path: null, failure: 'declined by a task' });
        return;
      }
      const path = `${request.targetDirectory}/savepoint-${request.triggerId.slice(0, 6)}`;
      this.#complete(job, path, true, isStop);
      if (isStop) job.status = 'FINISHED';
      job.operations.set(request.triggerId, { state: 'COMPLETED', path, failure: null });
    });
  }

  #rest(): FlinkRest {
    const list = (job: FakeJob): ObservedFlinkJob => ({
      flinkJobId: job.id,
      name: job.name,
      status: job.status,
      startTimeMs: job.startMs,
      endTimeMs: -1,
      tasks: { total: 1, running: 1, finished: 0, failed: 0, canceled: 0 },
    });
    const missing = () => Promise.reject(new Error('not part of the model'));
    return {
      overview: async () => {
        this.#reach();
        return { flinkVersion: '2.2.1', taskManagers: 1, slotsTotal: 8, slotsFree: 8, jobsRunning: 0 };
      },
      jobs: async () => (this.#reach(), [...this.jobs.values()].map(list)),
      incarnation: async () => this.#reach(),
      jobManagerConfig: missing,
      findJob: async (id): Promise<JobDetailAnswer | undefined> => {
        this.#reach();
        const job = this.jobs.get(id);
        if (job === undefined) return undefined;
        return { ...list(job), vertices: [vertexOf(job)], edges: [], timestampsMs: {} };
      },
      findCheckpoints: async (id): Promise<CheckpointsAnswer | undefined> => {
        this.#reach();
        const job = this.jobs.get(id);
        if (job === undefined) return undefined;
        return {
          counts: { restored: 0, total: 0, inProgress: 0, completed: 0, failed: 0 },
          latestCompleted: job.checkpoints.findLast((entry) => !entry.isSavepoint) ?? null,
          latestSavepoint: job.checkpoints.findLast((entry) => entry.isSavepoint) ?? null,
          restoredPath: job.restoredPath,
          history: [...job.checkpoints],
        };
      },
      exceptions: async () => (this.#reach(), [{ atMs: 0, task: null, location: null, message: 'x', stack: 'x' }]),
      vertexMetricNames: missing,
      vertexMetrics: missing,
      watermarks: missing,
      cancel: async (id) => {
        const job = this.#known(id);
        if (endedStatuses.has(job.status)) throw new LiusuError('FLINK_REJECTED', 'it has ended');
        job.status = 'CANCELLING';
        this.clock.at(600, () => {
          if (job.status === 'CANCELLING') job.status = 'CANCELED';
        });
      },
      stopWithSavepoint: async (id, request) => this.#savepoint(this.#known(id), request, true),
      triggerSavepoint: async (id, request) => this.#savepoint(this.#known(id), request, false),
      findSavepointOperation: async (id, triggerId) => {
        this.#reach();
        return this.jobs.get(id)?.operations.get(triggerId);
      },
      findResourceRequirements: async (id) => {
        this.#reach();
        const job = this.jobs.get(id);
        return job === undefined || !this.rescales ? undefined : { v: { lower: 1, upper: job.parallelism } };
      },
      putResourceRequirements: async (id, requirements) => {
        this.#known(id).parallelism = requirements['v']?.upper ?? 0;
        this.restartTasks(this.#known(id).jobId);
      },
      disposeSavepoint: missing,
      findDisposal: missing,
      taskManagerIds: missing,
      jobManagerLog: missing,
      taskManagerLog: missing,
    };
  }
}
