/**
 * Flink's REST interface, as far as the platform uses it. Implemented in http-flink-rest.ts. Every method throws LiusuError:
 * FLINK_UNREACHABLE (no answer), FLINK_REJECTED (an answer that refuses), FLINK_ANSWER_UNREADABLE, CLUSTER_AUTH_FAILED.
 * Times are epoch ms. Nothing is retried here.
 */
import type { ObservedFlinkJob } from '../clusters/cluster-handle.ts';

export interface CallOptions {
  signal?: AbortSignal;
  /** Default 5,000. */
  timeoutMs?: number;
}

export interface ClusterOverview {
  flinkVersion: string;
  taskManagers: number;
  slotsTotal: number;
  slotsFree: number;
  jobsRunning: number;
}

export interface VertexDetail {
  id: string;
  name: string;
  parallelism: number;
  maxParallelism: number;
  status: string;
  recordsIn: number;
  recordsOut: number;
  bytesIn: number;
  bytesOut: number;
  /** Sums over the last interval, in ms per second of a subtask summed over subtasks; null when absent. */
  accumulatedBusyMs: number | null;
  accumulatedBackPressuredMs: number | null;
  accumulatedIdleMs: number | null;
}

export interface JobDetailAnswer {
  flinkJobId: string;
  name: string;
  status: string;
  /** STREAMING or BATCH; absent when Flink does not say. */
  type?: string;
  startTimeMs: number;
  endTimeMs: number;
  vertices: VertexDetail[];
  edges: { from: string; to: string; ship: string }[];
  timestampsMs: Record<string, number>;
}

export interface CheckpointEntry {
  id: number;
  status: string;
  isSavepoint: boolean;
  /** Flink's word, such as CHECKPOINT, SAVEPOINT, SYNC_SAVEPOINT (the one of a stop); absent when it does not say. */
  type?: string;
  triggerMs: number;
  durationMs: number | null;
  sizeBytes: number | null;
  externalPath: string | null;
  discarded: boolean;
  failure: string | null;
}

export interface CheckpointsAnswer {
  counts: { restored: number; total: number; inProgress: number; completed: number; failed: number };
  latestCompleted: CheckpointEntry | null;
  latestSavepoint: CheckpointEntry | null;
  restoredPath: string | null;
  history: CheckpointEntry[];
}

export interface ExceptionEntry {
  atMs: number;
  task: string | null;
  location: string | null;
  /** Flink's id of the TaskManager the task ran on. */
  taskManager: string | null;
  message: string;
  stack: string;
}

/** A subtask that failed in the job's present attempt. */
export interface FailedSubtask {
  index: number;
  endMs: number;
  location: string | null;
  taskManager: string | null;
}

export interface CheckpointConfigAnswer {
  /** Null where Flink takes none by itself. */
  intervalMs: number | null;
}

/** State of an asynchronous savepoint operation. `path` when done well; `failure` when done badly. */
export interface SavepointAnswer {
  state: 'IN_PROGRESS' | 'COMPLETED';
  path: string | null;
  failure: string | null;
}

/** Parallelism the adaptive scheduler may give each vertex, by vertex id. */
export type ResourceRequirements = Record<string, { lower: number; upper: number }>;

/** State of the deletion of a savepoint by Flink. */
export interface DisposalAnswer {
  state: 'IN_PROGRESS' | 'COMPLETED';
  failure: string | null;
}

export interface FlinkRest {
  overview(options?: CallOptions): Promise<ClusterOverview>;
  jobs(options?: CallOptions): Promise<ObservedFlinkJob[]>;
  /** `web.tmpdir` of `/jobmanager/config`: fresh and random for each JobManager process. */
  incarnation(options?: CallOptions): Promise<string>;
  jobManagerConfig(options?: CallOptions): Promise<Record<string, string>>;
  /** File names of the jars on the JobManager's class path (`/jobmanager/environment`); undefined when it does not tell. */
  classPath(options?: CallOptions): Promise<string[] | undefined>;
  /** How old what Flink answers about one job, its checkpoints included, may be, in ms: it gathers that no more often. */
  answersAgeMs(options?: CallOptions): Promise<number>;
  /** Undefined when the JobManager does not know the job (404). */
  findJob(flinkJobId: string, options?: CallOptions): Promise<JobDetailAnswer | undefined>;
  /** Global parameters that the job was submitted with (`/jobs/ID/config`); undefined when the JobManager does not know it, or not yet. */
  findGlobalParameters(flinkJobId: string, options?: CallOptions): Promise<Record<string, string> | undefined>;
  findCheckpoints(flinkJobId: string, options?: CallOptions): Promise<CheckpointsAnswer | undefined>;
  /** How Flink takes checkpoints of the job (`/jobs/ID/checkpoints/config`); undefined when it does not tell. */
  findCheckpointConfig(flinkJobId: string, options?: CallOptions): Promise<CheckpointConfigAnswer | undefined>;
  exceptions(flinkJobId: string, options?: CallOptions): Promise<ExceptionEntry[]>;
  /** Subtasks of a vertex (`/jobs/ID/vertices/ID`) that failed in the job's present attempt; empty when it is not known. */
  failedSubtasks(flinkJobId: string, vertexId: string, options?: CallOptions): Promise<FailedSubtask[]>;
  /** Names of all metrics of a vertex's subtasks (`/subtasks/metrics` without `get`), operators' metrics included. */
  vertexMetricNames(flinkJobId: string, vertexId: string, options?: CallOptions): Promise<string[]>;
  /** Metric values of a vertex's subtasks, aggregated by Flink (`/subtasks/metrics?get=…`): metric -> {sum, avg, min, max}. */
  vertexMetrics(
    flinkJobId: string,
    vertexId: string,
    metrics: string[],
    options?: CallOptions,
  ): Promise<Map<string, { sum: number; avg: number; min: number; max: number }>>;
  /** Event-time watermarks of a vertex's subtasks, in ms; empty when it has none. */
  watermarks(flinkJobId: string, vertexId: string, options?: CallOptions): Promise<number[]>;
  cancel(flinkJobId: string, options?: CallOptions): Promise<void>;
  /** Stop with savepoint as one operation of Flink. `triggerId`: 32 hexadecimal characters, ours. */
  stopWithSavepoint(
    flinkJobId: string,
    request: { triggerId: string; targetDirectory: string; drain: boolean },
    options?: CallOptions,
  ): Promise<void>;
  triggerSavepoint(
    flinkJobId: string,
    request: { triggerId: string; targetDirectory: string },
    options?: CallOptions,
  ): Promise<void>;
  /** Undefined when Flink has no operation under this id. */
  findSavepointOperation(
    flinkJobId: string,
    triggerId: string,
    options?: CallOptions,
  ): Promise<SavepointAnswer | undefined>;
  /** Undefined when the cluster's scheduler can't change them (only the adaptive one can) or does not know the job. */
  findResourceRequirements(flinkJobId: string, options?: CallOptions): Promise<ResourceRequirements | undefined>;
  putResourceRequirements(flinkJobId: string, requirements: ResourceRequirements, options?: CallOptions): Promise<void>;
  /** Begins the deletion of a savepoint's files by Flink; returns the id to ask for its end. */
  disposeSavepoint(path: string, options?: CallOptions): Promise<string>;
  findDisposal(requestId: string, options?: CallOptions): Promise<DisposalAnswer | undefined>;
  taskManagerIds(options?: CallOptions): Promise<string[]>;
  jobManagerLog(options?: CallOptions): Promise<string>;
  taskManagerLog(taskManagerId: string, options?: CallOptions): Promise<string>;
}
