/** What the controller works with, and the picture of one job that `decide` looks at. */
import { JobSettings, PlanKind, Restore, StopMode } from '@liusu/contract/job';
import { FailureClass, FlinkJobStatus, Phase } from '@liusu/contract/lifecycle';

import type {
  ClusterHandle,
  ClusterObservation,
  ClusterRegistry,
  ObservedFlinkJob,
} from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { SqlSubmitter } from '../sql/submission.ts';
import type { Alerts } from './alerts.ts';
import type { EndsSeen } from './ends-seen.ts';
import type { Fences } from './fences.ts';
import { isOfTasksNotRunning } from './flink-failure.ts';
import { findJob, findVersion, type JobRow } from './job-repository.ts';
import type { Journal } from './journal.ts';
import type { ObservedView, Picture, PlanView, RunView, SavepointView } from './picture.ts';
import { findNewestPlan, type PlanRow } from './plan-repository.ts';
import { findNewestRun, listRuns, type RunRow } from './run-repository.ts';
import { listSavepointsOfRun, listSpareSavepoints, type SavepointRow } from './savepoint-repository.ts';
import { joinUri, type StateFiles } from './state-files.ts';

/** The observer, as the controller needs it. */
export interface Observations {
  find(clusterId: string): ClusterObservation | undefined;
  freshness(clusterId: string): ObservedView['cluster'];
  /** Resolves after an answer that was asked for after this call, or after the attempt failed. Never throws. */
  refresh(clusterId: string): Promise<void>;
}

export interface ControllerDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  log: Log;
  clusters: ClusterRegistry;
  observations: Observations;
  submitter: SqlSubmitter;
  /** State files of a cluster as this machine sees them. */
  filesOf(cluster: ClusterHandle): StateFiles;
  /** Values of `${name}` for the scripts of a project. */
  variablesOf(projectId: string): Promise<Record<string, string>>;
  installId: string;
  outside: OutsideView;
  alerts: Alerts;
  fences: Fences;
  ends: EndsSeen;
}

/** What runs on clusters without a run of ours, as the controller needs it. */
export interface OutsideView {
  /**
   * Before a new run of the job: `linked` when a Flink job of it was found that had no run and has one now, `unread` while
   * it is not known of some Flink job there whose it is. May ask the cluster; throws as FlinkRest does.
   */
  lookFor(jobId: string, observation: ClusterObservation): Promise<'none' | 'linked' | 'unread'>;
}

/** One job as its rows and the last observation show it. */
export interface JobContext {
  job: JobRow;
  /** The newest run. */
  run: RunRow | undefined;
  savepoints: SavepointRow[];
  /** The plan of the command in force; see PlanView. */
  plan: PlanRow | undefined;
  settings: JobSettings;
  picture: Picture;
}

export async function takePicture(deps: ControllerDeps, jobId: string): Promise<JobContext | undefined> {
  const db = deps.database.db;
  const job = await findJob(db, jobId);
  if (job === undefined) return undefined;
  const run = await findNewestRun(db, jobId);
  const savepoints = run === undefined ? [] : await listSavepointsOfRun(db, run);
  const settings = await settingsInForce(deps, job);
  const newestPlan = await findNewestPlan(db, jobId);
  const plan = newestPlan?.generation === job.generation ? newestPlan : undefined;
  const spare = await listSpareSavepoints(db, jobId);
  const observed = observedView(deps, job, run);
  return {
    job,
    run,
    savepoints,
    plan,
    settings,
    picture: {
      desired: {
        state: job.desired_state === 'RUNNING' ? 'RUNNING' : 'STOPPED',
        stopMode: StopMode.parse(job.desired_stop_mode),
        generation: job.generation,
        mode: settings.mode,
        parallelism: job.desired_parallelism ?? settings.parallelism,
        recovery: settings.recovery,
        deleting: job.deleting !== null,
        startable: job.kind !== 'external',
        suspendedSinceMs: null,
      },
      run: run === undefined ? undefined : runView(run),
      savepoints: savepoints.map(savepointView),
      plan: plan === undefined ? undefined : planView(plan),
      recoveries: run?.phase === 'FAILED' ? await countRecoveries(deps, job, run, settings) : 0,
      superseded: run === undefined ? [] : supersededBy(job, run, newestPlan, spare),
      deleting: spare.filter((row) => row.state === 'DELETING').map((row) => row.id),
      observed,
    },
  };
}

/** Automatic new runs under the command in force, within the policy's window before this run ended. */
async function countRecoveries(deps: ControllerDeps, job: JobRow, run: RunRow, settings: JobSettings): Promise<number> {
  if (settings.recovery.kind !== 'bounded') return 0;
  const sinceMs = Date.parse(run.ended_at ?? run.started_at) - settings.recovery.windowMs;
  const runs = await listRuns(deps.database.db, job.id, { limit: 3 * settings.recovery.attempts + 20 });
  // One that follows a lost JobManager keeps the count of the one before it and is no recovery from a failure.
  return runs.filter(
    (one, index) =>
      one.recovery > 0 &&
      one.generation === job.generation &&
      Date.parse(one.started_at) >= sinceMs &&
      runs[index + 1]?.phase === 'FAILED',
  ).length;
}

/**
 * State that the newest run has taken over, once it has a checkpoint of its own: checkpoints that earlier runs left, and
 * savepoints of plans. What a person asked for stays, and so does what the newest change could be rolled back to.
 */
function supersededBy(job: JobRow, run: RunRow, newest: PlanRow | undefined, spare: SavepointRow[]): string[] {
  // Started from chosen state, or from none: what else there is may still be wanted.
  const isOfLineage = run.restore_path !== null && Restore.parse(JSON.parse(job.desired_restore)).kind === 'latest';
  if (!isOfLineage || run.first_checkpoint_at === null) return [];
  return spare
    .filter((row) => row.state === 'COMPLETED' && row.run_id !== run.id && row.id !== newest?.savepoint_id)
    .map((row) => row.id);
}

async function settingsInForce(deps: ControllerDeps, job: JobRow): Promise<JobSettings> {
  const version =
    job.desired_version === null ? undefined : await findVersion(deps.database.db, job.id, job.desired_version);
  return JobSettings.parse(JSON.parse(version?.settings ?? job.draft_settings));
}

/** What the cluster was last seen to say about the run, or where there is none, about itself. */
export function observedView(
  deps: Pick<ControllerDeps, 'clusters' | 'observations'>,
  job: JobRow,
  run: RunRow | undefined,
): ObservedView {
  // An active run is looked for where it was sent; a new one goes where the job now belongs.
  const isActive = run !== undefined && run.ended_at === null;
  const clusterId = isActive ? run.cluster_id : job.cluster_id;
  const cluster = deps.clusters.find(clusterId);
  const observation = deps.observations.find(clusterId);
  const freshness = cluster === undefined ? 'NEVER' : deps.observations.freshness(clusterId);
  const isSeen = freshness === 'FRESH' && run?.cluster_id === clusterId;
  return {
    cluster: freshness,
    incarnation: observation?.incarnation ?? null,
    answersOfIncarnation: observation?.answersOfIncarnation ?? 0,
    absenceIsEvidence: cluster?.driver.capabilities.absenceIsEvidence ?? false,
    status: isSeen ? statusIn(observation, run.flink_job_id) : null,
    everyTaskRuns: isSeen && everyTaskRuns(observation?.jobs?.get(run.flink_job_id)),
  };
}

/** A savepoint takes finished tasks as they are. A Flink that does not count them is believed. */
function everyTaskRuns(job: ObservedFlinkJob | undefined): boolean {
  return job !== undefined && job.tasks.running + job.tasks.finished >= job.tasks.total;
}

function statusIn(observation: ClusterObservation | undefined, flinkJobId: string): ObservedView['status'] {
  if (observation?.ok !== true || observation.jobs === null) return null;
  const job = observation.jobs.get(flinkJobId);
  if (job === undefined) return 'ABSENT';
  // A status this version does not know proves nothing.
  return FlinkJobStatus.safeParse(job.status).data ?? null;
}

function runView(run: RunRow): RunView {
  return {
    id: run.id,
    phase: Phase.parse(run.phase),
    generation: run.generation,
    step: run.step,
    steps: run.steps,
    recovery: run.recovery,
    submission: run.submission as RunView['submission'],
    isWrittenOff: run.written_off_at !== null,
    sawFinished: run.finished_seen_at !== null,
    incarnation: run.incarnation,
    parallelism: run.parallelism,
    isRestored: run.restore_path !== null,
    firstCheckpointAtMs: msOf(run.first_checkpoint_at),
    gaveUp: run.gave_up_at !== null,
    runningAtMs: msOf(run.running_at),
    endedAtMs: msOf(run.ended_at),
    failureClass: run.failure_class === null ? null : FailureClass.parse(run.failure_class),
  };
}

/** Undefined when it has ended and left nothing to wait for. */
function planView(plan: PlanRow): PlanView | undefined {
  const isHeld = plan.state === 'FAILED' && plan.kind !== 'restart' && isHeldAt(plan.failed_step);
  if (plan.state !== 'ACTIVE' && plan.state !== 'ROLLING_BACK' && !isHeld) return undefined;
  const kind = PlanKind.parse(plan.kind);
  return {
    id: plan.id,
    kind,
    state: isHeld ? 'HELD' : plan.state === 'ACTIVE' ? 'ACTIVE' : 'ROLLING_BACK',
    replacedRunId: plan.replaced_run_id,
    stopMode: plan.stop_mode === 'cancel' ? 'cancel' : 'savepoint',
    canRollBack: (kind === 'upgrade' || kind === 'rescale') && plan.replaced_run_id !== null,
  };
}

function isHeldAt(step: string | null): boolean {
  return step === 'start' || step === 'verify';
}

function savepointView(savepoint: SavepointRow): SavepointView {
  return {
    id: savepoint.id,
    origin: savepoint.origin as SavepointView['origin'],
    state: savepoint.state as SavepointView['state'],
    createdAtMs: Date.parse(savepoint.created_at),
    completedAtMs: msOf(savepoint.completed_at),
    isTooEarly: savepoint.state === 'FAILED' && isOfTasksNotRunning(savepoint.reason ?? ''),
  };
}

function msOf(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}

/** Folder given to Flink for a run's checkpoints; Flink itself adds its JobID. */
export function checkpointFolderOf(cluster: ClusterHandle, jobId: string, runId: string): string {
  return joinUri(cluster.driver.stateRoot().checkpoints, jobId, runId);
}

/** Where Flink keeps the checkpoints of a run: in a folder of its JobID, below the run's own. */
export function checkpointsOf(cluster: ClusterHandle, run: Pick<RunRow, 'job_id' | 'id' | 'flink_job_id'>): string {
  return joinUri(checkpointFolderOf(cluster, run.job_id, run.id), run.flink_job_id);
}

/** Folder of one savepoint operation, its own, so that a listing finds nobody else's. */
export function savepointFolderOf(cluster: ClusterHandle, jobId: string, savepointId: string): string {
  return joinUri(cluster.driver.stateRoot().savepoints, jobId, savepointId);
}

/** Mark of the JobManager now answering. Throws as FlinkRest does. */
export async function incarnationOf(cluster: ClusterHandle): Promise<string> {
  return cluster.driver.incarnation() ?? (await cluster.rest.incarnation());
}
