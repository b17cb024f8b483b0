/** Writes a plan with the wish it stands for: what is wanted changes in the same transaction. */
import type { PlanKind, ReplaceMode, Restore } from '@liusu/contract/job';

import type { Db } from '../db/database.ts';
import { isoOf } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { ControllerDeps } from './controller-context.ts';
import { type JobRow, updateJob } from './job-repository.ts';
import { findNewestPlan, insertPlan, supersedePlans } from './plan-repository.ts';
import type { RunRow } from './run-repository.ts';

export interface NewPlan {
  kind: PlanKind;
  actor: string;
  toVersion: number;
  /** Asked for apart from the version's settings; null when the settings say. */
  desiredParallelism: number | null;
  toParallelism: number;
  stop: ReplaceMode;
  /** The active run, which is to be ended. */
  replaced: RunRow | undefined;
  restore: Restore;
  allowNonRestored: boolean;
}

/** Returns the generation of the command. */
export async function writePlan(
  tx: Db,
  deps: Pick<ControllerDeps, 'clock'>,
  job: JobRow,
  plan: NewPlan,
): Promise<number> {
  const now = isoOf(deps.clock.nowMs());
  const generation = job.generation + 1;
  const runId = newId('run');
  await supersedePlans(tx, job.id, 'Another change took its place.', now);
  const before = await findNewestPlan(tx, job.id);
  await insertPlan(tx, {
    id: newId('plan'),
    job_id: job.id,
    number: (before?.number ?? 0) + 1,
    kind: plan.kind,
    state: 'ACTIVE',
    generation,
    actor: plan.actor,
    from_version: plan.replaced?.version ?? job.desired_version,
    to_version: plan.toVersion,
    from_parallelism: plan.replaced?.parallelism ?? job.desired_parallelism,
    to_parallelism: plan.toParallelism,
    stop_mode: plan.stop,
    replaced_run_id: plan.replaced?.id ?? null,
    savepoint_id: null,
    run_id: null,
    roll_back_run_id: null,
    created_at: now,
    stopped_at: null,
    started_at: null,
    running_at: null,
    verified_at: null,
    roll_back_at: null,
    ended_at: null,
    failed_step: null,
    failure: null,
  });
  await updateJob(tx, job.id, {
    desired_state: 'RUNNING',
    desired_version: plan.toVersion,
    desired_parallelism: plan.desiredParallelism,
    desired_restore: JSON.stringify(plan.restore),
    desired_allow_non_restored: plan.allowNonRestored ? 1 : 0,
    desired_source_time: null,
    desired_run_id: runId,
    generation,
    desired_since: now,
  });
  return generation;
}
