/**
 * Which plan a run is submitted with. State is taken over under the node ids of the plan that wrote it, so the choice hangs
 * on the run that owns the state the new one starts from.
 */
import type { JobSettings } from '@liusu/contract/job';
import { UpgradeReason } from '@liusu/contract/upgrade';

import type { Database, Db } from '../db/database.ts';
import { isoOf } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { TableIdentities } from '../sql/plan/operators.ts';
import type { MadePlan, PlanUse, RunPlan } from '../sql/plan/run-plan.ts';
import type { ControllerDeps } from './controller-context.ts';
import { findStoredPlan, insertStoredPlan, nextNodeId, type StoredPlanRow } from './stored-plan-repository.ts';
import { findRun, type RunRow, updateRun } from './run-repository.ts';
import { findSavepoint, findSavepointAt } from './savepoint-repository.ts';

/** Undefined for batch jobs, which keep no state. Writes down the plan when the run takes over one as it is. */
export async function settlePlan(
  database: Pick<Database, 'db' | 'transaction'>,
  run: RunRow,
  settings: Pick<JobSettings, 'mode'>,
  engine: string,
): Promise<PlanUse | undefined> {
  if (settings.mode !== 'streaming') return undefined;
  const { db } = database;
  // Decided before, by an attempt that may have arrived: the same again.
  const decided = run.plan_id === null ? undefined : await findStoredPlan(db, run.plan_id);
  if (decided !== undefined) return { kind: 'stored', plan: toRunPlan(decided) };
  const reason = UpgradeReason.safeParse(run.plan_reason).data;
  if (reason !== undefined) return { kind: 'statement-set', reason };
  const nextId = await nextNodeId(db, run.job_id);
  if (run.restore_path === null) return { kind: 'compile', base: null, nextId };
  const owner = await ownerOfState(db, run.job_id, run.restore_path);
  const base = owner?.plan_id == null ? undefined : await findStoredPlan(db, owner.plan_id);
  if (base === undefined) return { kind: 'statement-set', reason: 'STATE_WITHOUT_PLAN' };
  if (base.version !== run.version || base.engine !== engine) {
    return { kind: 'compile', base: toRunPlan(base), nextId };
  }
  await database.transaction((tx) => updateRun(tx, run.id, { plan_id: base.id }));
  return { kind: 'stored', plan: toRunPlan(base) };
}

/**
 * The run of this job that wrote the state at a path. Folders of checkpoints carry the run's id, those of savepoints the
 * savepoint's; one that others took lies where they wished, and its row tells. Undefined for state from elsewhere.
 */
export async function ownerOfState(db: Db, jobId: string, path: string): Promise<RunRow | undefined> {
  const savepointId = /\/(svp_[0-9a-z]+)(?:\/|$)/.exec(path)?.[1];
  const savepoint = await (savepointId === undefined
    ? findSavepointAt(db, jobId, path)
    : findSavepoint(db, savepointId));
  const runId = savepoint?.run_id ?? /\/(run_[0-9a-z]+)(?:\/|$)/.exec(path)?.[1];
  const run = runId === undefined ? undefined : await findRun(db, runId);
  return run?.job_id === jobId ? run : undefined;
}

/** Writes down what a run is about to be submitted with. */
export async function recordPlan(
  deps: Pick<ControllerDeps, 'database' | 'clock'>,
  run: RunRow,
  made: MadePlan,
): Promise<void> {
  if (made.kind === 'statement-set') {
    await deps.database.transaction((tx) => updateRun(tx, run.id, { plan_id: null, plan_reason: made.reason }));
    return;
  }
  const id = newId('storedPlan');
  await deps.database.transaction(async (tx) => {
    await insertStoredPlan(tx, {
      id,
      job_id: run.job_id,
      version: run.version,
      engine: made.plan.engine,
      plan: made.plan.plan,
      tables: JSON.stringify(made.plan.tables),
      next_node_id: made.plan.nextId,
      created_at: isoOf(deps.clock.nowMs()),
    });
    await updateRun(tx, run.id, { plan_id: id, plan_reason: null });
  });
}

export function toRunPlan(row: StoredPlanRow): RunPlan {
  return {
    plan: row.plan,
    tables: JSON.parse(row.tables) as TableIdentities,
    nextId: row.next_node_id,
    engine: row.engine,
  };
}
