/**
 * Jobs and all that belongs to one.
 *
 * Terminology. job: what a person develops and runs. draft: its editable text. version: an immutable snapshot made from the
 * draft. run: one Flink job started for a job; its Flink JobID is chosen before submission. desired state: what the user
 * asked for, with a generation that grows with each command. phase: the last proven state of the newest run.
 */
import { z } from 'zod';

import { EventKind } from './event-kind.ts';
import { FolderPath } from './folder.ts';
import { FlinkJobId, idOf, Instant } from './ids.ts';
import { Restore, StopMode } from './job-command.ts';
import { JobPlan } from './job-plan.ts';
import { DesiredState, FailureClass, Observation, Phase } from './lifecycle.ts';
import { Waiting } from './wait-code.ts';

export * from './job-command.ts';
export * from './job-plan.ts';

export const JobMode = z.enum(['streaming', 'batch']);
export type JobMode = z.infer<typeof JobMode>;

/** What Flink does by itself when a task fails, before the run counts as failed. */
export const RestartStrategy = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('exponential-delay'),
    attempts: z.number().int().min(1).max(1000).default(10),
    initialMs: z.number().int().min(100).default(1000),
    maxMs: z.number().int().min(100).default(60_000),
  }),
  z.object({
    kind: z.literal('fixed-delay'),
    attempts: z.number().int().min(1).max(1000).default(3),
    delayMs: z.number().int().min(0).default(10_000),
  }),
  z.object({ kind: z.literal('none') }),
]);
export type RestartStrategy = z.infer<typeof RestartStrategy>;

const pauses = {
  /** The first pause before a new run; it triples with each, up to `maxMs`. */
  initialMs: z.number().int().min(1000).max(3_600_000).default(5000),
  maxMs: z.number().int().min(1000).max(86_400_000).default(300_000),
};

/** What the platform does when Flink has given a run up: a new run from the last completed checkpoint, or nothing. */
export const RecoveryPolicy = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('never') }),
  /** At most so many new runs within any such span; then it gives up and alerts. */
  z.object({
    kind: z.literal('bounded'),
    attempts: z.number().int().min(1).max(100).default(5),
    windowMs: z.number().int().min(60_000).max(604_800_000).default(3_600_000),
    ...pauses,
  }),
  z.object({ kind: z.literal('always'), ...pauses }),
]);
export type RecoveryPolicy = z.infer<typeof RecoveryPolicy>;

export const JobSettings = z.object({
  mode: JobMode.default('streaming'),
  parallelism: z.number().int().min(1).max(1024).default(1),
  /** Fixed for a state lineage: changing it makes earlier state unusable. */
  maxParallelism: z.number().int().min(1).max(32_768).default(360),
  checkpointIntervalMs: z.number().int().min(500).max(86_400_000).default(10_000),
  checkpointTimeoutMs: z.number().int().min(1000).default(600_000),
  checkpointMode: z.enum(['EXACTLY_ONCE', 'AT_LEAST_ONCE']).default('EXACTLY_ONCE'),
  checkpointsRetained: z.number().int().min(1).max(100).default(3),
  /** How long idle state is kept; 0 keeps it for ever. */
  stateTtlMs: z.number().int().min(0).default(0),
  restart: RestartStrategy.prefault({ kind: 'exponential-delay' }),
  recovery: RecoveryPolicy.prefault({ kind: 'bounded' }),
  /** IANA time zone of the session; the project's when absent. */
  timeZone: z.string().max(64).optional(),
  /** Further Flink options, applied to the session before the script. Reserved keys, and those that a setting above says, are refused. */
  options: z.record(z.string().max(200), z.string().max(4000)).default({}),
});
export type JobSettings = z.infer<typeof JobSettings>;
/** As it is sent: what is left out gets the values above. */
export type JobSettingsInput = z.input<typeof JobSettings>;

export const JobName = z.string().trim().min(1).max(100);
export const Labels = z.record(z.string().regex(/^[a-z0-9][a-z0-9._/-]{0,62}$/), z.string().max(100));
export const Script = z.string().max(1_000_000);

export const Run = z.object({
  id: idOf('run'),
  jobId: idOf('job'),
  clusterId: idOf('cluster'),
  /** Counts the job's runs from 1. */
  number: z.number().int(),
  version: z.number().int(),
  /** The command it carries out. */
  generation: z.number().int(),
  /** How many automatic new runs in a row led to it; 0 for one that was asked for. */
  recovery: z.number().int(),
  /** The parallelism it was asked to have, last. */
  parallelism: z.number().int().nullable(),
  flinkJobId: FlinkJobId,
  phase: Phase,
  /** Index and number of steps of a batch job; 0 of 1 for streaming. */
  step: z.number().int(),
  steps: z.number().int(),
  /** The path it restored from; null when it started without state. */
  restoredFrom: z.string().nullable(),
  startedAt: Instant,
  runningAt: Instant.nullable(),
  /** When it was seen to have completed a checkpoint; looked for after a restore and in a plan only. */
  firstCheckpointAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  failure: z.object({ class: FailureClass, message: z.string(), rootCause: z.string().nullable() }).nullable(),
});
export type Run = z.infer<typeof Run>;

/**
 * Why no checkpoint completes.
 *
 * - TIMED_OUT  they expire before they are complete: state is large, its storage slow, or records are held back
 * - DECLINED   a task declines them, as one that is not ready or has failed to write its part
 * - FAILED     they fail for another reason
 * - SLOW       one is under way for long and has not failed yet
 * - NONE       none is taken at all
 */
export const CheckpointTrouble = z.enum(['TIMED_OUT', 'DECLINED', 'FAILED', 'SLOW', 'NONE']);
export type CheckpointTrouble = z.infer<typeof CheckpointTrouble>;

/** Something about a job that its phase does not say. */
export const JobCondition = z.object({
  code: z.enum([
    /** RUNNING with fewer subtasks than asked for. */
    'BELOW_REQUESTED_PARALLELISM',
    /** It failed and the platform does no more by itself; an alert goes to the webhook, where one is set. */
    'GAVE_UP',
    /** Somebody cancelled or stopped its Flink job outside of the platform. */
    'ENDED_OUTSIDE',
    /** Nobody can tell how its run ended. */
    'OUTCOME_UNKNOWN',
    /** A plan failed; the job waits for a decision. */
    'PLAN_FAILED',
    /** A plan failed; what ran before runs again. */
    'ROLLED_BACK',
    /** Flink restarts its tasks, again and again where the cause stays. */
    'TASKS_FAILING', // failures
    /** It was sent a while ago, and the cluster has no slot for it. */
    'NO_FREE_SLOT', // total
    /** RUNNING, and no checkpoint was completed for several intervals, or several failed in a row. */
    'NO_CHECKPOINTS', // trouble, failed
  ]),
  /** In one English sentence. */
  message: z.string(),
  /** Values for the translated text of the code; they are named behind it. */
  params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  /** What Flink itself says of it, in its own words; null where it says nothing. */
  cause: z.string().nullable().default(null),
  since: Instant.nullable(),
});
export type JobCondition = z.infer<typeof JobCondition>;

export const Job = z.object({
  id: idOf('job'),
  projectId: idOf('project'),
  name: JobName,
  /** The folder it lies in. */
  folder: FolderPath,
  labels: Labels,
  /** Set when a scenario made it: scenario id. */
  scenario: z.string().nullable(),
  /** external: others started it; it is observed, saved and stopped, and has no version until a script is bound to it. */
  kind: z.enum(['sql', 'external']),
  clusterId: idOf('cluster'),
  clusterName: z.string(),
  settings: JobSettings,
  desired: z.object({
    state: DesiredState,
    generation: z.number().int(),
    version: z.number().int().nullable(),
    since: Instant,
    /** How the next run of this command gets its state. */
    restore: Restore,
    /** How it is stopped when `state` is STOPPED. */
    stopMode: StopMode,
    /** The run that the last start, or plan, is to lead to: known before it exists; null when none was asked for. */
    runId: idOf('run').nullable(),
  }),
  /** `requested`: asked for. `actual`: what Flink runs it with, as last seen; null while it does not run. */
  parallelism: z.object({ requested: z.number().int(), actual: z.number().int().nullable() }),
  /** The newest plan; null when there was none. */
  plan: JobPlan.nullable(),
  conditions: z.array(JobCondition),
  phase: Phase,
  /** What the controller waits for, by code and in one English sentence, and until when; null when it waits for nothing. */
  waiting: Waiting.nullable(),
  observation: Observation,
  run: Run.nullable(),
  latestVersion: z.number().int().nullable(),
  draftRevision: z.number().int(),
  /** True when the draft differs from the latest version. */
  draftChanged: z.boolean(),
  recordsInPerS: z.number().nullable(),
  recordsOutPerS: z.number().nullable(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Job = z.infer<typeof Job>;

export const JobDetail = Job.extend({ script: Script });
export type JobDetail = z.infer<typeof JobDetail>;

export const JobCreate = z.object({
  name: JobName,
  script: Script.default(''),
  clusterId: idOf('cluster').optional(),
  settings: JobSettings.prefault({}),
  labels: Labels.default({}),
  /** Made, with those above it, when it does not exist. */
  folder: FolderPath.default(''),
});
export type JobCreate = z.input<typeof JobCreate>;

export const JobUpdate = z.object({
  name: JobName.optional(),
  labels: Labels.optional(),
  settings: JobSettings.optional(),
  script: Script.optional(),
  clusterId: idOf('cluster').optional(),
  folder: FolderPath.optional(),
  /** The draft revision the edit started from; another one in the database is a conflict (GENERATION_MISMATCH). */
  draftRevision: z.number().int().optional(),
});
export type JobUpdate = z.infer<typeof JobUpdate>;

export const JobVersion = z.object({
  jobId: idOf('job'),
  version: z.number().int(),
  script: Script,
  settings: JobSettings,
  engine: z.string(),
  createdAt: Instant,
  createdBy: z.string(),
});
export type JobVersion = z.infer<typeof JobVersion>;

/** Takes over a Flink job that others started. */
export const JobAdopt = z.object({ projectId: idOf('project'), name: JobName });
export type JobAdopt = z.input<typeof JobAdopt>;

/** The script an external job is to be started with from now on. Its state restores if the dataflow is the same. */
export const JobBind = z.object({ script: Script.min(1), settings: JobSettings.prefault({}) });
export type JobBind = z.input<typeof JobBind>;

/** What a delete does to the job's state files, told before and after. */
export const JobDelete = z.object({
  deletedSavepoints: z.number().int(),
  deletedCheckpoints: z.number().int(),
  freedBytes: z.number().int(),
  keptPaths: z.array(z.string()),
});
export type JobDelete = z.infer<typeof JobDelete>;

/** Append-only history of a job. */
export const JobEvent = z.object({
  id: idOf('event'),
  jobId: idOf('job'),
  jobName: z.string(),
  runId: idOf('run').nullable(),
  at: Instant,
  kind: EventKind,
  from: Phase.nullable(),
  to: Phase.nullable(),
  /** Parameters of the translated text of `kind`. */
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Why, in one English sentence. */
  reason: z.string(),
  /** The user's name, or `liusu` for the controller, or `flink`. */
  actor: z.string(),
  evidence: z.string().nullable(),
  severity: z.enum(['info', 'warning', 'error']),
});
export type JobEvent = z.infer<typeof JobEvent>;

/**
 * Why a state cannot be restored.
 *
 * - NOT_COMPLETED  it is being written or deleted, or failed
 * - DRAINED        its windows were closed: nothing can go on from there
 * - FILES_GONE     its folder has no `_metadata`
 * - DAMAGED        its `_metadata` is not one of Flink's
 */
export const SavepointUnusable = z.enum(['NOT_COMPLETED', 'DRAINED', 'FILES_GONE', 'DAMAGED']);
export type SavepointUnusable = z.infer<typeof SavepointUnusable>;

export const Savepoint = z.object({
  id: idOf('savepoint'),
  jobId: idOf('job'),
  runId: idOf('run'),
  version: z.number().int(),
  kind: z.enum(['savepoint', 'checkpoint']),
  /**
   * stop: of a stop by a person, or of the platform going down. plan: of an upgrade, restart or rescale; disposed of when it is
   * superseded. user: asked for. periodic: a checkpoint retained by an ended run.
   */
  origin: z.enum(['stop', 'plan', 'user', 'periodic']),
  state: z.enum(['IN_PROGRESS', 'COMPLETED', 'FAILED', 'DELETING']),
  /** Its windows were closed: no run can resume from it. */
  drained: z.boolean(),
  /** Flink's checkpoint id: the order of states within a lineage; null while unknown. */
  checkpointId: z.number().nullable(),
  path: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  createdAt: Instant,
  completedAt: Instant.nullable(),
  usable: z.boolean(),
  /** Null when it is usable. */
  unusable: SavepointUnusable.nullable(),
  /** Why it is not usable, or why it failed. */
  reason: z.string().nullable(),
});
export type Savepoint = z.infer<typeof Savepoint>;

/** The job's dataflow as Flink runs it, aggregated by the server once for all viewers. */
export const JobGraph = z.object({
  at: Instant.nullable(),
  /** True when `at` is older than the cluster's poll interval because the cluster does not answer. */
  stale: z.boolean(),
  vertices: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      parallelism: z.number().int(),
      status: z.string(),
      recordsIn: z.number(),
      recordsOut: z.number(),
      recordsInPerS: z.number().nullable(),
      recordsOutPerS: z.number().nullable(),
      bytesIn: z.number(),
      bytesOut: z.number(),
      /** Shares of the last interval, 0 to 1; null where Flink has no figure yet. */
      busy: z.number().nullable(),
      backPressured: z.number().nullable(),
      idle: z.number().nullable(),
      /** Event-time watermark in epoch ms; null when the vertex has none. */
      watermarkMs: z.number().nullable(),
    }),
  ),
  edges: z.array(z.object({ from: z.string(), to: z.string(), ship: z.string() })),
  /** Vertex that holds the others back, when one clearly does. */
  bottleneck: z.string().nullable(),
});
export type JobGraph = z.infer<typeof JobGraph>;

export const JobCheckpoints = z.object({
  at: Instant.nullable(),
  stale: z.boolean(),
  counts: z.object({ completed: z.number(), failed: z.number(), inProgress: z.number(), restored: z.number() }),
  restoredFrom: z.string().nullable(),
  history: z.array(
    z.object({
      id: z.number(),
      status: z.string(),
      kind: z.string(),
      triggeredAt: Instant,
      durationMs: z.number().nullable(),
      sizeBytes: z.number().nullable(),
      path: z.string().nullable(),
      failure: z.string().nullable(),
    }),
  ),
});
export type JobCheckpoints = z.infer<typeof JobCheckpoints>;

export const JobExceptions = z.object({
  at: Instant.nullable(),
  stale: z.boolean(),
  items: z.array(
    z.object({
      at: Instant,
      task: z.string().nullable(),
      /** Host and port the task ran at. */
      location: z.string().nullable(),
      /** Flink's id of the TaskManager it ran on. */
      taskManager: z.string().nullable(),
      /** The cause at the root of the stack. */
      message: z.string(),
      stack: z.string(),
    }),
  ),
});
export type JobExceptions = z.infer<typeof JobExceptions>;

export const LogTail = z.object({ source: z.string(), text: z.string(), truncated: z.boolean() });
export type LogTail = z.infer<typeof LogTail>;

/** Points of a job's rates kept by the server since it runs: at most one hour, one every 5 s. */
export const JobRates = z.object({
  points: z.array(z.object({ at: Instant, in: z.number().nullable(), out: z.number().nullable() })),
});
export type JobRates = z.infer<typeof JobRates>;
