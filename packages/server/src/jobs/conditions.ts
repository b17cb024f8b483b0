/** What is to be known about a job beside its phase. Pure. */
import type { JobCondition } from '@liusu/contract/job';

import type { ClusterObservation } from '../clusters/cluster-handle.ts';
import type { JobRow } from './job-repository.ts';
import type { PlanRow } from './plan-repository.ts';
import type { RunRow } from './run-repository.ts';
import { stuckCheckpointsOf, tasksTroubleOf } from './run-troubles.ts';
import { wordsOf } from './stuck-checkpoints.ts';

/** Slots of a cluster. */
export interface Slots {
  total: number;
  free: number;
}

/** Null without an answer of the cluster, or where it does not count them. */
export function slotsIn(observation: Pick<ClusterObservation, 'slotsTotal' | 'slotsFree'> | undefined): Slots | null {
  const [total, free] = [observation?.slotsTotal ?? null, observation?.slotsFree ?? null];
  return total === null || free === null ? null : { total, free };
}

/** A start takes some seconds, and its own slots are taken before it is RUNNING. */
const startMs = 10_000;

export function conditionsOf(
  job: JobRow,
  run: RunRow | undefined,
  plan: PlanRow | undefined,
  parallelism: { requested: number; actual: number | null },
  surroundings: { slots: Slots | null; nowMs: number },
): JobCondition[] {
  const conditions: (Omit<JobCondition, 'params' | 'cause'> & Partial<JobCondition>)[] = [];
  const isInForce = plan?.generation === job.generation;
  const { requested, actual } = parallelism;
  if (run?.phase === 'RUNNING' && actual !== null && actual < requested) {
    conditions.push({
      code: 'BELOW_REQUESTED_PARALLELISM',
      message: `It runs with parallelism ${actual}; ${requested} was asked for. There may be too few free slots.`,
      since: null,
    });
  }
  const { slots, nowMs } = surroundings;
  const isLate = run?.phase === 'STARTING' && run.submission === 'sent' && nowMs > Date.parse(run.started_at) + startMs;
  if (isLate && slots?.free === 0) {
    conditions.push({
      code: 'NO_FREE_SLOT',
      message: `It waits for a slot: all ${slots.total} of the cluster are taken.`,
      params: { total: slots.total },
      since: run.started_at,
    });
  }
  const tasks = run?.phase === 'RESTARTING' ? tasksTroubleOf(run) : undefined;
  if (tasks !== undefined) {
    conditions.push({
      code: 'TASKS_FAILING',
      message: `Flink restarts its tasks after ${tasks.failures} failures: ${tasks.cause}`,
      params: { failures: tasks.failures },
      cause: tasks.cause,
      since: tasks.since,
    });
  }
  const stuck = run?.phase === 'RUNNING' ? stuckCheckpointsOf(run) : undefined;
  if (stuck !== undefined) {
    const { trouble, failed, cause, since } = stuck;
    conditions.push({ code: 'NO_CHECKPOINTS', message: wordsOf(stuck), params: { trouble, failed }, cause, since });
  }
  const wantsRun = job.desired_state === 'RUNNING' && run?.generation === job.generation;
  if (wantsRun && run.phase === 'CANCELLED') {
    conditions.push({
      code: 'ENDED_OUTSIDE',
      message: 'Its Flink job was cancelled outside of the platform.',
      since: run.ended_at,
    });
  }
  if (wantsRun && run.phase === 'UNKNOWN') {
    conditions.push({ code: 'OUTCOME_UNKNOWN', message: 'Flink cannot tell how its run ended.', since: run.ended_at });
  }
  if (wantsRun && run.phase === 'FAILED' && run.gave_up_at !== null) {
    conditions.push({
      code: 'GAVE_UP',
      message: 'It failed, and the platform does not start it again by itself.',
      since: run.gave_up_at,
    });
  }
  if (isInForce && plan.state === 'FAILED') {
    conditions.push({ code: 'PLAN_FAILED', message: plan.failure ?? 'Its change failed.', since: plan.ended_at });
  }
  if (isInForce && plan.state === 'ROLLED_BACK') {
    conditions.push({
      code: 'ROLLED_BACK',
      message: `The ${plan.kind} to version ${plan.to_version} failed and was rolled back: ${plan.failure ?? ''}`,
      since: plan.ended_at,
    });
  }
  return conditions.map((condition) => ({ params: {}, cause: null, ...condition }));
}
