/** Steps of plans that only write: what became of a plan, and what is wanted after it failed. */
import type { PlanStepKind } from '@liusu/contract/job-plan';
import { Phase } from '@liusu/contract/lifecycle';

import type { Db } from '../db/database.ts';
import { isoOf } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { ControllerDeps, JobContext } from './controller-context.ts';
import { findJobForUpdate, type JobRow, updateJob } from './job-repository.ts';
import type { Record } from './journal.ts';
import { type PlanRow, updatePlan } from './plan-repository.ts';
import { chooseFrom, type RestoreChoice } from './restore-choice.ts';
import { listRuns, type RunRow, updateRun } from './run-repository.ts';
import { sameLocation } from './state-files.ts';
import type { StepOf, Wait } from './step.ts';

/** The end of a plan that failed, with what is wanted afterwards. Call it in a transaction, after the generation was checked. */
export async function failPlan(
  tx: Db,
  record: Record,
  deps: Pick<ControllerDeps, 'clock'>,
  job: JobRow,
  plan: PlanRow,
  failure: { step: PlanStepKind; reason: string; runId: string | null },
): Promise<void> {
  await updatePlan(tx, plan.id, {
    state: 'FAILED',
    ended_at: isoOf(deps.clock.nowMs()),
    // After a roll-back was begun, what it was begun for stays.
    failed_step: failure.step,
    failure: failure.reason,
  });
  await record(job, {
    kind: 'plan.failed',
    runId: failure.runId,
    params: { planKind: plan.kind, planId: plan.id, step: failure.step, version: plan.to_version },
    reason: `The ${plan.kind} to version ${plan.to_version} failed: ${failure.reason}`,
    severity: 'error',
  });
}

export async function endPlan(
  step: StepOf<'endPlan'>,
  { job, run, plan }: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  if (plan?.id !== step.planId) throw new Error('endPlan is for the plan in force');
  const runId = run?.id ?? null;
  await deps.journal.transaction(async (tx, record) => {
    const current = await findJobForUpdate(tx, job.id);
    if (current?.generation !== job.generation) return;
    if (step.state === 'FAILED' && step.failedStep !== null) {
      const reason = run?.failure_message == null ? step.reason : `${step.reason} ${run.failure_message}`;
      await failPlan(tx, record, deps, job, plan, { step: step.failedStep, reason, runId });
      if (step.failedStep === 'stop' && run !== undefined) {
        // It ended by itself before it was stopped: that end stands, and nothing is started after it.
        await updateRun(tx, run.id, { generation: job.generation });
        await updateJob(tx, job.id, { desired_version: run.version, desired_run_id: run.id });
      }
      return;
    }
    await updatePlan(tx, plan.id, { state: step.state, ended_at: isoOf(deps.clock.nowMs()) });
    await record(job, {
      kind: step.state === 'DONE' ? 'plan.done' : 'plan.rolled-back',
      runId,
      params: { planKind: plan.kind, planId: plan.id, version: run?.version ?? plan.to_version },
      reason: step.state === 'DONE' ? `The ${plan.kind} is done.` : `The ${plan.kind} was rolled back.`,
      severity: step.state === 'DONE' ? 'info' : 'warning',
    });
  });
  return undefined;
}

const runsOfOnePlan = 200;

/**
 * Automatic only when no run of the plan completed a checkpoint, provably: what the first was given is then still the newest
 * state, and nothing that they did was committed. Otherwise the plan fails and a person decides.
 */
export async function rollBack(
  step: StepOf<'rollBack'>,
  { job, run, plan }: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  if (plan?.id !== step.planId || run?.id !== step.runId)
    throw new Error('rollBack is for the plan in force and its run');
  const choice = await chooseFrom(deps, deps.database.db, run);
  const why = run.failure_message ?? 'it failed';
  const runs = await listRuns(deps.database.db, job.id, { limit: runsOfOnePlan });
  // One that was lost and followed by this one hands on what it was given, unless it completed something itself.
  const first = runs.findLast((one) => one.generation === run.generation) ?? run;
  const proof = first.restore_path === run.restore_path ? proofOf(choice, run) : 'checkpoint';
  const now = isoOf(deps.clock.nowMs());
  await deps.journal.transaction(async (tx, record) => {
    const current = await findJobForUpdate(tx, job.id);
    if (current?.generation !== job.generation) return;
    if (proof !== 'no-checkpoint') {
      if (proof === 'checkpoint') await updateRun(tx, run.id, { first_checkpoint_at: run.first_checkpoint_at ?? now });
      const reason =
        proof === 'checkpoint'
          ? `The new run failed after it had completed a checkpoint: ${why}`
          : `The new run failed, and it cannot be told whether it had completed a checkpoint: ${why}`;
      await failPlan(tx, record, deps, job, plan, { step: 'verify', reason, runId: run.id });
      return;
    }
    const generation = job.generation + 1;
    const runId = newId('run');
    await updatePlan(tx, plan.id, {
      state: 'ROLLING_BACK',
      generation,
      roll_back_at: now,
      roll_back_run_id: runId,
      failed_step: step.failedStep,
      failure: why,
    });
    await updateJob(tx, job.id, {
      desired_version: plan.from_version,
      desired_parallelism: plan.from_parallelism,
      desired_allow_non_restored: 0,
      desired_restore: JSON.stringify({ kind: 'latest' }),
      desired_run_id: runId,
      generation,
      desired_since: now,
    });
    await record(job, {
      kind: 'plan.rolling-back',
      runId: run.id,
      params: { planKind: plan.kind, planId: plan.id, fromVersion: plan.to_version, toVersion: plan.from_version },
      reason: `The new run failed before its first checkpoint, so what ran before is brought back: ${why}`,
      severity: 'error',
    });
  });
  return undefined;
}

function proofOf(choice: RestoreChoice, run: RunRow): 'no-checkpoint' | 'checkpoint' | 'unknown' {
  if (choice.kind === 'refused') return 'unknown';
  if (run.first_checkpoint_at !== null) return 'checkpoint';
  if (choice.kind === 'none') return run.restore_path === null ? 'no-checkpoint' : 'unknown';
  const isInherited = run.restore_path !== null && sameLocation(choice.path, run.restore_path);
  return isInherited ? 'no-checkpoint' : 'checkpoint';
}

export async function giveUp(
  step: StepOf<'giveUp'>,
  { job, run }: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  if (run?.id !== step.runId) throw new Error('giveUp is for the newest run');
  const cause = run.failure_message === null ? '' : ` Cause: ${run.failure_message}`;
  const message = `${step.reason}${cause}`;
  await deps.journal.transaction(async (tx, record) => {
    const current = await findJobForUpdate(tx, job.id);
    if (current?.generation !== job.generation) return;
    await updateRun(tx, run.id, { gave_up_at: isoOf(deps.clock.nowMs()) });
    await record(job, {
      kind: 'job.gave-up',
      runId: run.id,
      params: { phase: Phase.parse(run.phase), failureClass: run.failure_class },
      reason: message,
      severity: 'error',
    });
    await deps.alerts.raise(tx, {
      kind: 'job.gave-up',
      projectId: job.project_id,
      jobId: job.id,
      jobName: job.name,
      runId: run.id,
      message,
    });
  });
  return undefined;
}
