/**
 * A world for the model test: a cluster, its state files and time, all in memory. It keeps running when the platform dies, and
 * it writes down what happens in it. Faults are asked for by the histories. Its gateway and its REST answers have files of
 * their own.
 */
import type { CheckpointEntry, CheckpointsAnswer, SavepointAnswer } from '../../flink/flink-rest.ts';
import type { SubmissionRequest } from '../../sql/submission.ts';
import { liesBelow, type StateFiles, type StateVerdict } from '../state-files.ts';
import { FakeGateway } from './fake-gateway.ts';
import { FrozenAnswers } from './frozen-answers.ts';
import { HistoryLog, type StateEntry } from './history-log.ts';
import { flinkForgets, jobManagerDies } from './history-view.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface FakeJob {
  id: string;
  jobId: string;
  name: string;
  status: string;
  startMs: number;
  restoredPath: string | null;
  checkpointFolder: string;
  marks: Record<string, string>;
  nextCheckpoint: number;
  checkpoints: CheckpointEntry[];
  operations: Map<string, SavepointAnswer>;
  mode: 'streaming' | 'batch';
  parallelism: number;
  /** Null while it has not. */
  endedMs: number | null;
  /** When its tasks run, after it is RUNNING. */
  tasksUpMs: number;
  /** Since when it has an execution graph; 0 while it has none, as before its first RUNNING and while it waits for slots. */
  formedMs: number;
  /** Exceptions that Flink tells of. */
  failures: number;
}

/** What the next submission does. `lands-after-proof`: it arrives after every proof that nothing of it is left. */
export type SubmissionFault =
  | 'lands-unheard'
  | 'lands-late'
  | 'lands-after-proof'
  | 'never-lands'
  | 'refused-by-surroundings'
  | 'refused-for-its-script';

/**
 * `local`: without high availability, state files seen. `ha`: jobs come back by themselves with the next JobManager.
 * `connected`: the cluster of others, state files not seen, absence proves nothing.
 */
export type WorldKind = 'local' | 'ha' | 'connected';

const endedStatuses: ReadonlySet<string> = new Set(['FINISHED', 'FAILED', 'CANCELED']);

export function hasEnded(job: FakeJob): boolean {
  return endedStatuses.has(job.status);
}

const initMs = 400;
const deployMs = 1_500;
const batchMs = 6_000;
const checkpointMs = 10_000;
const savepointMs = 1_200;
const tasksNotRunning =
  'CheckpointException: Checkpoint triggering task v (1/1) is not being executed at the moment. Aborting checkpoint. Failure reason: Not all required tasks are currently running.';
/** Flink's `jobstore.expiration-time`, as it comes. */
const forgottenAfterMs = 3_600_000;

const checkpoint = { isSavepoint: false, commits: true, isDrained: false };

export class FakeWorld {
  readonly clock = new VirtualClock();
  readonly log = new HistoryLog(() => this.clock.nowMs());
  readonly frozen = new FrozenAnswers(this.clock);
  readonly gateway = new FakeGateway(this);
  kind: WorldKind = 'local';
  /** Statements of a batch script. */
  batchSteps = 3;
  incarnation: string | null = 'jm1';
  jobs = new Map<string, FakeJob>();
  /** Tasks of JobManagers that died, until they are fenced off: incarnation -> platform jobs they still write for. */
  readonly ghosts = new Map<string, Set<string>>();
  readonly files = new Map<string, number>();
  networkUp = true;
  isPaused = false;
  submissionFault: SubmissionFault | null = null;
  /** When one that lands after proof does so. */
  beyondProofMs = 2_500;
  failNextSavepoint = false;
  /** The next stop completes its savepoint, and then the job does not finish. */
  stopFault: 'job-goes-on' | 'job-fails' | null = null;
  /** How long the tasks of a job come up once it is RUNNING; a savepoint asked for before fails. */
  tasksLagMs = 0;
  /** The list of jobs does not show which tasks run. */
  hidesTasks = false;
  /** How long Flink shows what it once gathered about the checkpoints of a job, whoever asked; 0: it gathers anew each time. */
  gatheredForMs = 0;
  readonly gathered = new Map<string, { atMs: number; answer: CheckpointsAnswer }>();
  /** So many of the next jobs fail while they come up. */
  failStarts = 0;
  /** Scripts that say BAD or FADING fail. */
  scriptsFail = true;
  /** Whether the scheduler can change the parallelism of a running job. */
  rescales = true;
  /** JobIDs the JobManager knows as ended and no longer lists. */
  readonly #expired = new Set<string>();
  /** Jobs between two JobManagers with high availability. */
  #away: FakeJob[] = [];
  #incarnations = 1;

  constructor() {
    const tick = () => {
      for (const job of this.jobs.values()) {
        if (job.status !== 'RUNNING' || job.mode === 'batch' || this.isPaused) continue;
        this.#complete(job, `${job.checkpointFolder}/${job.id}/chk-${job.nextCheckpoint}`, checkpoint);
      }
      // Clusters that the platform looks after are told to remember for much longer.
      if (this.kind === 'connected') this.expireEnded(forgottenAfterMs);
      this.clock.at(checkpointMs, tick);
    };
    this.clock.at(checkpointMs, tick);
  }

  live(jobId: string): FakeJob[] {
    return [...this.jobs.values()].filter((job) => job.jobId === jobId && !hasEnded(job));
  }

  /** Nothing in the world is on its way to another state. */
  get isQuiet(): boolean {
    const isSteady = (job: FakeJob) => hasEnded(job) || (job.status === 'RUNNING' && job.mode === 'streaming');
    return (
      this.networkUp &&
      this.incarnation !== null &&
      this.#away.length === 0 &&
      this.gateway.isQuiet &&
      !this.frozen.isFrozen &&
      [...this.jobs.values()].every(isSteady)
    );
  }

  /** `silentMs`: how long the next JobManager answers before it knows the jobs that come back (with high availability). */
  killJobManager(downMs: number, silentMs = 4_000): void {
    if (this.incarnation === null) return;
    this.log.add({ kind: 'fault', what: `${jobManagerDies} for ${Math.round(downMs)} ms` });
    const old = [...this.jobs.values()].filter((job) => !hasEnded(job));
    if (this.kind === 'ha') this.#away.push(...old);
    else {
      this.ghosts.set(this.incarnation, new Set(old.map((job) => job.jobId)));
      for (const job of old) this.#note(job, 'GONE');
    }
    this.incarnation = null;
    this.jobs = new Map();
    this.#expired.clear();
    this.frozen.thaw();
    this.clock.at(downMs, () => {
      this.#incarnations += 1;
      const mine = `jm${this.#incarnations}`;
      this.incarnation = mine;
      if (this.#away.length > 0) this.clock.at(silentMs, () => this.incarnation === mine && this.#bringBack());
    });
  }

  #bringBack(): void {
    for (const old of this.#away) {
      const latest = old.checkpoints.findLast((entry) => !entry.isSavepoint);
      const job: FakeJob = {
        ...old,
        checkpoints: [],
        operations: new Map(),
        restoredPath: latest?.externalPath ?? old.restoredPath,
        status: 'RECONCILING',
      };
      this.jobs.set(job.id, job);
      this.#note(job, job.status);
      this.#later(job, 'RECONCILING', deployMs, 'RUNNING');
    }
    this.#away = [];
  }

  cutNetwork(ms: number): void {
    this.log.add({ kind: 'fault', what: `the network is cut for ${Math.round(ms)} ms` });
    this.networkUp = false;
    this.clock.at(ms, () => {
      this.networkUp = true;
    });
  }

  /** It answers nothing and takes nothing, and goes on afterwards as if no time had passed. */
  pauseJobManager(ms: number): void {
    this.log.add({ kind: 'fault', what: `the JobManager is paused for ${Math.round(ms)} ms` });
    this.isPaused = true;
    this.networkUp = false;
    this.clock.at(ms, () => {
      this.isPaused = false;
      this.networkUp = true;
      this.gateway.resumed();
    });
  }

  /** What the cluster shows stays as it is now, whatever happens. */
  freezeAnswers(ms: number): void {
    this.log.add({ kind: 'fault', what: `the answers are stale for ${Math.round(ms)} ms` });
    this.frozen.freeze(ms, this.jobs);
  }

  /** Flink restarts the tasks by itself: as its adaptive scheduler, which waits for slots in between. */
  restartTasks(jobId: string, waitMs = 1_000): void {
    for (const job of this.live(jobId)) {
      if (job.status === 'RUNNING') this.#restart(job, waitMs);
    }
  }

  #restart(job: FakeJob, waitMs: number): void {
    job.failures += 1;
    this.setStatus(job, 'RESTARTING');
    this.clock.at(2_000, () => {
      if (job.status !== 'RESTARTING') return;
      this.setStatus(job, 'CREATED');
      this.#later(job, 'CREATED', waitMs, 'RUNNING');
    });
  }

  end(jobId: string, status: 'FAILED' | 'CANCELED' | 'FINISHED'): void {
    for (const job of this.live(jobId)) this.setStatus(job, status);
  }

  /** Jobs that ended so long ago are no longer listed; their JobIDs are still refused. */
  expireEnded(agoMs = 0): void {
    for (const job of this.jobs.values()) {
      if (job.endedMs === null || this.clock.nowMs() - job.endedMs < agoMs) continue;
      this.jobs.delete(job.id);
      this.#expired.add(job.id);
      if (this.kind === 'connected') this.log.add({ kind: 'fault', what: `${flinkForgets} ${job.id}` });
    }
  }

  setStatus(job: FakeJob, status: string): void {
    if (this.jobs.get(job.id) !== job || hasEnded(job)) return;
    job.status = status;
    if (status === 'RUNNING') {
      job.tasksUpMs = this.clock.nowMs() + this.tasksLagMs;
      job.formedMs = this.clock.nowMs();
    }
    if (status === 'CREATED') job.formedMs = 0;
    if (status === 'FAILED') job.failures += 1;
    if (hasEnded(job)) job.endedMs = this.clock.nowMs();
    this.#note(job, status);
  }

  everyTaskRuns(job: FakeJob): boolean {
    return this.clock.nowMs() >= job.tasksUpMs;
  }

  #note(job: FakeJob, status: string): void {
    this.log.add({ kind: 'status', flinkJobId: job.id, jobId: job.jobId, status });
  }

  #later(job: FakeJob, from: string, inMs: number, to: string): void {
    this.clock.at(inMs, () => {
      if (job.status === from) this.setStatus(job, to);
    });
  }

  #complete(job: FakeJob, path: string, state: Pick<StateEntry, 'isSavepoint' | 'commits' | 'isDrained'>): void {
    const { isSavepoint } = state;
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
    this.log.add({ kind: 'state', flinkJobId: job.id, jobId: job.jobId, path, id, ...state });
  }

  /** A submission arrives at the JobManager. Refused as a duplicate when it knows the JobID, running or ended. */
  land(request: SubmissionRequest, isBeyondProof: boolean): 'taken' | 'duplicate' | 'unreachable' {
    if (this.incarnation === null) return 'unreachable';
    const id = request.flinkJobId;
    if (this.jobs.has(id) || this.#expired.has(id)) return 'duplicate';
    const jobId = request.marks['liusu.job'] ?? '';
    const restored = request.restorePath === null ? undefined : this.files.get(request.restorePath);
    const job: FakeJob = {
      id,
      jobId,
      name: request.flinkJobName,
      status: 'INITIALIZING',
      startMs: this.clock.nowMs(),
      restoredPath: request.restorePath,
      checkpointFolder: request.checkpointFolder,
      marks: request.marks,
      nextCheckpoint: (restored ?? 0) + 1,
      checkpoints: [],
      operations: new Map(),
      mode: request.settings.mode,
      parallelism: request.settings.parallelism,
      endedMs: null,
      tasksUpMs: 0,
      formedMs: 0,
      failures: 0,
    };
    this.jobs.set(id, job);
    const ghosts = [...this.ghosts].filter(([, writers]) => writers.has(jobId)).map(([incarnation]) => incarnation);
    const { mode, step } = { mode: job.mode, step: request.step };
    const restorePath = request.restorePath;
    this.log.add({ kind: 'started', flinkJobId: id, jobId, mode, step, restorePath, ghosts, isBeyondProof });
    // A script that says so cannot come up, or fails a while after its first checkpoint.
    const failsNow = this.failStarts > 0 || (this.scriptsFail && request.script.includes('BAD'));
    if (request.script.includes('FADING')) this.#fade(job);
    this.#later(job, 'INITIALIZING', initMs, failsNow ? 'FAILED' : 'CREATED');
    this.failStarts = Math.max(0, this.failStarts - 1);
    this.#later(job, 'CREATED', deployMs, 'RUNNING');
    if (job.mode === 'batch') this.#later(job, 'RUNNING', batchMs, 'FINISHED');
    return 'taken';
  }

  #fade(job: FakeJob): void {
    this.clock.at(2_000, () => {
      const hasCheckpoint = job.checkpoints.some((entry) => !entry.isSavepoint);
      if (!this.scriptsFail) return;
      if (hasCheckpoint && job.status === 'RUNNING') this.setStatus(job, 'FAILED');
      else if (!hasEnded(job)) this.#fade(job);
    });
  }

  /** One operation for each trigger id, however often it is asked for. */
  beginSavepoint(job: FakeJob, triggerId: string, folder: string, kind: 'go-on' | 'stop' | 'drain'): void {
    const isStop = kind !== 'go-on';
    const { operations } = job;
    if (!this.everyTaskRuns(job)) {
      operations.set(triggerId, { state: 'COMPLETED', path: null, failure: tasksNotRunning });
      return;
    }
    operations.set(triggerId, { state: 'IN_PROGRESS', path: null, failure: null });
    const isFailing = this.failNextSavepoint;
    const stopFault = isStop ? this.stopFault : null;
    this.failNextSavepoint = false;
    if (isStop) this.stopFault = null;
    this.clock.at(savepointMs, () => {
      if (this.jobs.get(job.id) !== job) return;
      if (job.status !== 'RUNNING' || isFailing) {
        operations.set(triggerId, { state: 'COMPLETED', path: null, failure: 'declined by a task' });
        return;
      }
      const path = `${folder}/savepoint-${triggerId.slice(0, 6)}`;
      this.#complete(job, path, { isSavepoint: true, commits: isStop, isDrained: kind === 'drain' });
      if (stopFault === null) {
        operations.set(triggerId, { state: 'COMPLETED', path, failure: null });
        if (isStop) this.setStatus(job, 'FINISHED');
        return;
      }
      const failure = `A savepoint has been created at: ${path}, but the job was not stopped properly.`;
      operations.set(triggerId, { state: 'COMPLETED', path: null, failure });
      if (stopFault === 'job-fails') this.setStatus(job, 'FAILED');
      else this.#restart(job, 1_000);
    });
  }

  cancelJob(job: FakeJob): void {
    this.setStatus(job, 'CANCELLING');
    this.#later(job, 'CANCELLING', 600, 'CANCELED');
  }

  /** As a driver fences off: returns when nothing of the incarnation writes any more. */
  async fenceOff(incarnation: string): Promise<void> {
    await this.clock.sleep(700);
    this.ghosts.delete(incarnation);
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
      for (const path of this.files.keys()) {
        if (path !== uri && !liesBelow(path, uri)) continue;
        this.files.delete(path);
        this.log.add({ kind: 'removed', path });
      }
      return true;
    },
  };

  #verdict(path: string): StateVerdict {
    const checkpointId = this.files.get(path);
    return checkpointId === undefined ? { kind: 'absent' } : { kind: 'verified', checkpointId };
  }
}
