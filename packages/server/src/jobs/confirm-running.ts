/** The step from STARTING to RUNNING: a run that was given state counts as running once Flink shows that it restored that state. */
import { gatheringMs } from './ends-seen.ts';
import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import type { CheckpointsAnswer } from '../flink/flink-rest.ts';
import { isoOf } from '../lib/clock.ts';
import { checkpointFolderOf, type ControllerDeps, type JobContext } from './controller-context.ts';
import { recordPhase } from './execute-start.ts';
import { findJobForUpdate, updateJob } from './job-repository.ts';
import { supersedePlans } from './plan-repository.ts';
import { type RunRow, updateRun } from './run-repository.ts';
import { liesBelow, sameLocation } from './state-files.ts';
import { type StepOf, type Wait, wait } from './step.ts';

export async function confirmRunning(
  _step: StepOf<'confirmRunning'>,
  context: JobContext,
  deps: ControllerDeps,
  signal: AbortSignal,
): Promise<Wait | undefined> {
  const { job, run } = context;
  if (run === undefined) throw new Error('confirmRunning needs a run');
  if (run.restore_path !== null) {
    const cluster = deps.clusters.get(run.cluster_id);
    const checkpoints = await checkpointsOfRunning(cluster, run, deps, signal);
    if (signal.aborted) return undefined;
    if (checkpoints === undefined) {
      await deps.observations.refresh(run.cluster_id);
      return wait('WAITING_FOR_FLINK', 'Flink is asked what it restored.', deps.clock.nowMs() + 500);
    }
    const restored = checkpoints.restoredPath;
    const ownFolder = checkpointFolderOf(cluster, job.id, run.id);
    const agrees = restored !== null && (sameLocation(restored, run.restore_path) || liesBelow(restored, ownFolder));
    if (!agrees) {
      await refuseForeignState(context, run, restored, deps);
      return undefined;
    }
  }
  await recordPhase(deps, context, run, 'RUNNING', 'Flink reports RUNNING.');
  return undefined;
}

/**
 * Its checkpoints, as far as they prove what it restored; undefined where they prove nothing. That nothing was restored may be what
 * Flink gathered, for whoever looked, before it restored anything, or while the job had no execution graph: it is believed of a job
 * that took checkpoints since, or ran all the while that the answer may be from.
 */
async function checkpointsOfRunning(
  cluster: ClusterHandle,
  run: RunRow,
  deps: ControllerDeps,
  signal: AbortSignal,
): Promise<CheckpointsAnswer | undefined> {
  const ask = () => cluster.rest.findCheckpoints(run.flink_job_id);
  const proves = (answer: CheckpointsAnswer | undefined) =>
    answer !== undefined && (answer.restoredPath !== null || answer.counts.total > 0);
  const first = await ask();
  if (first === undefined || proves(first)) return first;
  const ageMs = (await cluster.rest.answersAgeMs()) + gatheringMs;
  const beforeMs = await runningSince(cluster, run);
  await deps.clock.sleep(ageMs, signal);
  if (signal.aborted) return undefined;
  const second = await ask();
  if (second === undefined || proves(second)) return second;
  await deps.clock.sleep(ageMs, signal);
  const afterMs = signal.aborted ? undefined : await runningSince(cluster, run);
  return beforeMs !== undefined && beforeMs === afterMs ? second : undefined;
}

/** Since when it runs with the execution graph it has, in epoch ms of Flink; undefined while it does not run. */
async function runningSince(cluster: ClusterHandle, run: RunRow): Promise<number | undefined> {
  const job = await cluster.rest.findJob(run.flink_job_id);
  const sinceMs = job?.timestampsMs['RUNNING'] ?? 0;
  return job?.status === 'RUNNING' && sinceMs > 0 ? sinceMs : undefined;
}

/** It runs from another state than it was told to: every second writes wrong results, so it is stopped and said. */
async function refuseForeignState(
  { job }: JobContext,
  run: RunRow,
  restored: string | null,
  deps: ControllerDeps,
): Promise<void> {
  const now = isoOf(deps.clock.nowMs());
  await deps.journal.transaction(async (tx, record) => {
    const current = await findJobForUpdate(tx, job.id);
    await updateRun(tx, run.id, {
      running_at: now,
      failure_class: 'platform',
      failure_message: `Flink restored ${restored ?? 'nothing'} instead of ${run.restore_path ?? 'nothing'}.`,
    });
    await supersedePlans(tx, job.id, 'Flink did not restore the state it was given.', now);
    await updateJob(tx, job.id, {
      desired_state: 'STOPPED',
      desired_stop_mode: 'cancel',
      generation: (current ?? job).generation + 1,
      desired_since: now,
    });
    await record(job, {
      kind: 'run.restore-mismatch',
      runId: run.id,
      params: { expected: run.restore_path, restored },
      reason: 'Flink did not restore the state it was given; the job is cancelled before it writes more.',
      evidence: 'checkpoints.latest.restored',
      severity: 'error',
    });
  });
}
