/** Steps that end a run. Its open savepoints are settled first; the last checkpoint is written down with the end. */
import type { EventKind } from '@liusu/contract/event-kind';
import { type FailureClass, Phase } from '@liusu/contract/lifecycle';

import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import { isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { checkpointsOf, type ControllerDeps, incarnationOf, type JobContext } from './controller-context.ts';
import { firstLine, recordResolution, type Resolution, resolveSavepoint } from './execute-savepoint.ts';
import { classOfFlinkFailure, restoreRefusalIn, rootCauseOf } from './flink-failure.ts';
import { type JobRow, updateJob } from './job-repository.ts';
import { recordReplacedEnd, supersedePlans } from './plan-repository.ts';
import type { NewEvent } from './journal.ts';
import { type RunRow, updateRun } from './run-repository.ts';
import { insertSavepoint, type SavepointRow } from './savepoint-repository.ts';
import { liesBelow, unseenStateFiles } from './state-files.ts';
import { type StepOf, type Wait, wait } from './step.ts';
import { type LastState, newestCheckpoint, toldEnd } from './told-end.ts';

/** A savepoint of the run, and what became of it. */
export interface Settled {
  row: SavepointRow;
  resolution: Resolution;
}

interface End {
  phase: 'FINISHED' | 'CANCELLED' | 'FAILED' | 'STOPPED' | 'LOST' | 'UNKNOWN';
  reason: string;
  /** Default phase.changed */
  kind?: EventKind;
  /** Default: the platform, or Flink where it ended by itself. */
  actor?: string;
  /** Of the event, beside the class of a failure. */
  params?: NewEvent['params'];
  submission?: string;
  failure?: { class: FailureClass; message: string; rootCause: string | null };
  evidence?: string | null;
  settled?: Settled[];
  /** The highest completed checkpoint. */
  checkpoint?: LastState | null;
  /** Flink did not tell what it had completed. */
  isUntold?: boolean;
  severity?: 'warning';
  /** Somebody else stopped it with this savepoint: that is then what is wanted. */
  stoppedWith?: LastState;
}

/** Writes the end of a run, all of it in one transaction. */
export async function endRun(deps: ControllerDeps, job: JobRow, run: RunRow, end: End): Promise<void> {
  const now = isoOf(deps.clock.nowMs());
  await deps.journal.transaction(async (tx, record) => {
    for (const { row, resolution } of end.settled ?? []) {
      await recordResolution(deps, tx, record, job, row, resolution);
    }
    if (end.checkpoint != null) await insertSavepoint(tx, stateRow(job, run, end.checkpoint, 'checkpoint', now));
    if (end.stoppedWith !== undefined) {
      await insertSavepoint(tx, stateRow(job, run, end.stoppedWith, 'savepoint', now));
      await supersedePlans(tx, job.id, 'The job was stopped outside of the platform.', now);
      await updateJob(tx, job.id, { desired_state: 'STOPPED', generation: job.generation + 1, desired_since: now });
    }
    await updateRun(tx, run.id, {
      phase: end.phase,
      ended_at: now,
      // A run of unknown end may show again and is then its own successor; every other JobID is spent.
      tombstoned: end.phase === 'UNKNOWN' ? 0 : 1,
      ...(end.submission === undefined ? {} : { submission: end.submission }),
      ...(end.isUntold === true ? { state_untold: 1 } : {}),
      ...(end.failure === undefined
        ? {}
        : {
            failure_class: end.failure.class,
            failure_message: end.failure.message,
            failure_root_cause: end.failure.rootCause,
          }),
    });
    await updateJob(tx, job.id, { phase: end.phase });
    await recordReplacedEnd(tx, run.id, now);
    await record(job, {
      kind: end.kind ?? 'phase.changed',
      runId: run.id,
      from: Phase.parse(run.phase),
      to: end.phase,
      params: { ...end.params, ...(end.failure === undefined ? {} : { failureClass: end.failure.class }) },
      reason: end.reason,
      actor: end.actor ?? actorOf(end),
      evidence: end.evidence ?? null,
      severity: end.severity ?? severityOf(end.phase),
    });
  });
  deps.ends.forget(run.id);
}

function actorOf({ phase, stoppedWith }: End): string {
  return phase === 'FINISHED' || phase === 'CANCELLED' || stoppedWith !== undefined ? 'flink' : 'liusu';
}

function severityOf(phase: End['phase']): 'info' | 'warning' | 'error' {
  if (phase === 'FAILED') return 'error';
  return phase === 'LOST' || phase === 'UNKNOWN' ? 'warning' : 'info';
}

function stateRow(
  job: JobRow,
  run: RunRow,
  checkpoint: LastState,
  kind: 'checkpoint' | 'savepoint',
  now: string,
): SavepointRow {
  return {
    id: newId('savepoint'),
    job_id: job.id,
    run_id: run.id,
    version: run.version,
    kind,
    origin: kind === 'checkpoint' ? 'periodic' : 'stop',
    state: 'COMPLETED',
    trigger_id: null,
    target_folder: null,
    path: checkpoint.path,
    checkpoint_id: checkpoint.id,
    size_bytes: checkpoint.sizeBytes,
    created_at: now,
    completed_at: now,
    reason: null,
    drained: 0,
    plan_id: null,
  };
}

/** Settles the run's open savepoints; a wait when Flink is still at one. */
async function settleOpen(
  deps: ControllerDeps,
  cluster: ClusterHandle,
  { run, savepoints }: JobContext,
  options: { ask: boolean },
): Promise<Settled[] | Wait> {
  const settled: Settled[] = [];
  for (const row of savepoints) {
    if (run === undefined || row.state !== 'IN_PROGRESS') continue;
    const resolution = await resolveSavepoint(deps, cluster, run, row, options);
    if (resolution.kind === 'open') {
      return wait('SAVEPOINT_IN_PROGRESS', 'Flink is still writing a savepoint.', deps.clock.nowMs() + 300);
    }
    settled.push({ row, resolution });
  }
  return settled;
}

/** The stop savepoint of this run that is complete, counting what was settled just now. */
function completedStop(
  { run, savepoints }: JobContext,
  settled: Settled[],
): { checkpointId: number | null } | undefined {
  const now = settled.find(({ row, resolution }) => row.origin === 'stop' && resolution.kind === 'completed');
  if (now?.resolution.kind === 'completed') return { checkpointId: now.resolution.checkpointId };
  if (run?.phase !== 'SUSPENDING' && run?.phase !== 'CANCELLING') return undefined;
  const last = savepoints.findLast((savepoint) => savepoint.origin === 'stop');
  return last?.state === 'COMPLETED' ? { checkpointId: last.checkpoint_id } : undefined;
}

export async function closeRun(
  step: StepOf<'closeRun'>,
  context: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  const { job, run } = context;
  if (run === undefined) throw new Error('closeRun needs a run');
  if (step.phase === 'STOPPED') {
    await endRun(deps, job, run, { phase: 'STOPPED', reason: `${step.reason}.` });
    return undefined;
  }
  const cluster = deps.clusters.get(run.cluster_id);
  if (step.phase === 'FINISHED' && endsUnasked(context, run)) await rememberFinished(deps, run);
  const settled = await settleOpen(deps, cluster, context, { ask: true });
  if (!Array.isArray(settled)) return settled;
  const isStopped = step.phase === 'FINISHED' && completedStop(context, settled) !== undefined;
  const isToTell = !isStopped && isFlinksToTell(step, context, run, deps);
  // Looked at before Flink is asked: an answer that takes long is judged by when the question was put.
  const untilMs = isToTell ? await deps.ends.untilMs(cluster, run.id) : undefined;
  const foreign = step.phase === 'FINISHED' && !isStopped ? await foreignStop(context, cluster, run) : undefined;
  if (untilMs !== undefined && foreign === undefined) {
    const message = 'The job has ended. Flink is asked for its last checkpoint once it cannot answer from before that.';
    return wait('WAITING_FOR_FLINK', message, untilMs);
  }
  if (step.phase === 'FINISHED') {
    if (foreign !== undefined) {
      await endRun(deps, job, run, {
        phase: 'STOPPED',
        kind: 'job.stopped-outside',
        reason: 'Somebody stopped the Flink job with a savepoint outside of the platform; it stays stopped.',
        settled,
        stoppedWith: foreign,
        evidence: foreign.path,
        severity: 'warning',
      });
      return undefined;
    }
    await endRun(deps, job, run, {
      phase: isStopped ? 'STOPPED' : 'FINISHED',
      reason: isStopped ? 'Flink finished the job with the savepoint of our stop.' : 'Flink finished the job.',
      settled,
      evidence: 'Flink reports FINISHED',
    });
    return undefined;
  }
  const failure = step.phase === 'FAILED' ? await failureOf(cluster, run) : {};
  if (failure === undefined) {
    const againMs = await deps.ends.untilMs(cluster, run.id);
    const message = 'The job has failed. Flink is asked why once it cannot answer from before that.';
    if (againMs !== undefined) return wait('WAITING_FOR_FLINK', message, againMs);
  }
  const told = await toldEnd(cluster.rest, run, step.phase);
  const checkpoint = await newestCheckpoint(cluster, deps.filesOf(cluster), run, told.checkpoint);
  await endRun(deps, job, run, {
    phase: step.phase,
    reason: `${step.reason}.`,
    settled,
    checkpoint,
    isUntold: isToTell && !told.isTold,
    ...(step.phase === 'CANCELLED' && isUnasked(context) ? await cancelByOthers(cluster, run) : {}),
    ...(failure ?? unexplained),
  });
  return undefined;
}

/**
 * True when only Flink can tell what the run completed last: its state files cannot be seen from here, or somebody else may have
 * stopped it with a savepoint, which lies where they chose.
 */
function isFlinksToTell(
  { phase }: StepOf<'closeRun'>,
  context: JobContext,
  run: RunRow,
  deps: ControllerDeps,
): boolean {
  if (context.settings.mode !== 'streaming') return false;
  if (phase === 'FINISHED' && endsUnasked(context, run)) return true;
  return run.adopted === 1 || deps.filesOf(deps.clusters.get(run.cluster_id)) === unseenStateFiles;
}

/**
 * Written down before Flink is asked: should it be gone by then, the run is not taken for lost and done once more. Nor does what
 * is asked for meanwhile change whose end it was.
 */
async function rememberFinished(deps: ControllerDeps, run: RunRow): Promise<void> {
  if (run.finished_seen_at !== null) return;
  const now = isoOf(deps.clock.nowMs());
  await deps.database.transaction((tx) => updateRun(tx, run.id, { finished_seen_at: now }));
}

async function cancelByOthers(
  cluster: ClusterHandle,
  run: RunRow,
): Promise<Pick<End, 'kind' | 'reason' | 'evidence' | 'severity'>> {
  const { CANCELLING: cancellingMs = 0 } = (await cluster.rest.findJob(run.flink_job_id))?.timestampsMs ?? {};
  const since = cancellingMs > 0 ? ` since a cancel at ${isoOf(cancellingMs)}` : '';
  return {
    kind: 'job.cancelled-outside',
    reason: 'Somebody cancelled the Flink job outside of the platform; it is not started again by itself.',
    evidence: `Flink reports CANCELED${since}; no stop was asked for here`,
    severity: 'warning',
  };
}

/** True for a streaming run that finished, or was stopped by others: nothing here was about to end it when that was first seen. */
function endsUnasked(context: JobContext, run: RunRow): boolean {
  if (run.finished_seen_at !== null) return true;
  const isEnding = run.phase === 'SUSPENDING' || run.phase === 'CANCELLING';
  return context.settings.mode === 'streaming' && !isEnding && isUnasked(context);
}

/** True when neither a person's command here nor a plan asked for the end of the run. */
function isUnasked({ job, run, plan }: JobContext): boolean {
  return job.desired_state === 'RUNNING' && plan?.replaced_run_id !== run?.id;
}

/**
 * The savepoint somebody else stopped the job with: the last thing it completed, and none of ours. A natural end is followed by
 * a last checkpoint.
 */
async function foreignStop(context: JobContext, cluster: ClusterHandle, run: RunRow): Promise<LastState | undefined> {
  if (!endsUnasked(context, run)) return undefined;
  const checkpoints = await cluster.rest.findCheckpoints(run.flink_job_id);
  const savepoint = checkpoints?.latestSavepoint;
  if (savepoint?.externalPath == null || savepoint.id <= (checkpoints?.latestCompleted?.id ?? 0)) return undefined;
  const path = savepoint.externalPath;
  const isOurs = context.savepoints.some(
    ({ target_folder }) => target_folder !== null && liesBelow(path, target_folder),
  );
  return isOurs ? undefined : { path, id: savepoint.id, sizeBytes: savepoint.sizeBytes };
}

type Failure = Pick<End, 'failure' | 'reason' | 'evidence'>;

const unexplained: Failure = {
  failure: { class: classOfFlinkFailure(''), message: 'Flink gave no reason', rootCause: null },
  reason: 'Flink gave the job up: Flink gave no reason',
  evidence: null,
};

/** Undefined while Flink tells no reason: what it answers may be from before the end. */
async function failureOf(cluster: ClusterHandle, run: RunRow): Promise<Failure | undefined> {
  const [newest] = await cluster.rest.exceptions(run.flink_job_id);
  const stack = newest?.stack ?? (await refusalOf(cluster, run));
  if (stack === null) return undefined;
  const rootCause = rootCauseOf(stack);
  const message = firstLine(newest?.message ?? stack) || 'Flink gave no reason';
  return {
    failure: { class: classOfFlinkFailure(stack), message, rootCause },
    reason: `Flink gave the job up: ${rootCause ?? message}`,
    evidence: stack.slice(0, 8000) || null,
  };
}

/** What the log tells of a run that ended before its tasks were made. Null when it does not, or can't be had. */
async function refusalOf(cluster: ClusterHandle, run: RunRow): Promise<string | null> {
  if (run.restore_path === null || run.running_at !== null) return null;
  try {
    return restoreRefusalIn(await cluster.rest.jobManagerLog(), run.restore_path);
  } catch (error) {
    // The end of the run is told without it.
    if (!(error instanceof LiusuError)) throw error;
    return null;
  }
}

/** Proof by direct questions: the JobManager is the same before and after, is another than the run's, and has no such job. */
export async function absenceOf(
  cluster: ClusterHandle,
  run: RunRow,
): Promise<{ kind: 'present' | 'changing' } | { kind: 'absent'; incarnation: string }> {
  const before = await incarnationOf(cluster);
  const found = await cluster.rest.findJob(run.flink_job_id);
  if (found !== undefined) return { kind: 'present' };
  const after = await incarnationOf(cluster);
  return before === after ? { kind: 'absent', incarnation: after } : { kind: 'changing' };
}

export async function loseRun(
  _step: StepOf<'loseRun'>,
  context: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  const { job, run } = context;
  if (run === undefined) throw new Error('loseRun needs a run');
  const cluster = deps.clusters.get(run.cluster_id);
  const absence = await absenceOf(cluster, run);
  if (absence.kind === 'present') {
    // Known to the new JobManager after all: it was sent while the old one gave way.
    const incarnation = await incarnationOf(cluster);
    await deps.database.transaction((tx) => updateRun(tx, run.id, { incarnation }));
  }
  if (absence.kind !== 'absent' || absence.incarnation === run.incarnation) {
    await deps.observations.refresh(run.cluster_id);
    return wait('ABSENCE_NOT_PROVEN', 'The JobManager was replaced; the job is looked for.', deps.clock.nowMs() + 500);
  }
  // Tasks of the old JobManager may write on until they notice: nothing new before they are gone. Of a job that ended there are none.
  if (
    run.finished_seen_at === null &&
    run.incarnation !== null &&
    !(await deps.fences.isFenced(cluster, run.incarnation))
  ) {
    const message = 'Tasks of the JobManager that is gone may still run; the new run waits for their end.';
    return wait('FENCING_OLD_PROCESSES', message, deps.clock.nowMs() + 500);
  }
  const end = await endOfAbsent(deps, cluster, context, run);
  if ('code' in end) return end;
  await endRun(deps, job, run, {
    ...end,
    reason: reasonsOfAbsent[end.phase],
    evidence: `incarnation ${run.incarnation ?? 'unknown'} -> ${absence.incarnation}`,
  });
  return undefined;
}

const reasonsOfAbsent = {
  STOPPED: 'The savepoint of our stop is complete, and the JobManager that ran the job is gone.',
  UNKNOWN: 'Flink reported FINISHED, and was gone before it told whether that was a stop with a savepoint.',
  LOST: 'The JobManager that ran the job is gone and kept nothing.',
};

/**
 * How a run ends that its cluster does not have: STOPPED when the savepoint of its stop is complete, UNKNOWN when Flink had
 * reported FINISHED and no more, LOST otherwise.
 */
export async function endOfAbsent(
  deps: ControllerDeps,
  cluster: ClusterHandle,
  context: JobContext,
  run: RunRow,
): Promise<{ settled: Settled[]; phase: 'STOPPED' | 'UNKNOWN' | 'LOST' } | Wait> {
  const settled = await settleOpen(deps, cluster, context, { ask: false });
  if (!Array.isArray(settled)) return settled;
  const stop = completedStop(context, settled);
  if (stop !== undefined && (await isNewest(deps, cluster, run, stop.checkpointId)))
    return { settled, phase: 'STOPPED' };
  return { settled, phase: run.finished_seen_at === null ? 'LOST' : 'UNKNOWN' };
}

/** Whether nothing that the run completed is newer than this savepoint of its stop. */
async function isNewest(
  deps: ControllerDeps,
  cluster: ClusterHandle,
  run: RunRow,
  checkpointId: number | null,
): Promise<boolean> {
  if (run.adopted === 1) return false;
  const folder = checkpointsOf(cluster, run);
  const highest = (await deps.filesOf(cluster).listCheckpoints(folder))?.at(-1);
  return highest === undefined || (checkpointId !== null && checkpointId > highest.number);
}

export async function abandonRun(
  _step: StepOf<'abandonRun'>,
  context: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  const { job, run } = context;
  if (run === undefined) throw new Error('abandonRun needs a run');
  const cluster = deps.clusters.get(run.cluster_id);
  const absence = await absenceOf(cluster, run);
  if (absence.kind !== 'absent' || absence.incarnation !== run.incarnation) {
    // The answer that did not hold it was asked for before it was sent, or the JobManager changed since.
    await deps.observations.refresh(run.cluster_id);
    return wait('ABSENCE_NOT_PROVEN', 'The job is looked for again.', deps.clock.nowMs() + 500);
  }
  const settled = await settleOpen(deps, cluster, context, { ask: true });
  if (!Array.isArray(settled)) return settled;
  const isStopped = completedStop(context, settled) !== undefined;
  await endRun(deps, job, run, {
    phase: isStopped ? 'STOPPED' : 'UNKNOWN',
    reason: isStopped
      ? 'The savepoint of our stop is complete, and Flink has forgotten the job since.'
      : 'The JobManager it ran on no longer knows the job and cannot tell how it ended.',
    settled,
    evidence: `incarnation ${absence.incarnation}`,
  });
  return undefined;
}
