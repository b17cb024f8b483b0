/** Steps about the parallelism of a running job, its first checkpoint, and state that is no longer needed. */
import { isoOf } from '../lib/clock.ts';
import { hasCode } from '../lib/errors.ts';
import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import type { ControllerDeps, JobContext } from './controller-context.ts';
import { findJobForUpdate } from './job-repository.ts';
import { writePlan } from './new-plan.ts';
import { updateOpenPlan } from './plan-repository.ts';
import { rescaledRequirements } from './rescale-in-place.ts';
import { findRun, type RunRow, updateRun } from './run-repository.ts';
import { deleteSavepoint, findSavepoint, type SavepointRow, updateSavepoint } from './savepoint-repository.ts';
import { type StepOf, type Wait, wait } from './step.ts';

export async function seeCheckpoint(
  step: StepOf<'seeCheckpoint'>,
  { job, run, settings }: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  if (run?.id !== step.runId) throw new Error('seeCheckpoint is for the newest run');
  const checkpoints = await deps.clusters.get(run.cluster_id).rest.findCheckpoints(run.flink_job_id);
  const first = checkpoints?.latestCompleted;
  if (first == null || first.isSavepoint) {
    const pauseMs = Math.min(30_000, Math.max(500, settings.checkpointIntervalMs / 4));
    const message = 'It runs; its first completed checkpoint is awaited.';
    return wait('WAITING_FOR_CHECKPOINT', message, deps.clock.nowMs() + pauseMs);
  }
  const now = isoOf(deps.clock.nowMs());
  await deps.journal.transaction(async (tx, record) => {
    await updateRun(tx, run.id, { first_checkpoint_at: now });
    await updateOpenPlan(tx, job, { verified_at: now });
    await record(job, {
      kind: 'run.first-checkpoint',
      runId: run.id,
      params: { checkpointId: first.id },
      reason: 'The run has completed a checkpoint of its own.',
      actor: 'flink',
      evidence: first.externalPath,
    });
  });
  return undefined;
}

export async function rescale(
  step: StepOf<'rescale'>,
  context: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  const { job, run, settings, picture } = context;
  if (run?.id !== step.runId || run.parallelism === null) throw new Error('rescale is for the newest run');
  const to = picture.desired.parallelism;
  if (await rescaleInPlace(deps.clusters.get(run.cluster_id), run, run.parallelism, to)) {
    await deps.journal.transaction(async (tx, record) => {
      await updateRun(tx, run.id, { parallelism: to });
      await record(job, {
        kind: 'run.rescaled',
        runId: run.id,
        params: { from: run.parallelism, to },
        reason: `Flink was told to run it with parallelism ${to}.`,
      });
    });
    return undefined;
  }
  await deps.journal.transaction(async (tx, record) => {
    const current = await findJobForUpdate(tx, job.id);
    if (current?.generation !== job.generation) return;
    await writePlan(tx, deps, current, {
      kind: 'rescale',
      actor: 'liusu',
      toVersion: run.version,
      desiredParallelism: to === settings.parallelism ? null : to,
      toParallelism: to,
      stop: 'savepoint',
      replaced: run,
      restore: { kind: 'latest' },
      allowNonRestored: false,
    });
    await record(job, {
      kind: 'plan.begun',
      runId: run.id,
      params: { planKind: 'rescale', from: run.parallelism, to },
      reason: `Flink cannot change the parallelism to ${to} in place: the job is restarted from a savepoint.`,
    });
  });
  return undefined;
}

/** False when the scheduler of the cluster, or the shape of the job, does not allow it. */
async function rescaleInPlace(cluster: ClusterHandle, run: RunRow, from: number, to: number): Promise<boolean> {
  const present = await cluster.rest.findResourceRequirements(run.flink_job_id);
  const detail = present === undefined ? undefined : await cluster.rest.findJob(run.flink_job_id);
  if (present === undefined || detail === undefined) return false;
  const next = rescaledRequirements(detail, present, from, to);
  if (next === undefined) return false;
  try {
    await cluster.rest.putResourceRequirements(run.flink_job_id, next);
    return true;
  } catch (error) {
    if (!hasCode(error, 'FLINK_REJECTED')) throw error;
    return false;
  }
}

/** Marks first; the files go afterwards. Nothing that a start may still choose is marked: see `superseded` in the picture. */
export async function disposeSuperseded(
  step: StepOf<'disposeSuperseded'>,
  { job, run }: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  await deps.journal.transaction(async (tx, record) => {
    const current = await findJobForUpdate(tx, job.id);
    if (current?.generation !== job.generation) return;
    for (const id of step.savepointIds) {
      const row = await findSavepoint(tx, id);
      if (row?.state !== 'COMPLETED') continue;
      await updateSavepoint(tx, id, { state: 'DELETING', reason: 'superseded by the first checkpoint of a later run' });
    }
    await record(job, {
      kind: 'savepoint.superseded',
      runId: run?.id ?? null,
      params: { count: step.savepointIds.length },
      reason: 'State of earlier runs is no longer needed and is deleted.',
    });
  });
  return undefined;
}

export async function eraseSavepoint(
  step: StepOf<'eraseSavepoint'>,
  { job }: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  const { db } = deps.database;
  const row = await findSavepoint(db, step.savepointId);
  if (row?.state !== 'DELETING') return undefined;
  const run = await findRun(db, row.run_id);
  const cluster = deps.clusters.find(run?.cluster_id ?? job.cluster_id);
  const left = cluster === undefined ? 'its cluster is no longer registered' : await removeFiles(deps, cluster, row);
  await deps.journal.transaction(async (tx, record) => {
    await deleteSavepoint(tx, row.id);
    await record(job, {
      kind: 'savepoint.deleted',
      runId: row.run_id,
      params: { savepointId: row.id, path: row.path, sizeBytes: row.size_bytes },
      reason: left === undefined ? 'Its files were deleted.' : `It is forgotten, but files may be left: ${left}.`,
      severity: left === undefined ? 'info' : 'warning',
    });
  });
  return undefined;
}

const disposalLooks = 40;

/** What kept files from being removed; undefined when they are gone. */
async function removeFiles(
  deps: ControllerDeps,
  cluster: ClusterHandle,
  row: SavepointRow,
): Promise<string | undefined> {
  // A savepoint has a folder of its own; a checkpoint is one of several in its run's.
  const uri = row.kind === 'savepoint' ? (row.target_folder ?? row.path) : row.path;
  if (uri === null) return undefined;
  if (await deps.filesOf(cluster).remove(uri)) return undefined;
  if (row.path === null) return 'they lie where the platform cannot look';
  const requestId = await cluster.rest.disposeSavepoint(row.path);
  for (let look = 0; look < disposalLooks; look += 1) {
    const disposal = await cluster.rest.findDisposal(requestId);
    if (disposal === undefined) return 'Flink forgot the disposal';
    if (disposal.state === 'COMPLETED') {
      const isGone = disposal.failure === null || /FileNotFound|does not exist|Cannot find/i.test(disposal.failure);
      return isGone ? undefined : (disposal.failure ?? '').split('\n', 1)[0]?.slice(0, 300);
    }
    await deps.clock.sleep(250);
  }
  return 'Flink did not finish the disposal in time';
}
