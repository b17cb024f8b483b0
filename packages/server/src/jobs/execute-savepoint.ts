/** Savepoints: the row, with its own trigger id and folder, is committed before any call; the outcome is proven, not assumed. */
import { Phase } from '@liusu/contract/lifecycle';

import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import { readFault, rootMessageOf } from '../flink/gateway-fault.ts';
import { isoOf } from '../lib/clock.ts';
import { hasCode } from '../lib/errors.ts';
import { newFlinkJobId, newId } from '../lib/ids.ts';
import { type ControllerDeps, type JobContext, savepointFolderOf } from './controller-context.ts';
import { failPlan } from './execute-plan.ts';
import { findJobForUpdate, type JobRow, updateJob } from './job-repository.ts';
import type { Record } from './journal.ts';
import { type RunRow, updateRun } from './run-repository.ts';
import { insertSavepoint, type SavepointRow, updateSavepoint } from './savepoint-repository.ts';
import { liesBelow } from './state-files.ts';
import { type StepOf, type Wait, wait } from './step.ts';

export type Resolution =
  | { kind: 'completed'; path: string; checkpointId: number | null; sizeBytes: number | null; note: string | null }
  | { kind: 'failed'; reason: string }
  /** Flink is still at it. */
  | { kind: 'open' }
  /** Flink does not know the operation, and no savepoint is there (or its folder can't be seen). */
  | { kind: 'unheard'; folderSeen: boolean };

/**
 * What became of a savepoint: the operation's result, else the path in the text of its failure, else the job's list of
 * checkpoints, else the operation's own folder. `ask: false` when the JobManager that knew is gone. Throws as FlinkRest does.
 */
export async function resolveSavepoint(
  deps: ControllerDeps,
  cluster: ClusterHandle,
  run: RunRow,
  row: SavepointRow,
  options: { ask: boolean },
): Promise<Resolution> {
  const folder = row.target_folder;
  if (folder === null || row.trigger_id === null) return { kind: 'failed', reason: 'it has no folder of its own' };
  let failure: string | null = null;
  if (options.ask) {
    const operation = await cluster.rest.findSavepointOperation(run.flink_job_id, row.trigger_id);
    if (operation?.state === 'IN_PROGRESS') return { kind: 'open' };
    if (operation?.path != null) return completed(deps, cluster, run, operation.path, null);
    failure = operation?.failure ?? null;
    const named = failure === null ? undefined : pathIn(failure, folder);
    if (named !== undefined) return completed(deps, cluster, run, named, failure);
    const checkpoints = await cluster.rest.findCheckpoints(run.flink_job_id);
    for (const entry of [checkpoints?.latestSavepoint, ...(checkpoints?.history ?? [])]) {
      if (entry?.externalPath == null || entry.status !== 'COMPLETED') continue;
      if (liesBelow(entry.externalPath, folder)) return completed(deps, cluster, run, entry.externalPath, failure);
    }
  }
  const found = await deps.filesOf(cluster).findSavepoint(folder);
  if (found !== undefined && found !== 'unseen') {
    if (found.verdict.kind === 'verified') return completed(deps, cluster, run, found.path, failure);
    return { kind: 'failed', reason: found.verdict.kind === 'damaged' ? found.verdict.reason.en : 'it is incomplete' };
  }
  if (failure !== null) return { kind: 'failed', reason: failure };
  return { kind: 'unheard', folderSeen: found !== 'unseen' };
}

async function completed(
  deps: ControllerDeps,
  cluster: ClusterHandle,
  run: RunRow,
  path: string,
  note: string | null,
): Promise<Resolution> {
  const files = deps.filesOf(cluster);
  const verdict = await files.inspect(path);
  if (verdict.kind === 'verified') {
    const size = await files.sizeOf(path);
    return { kind: 'completed', path, checkpointId: verdict.checkpointId, sizeBytes: size?.bytes ?? null, note };
  }
  if (verdict.kind === 'unseen') {
    const checkpoints = await cluster.rest.findCheckpoints(run.flink_job_id);
    const all = [checkpoints?.latestSavepoint, ...(checkpoints?.history ?? [])];
    const entry = all.find((candidate) => candidate?.externalPath === path);
    return { kind: 'completed', path, checkpointId: entry?.id ?? null, sizeBytes: entry?.sizeBytes ?? null, note };
  }
  const reason = verdict.kind === 'damaged' ? verdict.reason.en : 'its _metadata file is missing';
  return { kind: 'failed', reason: `${path}: ${reason}` };
}

/** The savepoint's path inside a failure's text: Flink names it when the savepoint is complete and the stop is not. */
function pathIn(text: string, folder: string): string | undefined {
  const tail = folder.replace(/^[a-z0-9]+:\/*/, '');
  const at = text.indexOf(tail);
  if (at < 0) return undefined;
  const name = /^\/(savepoint-[A-Za-z0-9-]+)/.exec(text.slice(at + tail.length))?.[1];
  return name === undefined ? undefined : `${folder}/${name}`;
}

/** Writes what became of a savepoint; nothing for one that is still open. */
export async function recordResolution(
  deps: ControllerDeps,
  tx: Parameters<typeof updateSavepoint>[0],
  record: Record,
  job: JobRow,
  row: SavepointRow,
  resolution: Resolution,
): Promise<void> {
  const now = isoOf(deps.clock.nowMs());
  if (resolution.kind === 'completed') {
    await updateSavepoint(tx, row.id, {
      state: 'COMPLETED',
      path: resolution.path,
      checkpoint_id: resolution.checkpointId,
      size_bytes: resolution.sizeBytes,
      completed_at: now,
      reason: resolution.note === null ? null : rootLine(resolution.note),
    });
    await record(job, {
      kind: 'savepoint.completed',
      runId: row.run_id,
      params: { savepointId: row.id, path: resolution.path, sizeBytes: resolution.sizeBytes },
      reason: 'The savepoint is complete.',
      evidence: resolution.note,
    });
  } else if (resolution.kind !== 'open') {
    const reason =
      resolution.kind === 'failed'
        ? resolution.reason
        : resolution.folderSeen
          ? 'Flink does not know the operation and its folder holds no savepoint.'
          : 'Flink does not know the operation and its folder cannot be read from here.';
    await updateSavepoint(tx, row.id, { state: 'FAILED', completed_at: now, reason: rootLine(reason) });
    await record(job, {
      kind: 'savepoint.failed',
      runId: row.run_id,
      params: { savepointId: row.id, code: 'SAVEPOINT_FAILED' },
      reason: `The savepoint failed: ${rootLine(reason)}`,
      evidence: reason,
      severity: 'warning',
    });
  }
}

/** The row of a savepoint that is about to be asked for. */
export function newSavepointRow(
  deps: { clock: ControllerDeps['clock'] },
  cluster: ClusterHandle,
  job: JobRow,
  run: RunRow,
  origin: 'stop' | 'user',
  stop: { drain: boolean; planId: string | null } = { drain: false, planId: null },
): SavepointRow {
  const id = newId('savepoint');
  return {
    id,
    job_id: job.id,
    run_id: run.id,
    version: run.version,
    kind: 'savepoint',
    origin,
    state: 'IN_PROGRESS',
    trigger_id: newFlinkJobId(),
    target_folder: savepointFolderOf(cluster, job.id, id),
    path: null,
    checkpoint_id: null,
    size_bytes: null,
    created_at: isoOf(deps.clock.nowMs()),
    completed_at: null,
    reason: null,
    drained: stop.drain ? 1 : 0,
    plan_id: stop.planId,
  };
}

export async function beginStop(
  _step: StepOf<'beginStop'>,
  { job, run, plan }: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  if (run === undefined) throw new Error('beginStop needs a run');
  const isAsked = job.desired_state === 'STOPPED';
  const row = newSavepointRow(deps, deps.clusters.get(run.cluster_id), job, run, 'stop', {
    drain: isAsked && job.desired_stop_mode === 'drain',
    planId: !isAsked && plan?.replaced_run_id === run.id ? plan.id : null,
  });
  await deps.journal.transaction(async (tx, record) => {
    const current = await findJobForUpdate(tx, job.id);
    if (current?.generation !== job.generation) return;
    await insertSavepoint(tx, row);
    await updateRun(tx, run.id, { phase: 'SUSPENDING' });
    await updateJob(tx, job.id, { phase: 'SUSPENDING' });
    await record(job, {
      kind: 'phase.changed',
      runId: run.id,
      from: Phase.parse(run.phase),
      to: 'SUSPENDING',
      params: { savepointId: row.id },
      reason: 'A stop with savepoint begins.',
    });
  });
  return undefined;
}

export async function driveSavepoint(
  step: StepOf<'driveSavepoint'>,
  { job, run, savepoints, picture }: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  const row = savepoints.find((savepoint) => savepoint.id === step.savepointId);
  if (run === undefined || row?.trigger_id == null || row.target_folder === null) {
    throw new Error('driveSavepoint needs a run and its savepoint');
  }
  const cluster = deps.clusters.get(run.cluster_id);
  const inProgress = wait('SAVEPOINT_IN_PROGRESS', 'Flink is writing the savepoint.', deps.clock.nowMs() + 300);
  const resolution = await resolveSavepoint(deps, cluster, run, row, { ask: true });
  if (resolution.kind === 'open') return inProgress;
  if (resolution.kind !== 'unheard') {
    await deps.journal.transaction((tx, record) => recordResolution(deps, tx, record, job, row, resolution));
    if (row.origin === 'stop') await deps.observations.refresh(run.cluster_id);
    return undefined;
  }
  if (picture.observed.status !== 'RUNNING' || !picture.observed.everyTaskRuns) {
    return wait('WAITING_FOR_RUNNING', 'A savepoint needs every task running.', deps.clock.nowMs() + 1_000);
  }
  try {
    // Repeated with the same trigger id it is the same operation to Flink.
    const request = { triggerId: row.trigger_id, targetDirectory: row.target_folder };
    if (row.origin === 'stop')
      await cluster.rest.stopWithSavepoint(run.flink_job_id, { ...request, drain: row.drained === 1 });
    else await cluster.rest.triggerSavepoint(run.flink_job_id, request);
  } catch (error) {
    if (!hasCode(error, 'FLINK_REJECTED')) throw error;
    await deps.observations.refresh(run.cluster_id);
    const seen = await cluster.rest.findJob(run.flink_job_id);
    if (seen?.status !== 'RUNNING') return wait('WAITING_FOR_FLINK', error.message, deps.clock.nowMs() + 500);
    const refused: Resolution = { kind: 'failed', reason: error.message };
    await deps.journal.transaction((tx, record) => recordResolution(deps, tx, record, job, row, refused));
    return undefined;
  }
  return inProgress;
}

export async function revertStop(
  _step: StepOf<'revertStop'>,
  { job, run, plan, savepoints, picture }: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  if (run === undefined) throw new Error('revertStop needs a run');
  const failure = savepoints.findLast((savepoint) => savepoint.origin === 'stop')?.reason ?? 'the job went on';
  await deps.journal.transaction(async (tx, record) => {
    const current = await findJobForUpdate(tx, job.id);
    if (current?.generation !== job.generation) return;
    const phase: Phase = picture.observed.status === 'RUNNING' ? 'RUNNING' : 'RESTARTING';
    const failed = current.desired_state === 'RUNNING' && plan?.replaced_run_id === run.id ? plan : undefined;
    // Asked to stop, it could not without losing its state: it goes on, and the user decides.
    const isUndone = current.desired_state === 'STOPPED' || failed !== undefined;
    await updateRun(tx, run.id, { phase });
    await updateJob(tx, job.id, {
      phase,
      ...(isUndone
        ? { desired_state: 'RUNNING', generation: job.generation + 1, desired_since: isoOf(deps.clock.nowMs()) }
        : {}),
      // What runs is what is wanted again.
      ...(isUndone ? { desired_version: run.version, desired_run_id: run.id } : {}),
      ...(failed === undefined ? {} : { desired_parallelism: run.parallelism }),
    });
    // The run belongs to the command that is now in force.
    if (isUndone) await updateRun(tx, run.id, { generation: job.generation + 1 });
    if (failed !== undefined) {
      await failPlan(tx, record, deps, job, failed, { step: 'stop', reason: firstLine(failure), runId: run.id });
    }
    await record(job, {
      kind: 'job.stop-failed',
      runId: run.id,
      from: 'SUSPENDING',
      to: phase,
      params: { code: 'SAVEPOINT_FAILED' },
      reason: `The job was not stopped and goes on: ${firstLine(failure)}`,
      evidence: failure,
      severity: 'error',
    });
  });
  return undefined;
}

export async function cancel(
  _step: StepOf<'cancel'>,
  { job, run }: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  if (run === undefined) throw new Error('cancel needs a run');
  if (run.phase !== 'CANCELLING') {
    await deps.journal.transaction(async (tx, record) => {
      await updateRun(tx, run.id, { phase: 'CANCELLING' });
      await updateJob(tx, job.id, { phase: 'CANCELLING' });
      await record(job, {
        kind: 'phase.changed',
        runId: run.id,
        from: Phase.parse(run.phase),
        to: 'CANCELLING',
        reason: 'A cancel begins.',
      });
    });
  }
  try {
    await deps.clusters.get(run.cluster_id).rest.cancel(run.flink_job_id);
  } catch (error) {
    // It may have ended a moment before: the next answer of the cluster tells.
    if (!hasCode(error, 'FLINK_REJECTED')) throw error;
  }
  await deps.observations.refresh(run.cluster_id);
  return wait('WAITING_FOR_FLINK', 'The cancel was sent; the tasks are ending.', deps.clock.nowMs() + 1_000);
}

/** The cause at the root of a stack trace, in one line; the first line of any other text. */
export function rootLine(text: string): string {
  return firstLine(rootMessageOf(readFault([text])));
}

export function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').slice(0, 500);
}
