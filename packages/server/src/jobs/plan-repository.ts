/** Rows of plans. */
import type { Insertable, Selectable, Updateable } from 'kysely';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type PlanRow = Selectable<Tables['job_plan']>;

const openStates = ['ACTIVE', 'ROLLING_BACK'];

export async function insertPlan(db: Db, row: Insertable<Tables['job_plan']>): Promise<void> {
  await db.insertInto('job_plan').values(row).execute();
}

export async function updatePlan(db: Db, planId: string, change: Updateable<Tables['job_plan']>): Promise<void> {
  await db.updateTable('job_plan').set(change).where('id', '=', planId).execute();
}

/** Changes the job's open plan, if the command of this generation is one. */
export async function updateOpenPlan(
  db: Db,
  job: { id: string; generation: number },
  change: Updateable<Tables['job_plan']>,
): Promise<void> {
  await db
    .updateTable('job_plan')
    .set(change)
    .where('job_id', '=', job.id)
    .where('generation', '=', job.generation)
    .where('state', 'in', openStates)
    .execute();
}

/** Writes into the plan that is to end this run that it has ended, and with which state. */
export async function recordReplacedEnd(db: Db, runId: string, now: string): Promise<void> {
  const state = await db
    .selectFrom('savepoint')
    .select('id')
    .where('run_id', '=', runId)
    .where('state', '=', 'COMPLETED')
    .where('origin', 'in', ['stop', 'periodic'])
    // Its own savepoint before a checkpoint, whatever their numbers: it is the last thing a stop does.
    .orderBy('origin', 'desc')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  await db
    .updateTable('job_plan')
    .set({ stopped_at: now, savepoint_id: state?.id ?? null })
    .where('replaced_run_id', '=', runId)
    .where('state', '=', 'ACTIVE')
    .execute();
}

/** Ends every open plan of a job because another command takes its place. */
export async function supersedePlans(db: Db, jobId: string, reason: string, now: string): Promise<void> {
  await db
    .updateTable('job_plan')
    .set({ state: 'SUPERSEDED', failure: reason, ended_at: now })
    .where('job_id', '=', jobId)
    .where('state', 'in', openStates)
    .execute();
}

export function findPlan(db: Db, planId: string): Promise<PlanRow | undefined> {
  return db.selectFrom('job_plan').selectAll().where('id', '=', planId).executeTakeFirst();
}

export function findNewestPlan(db: Db, jobId: string): Promise<PlanRow | undefined> {
  return db
    .selectFrom('job_plan')
    .selectAll()
    .where('job_id', '=', jobId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Plans of a job, newest first. */
export function listPlansOfJob(db: Db, jobId: string): Promise<PlanRow[]> {
  return db
    .selectFrom('job_plan')
    .selectAll()
    .where('job_id', '=', jobId)
    .orderBy('number', 'desc')
    .limit(100)
    .execute();
}

/** The newest plan of each of these jobs. */
export async function newestPlansOf(db: Db, jobIds: string[]): Promise<Map<string, PlanRow>> {
  if (jobIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('job_plan')
    .innerJoin(
      (inner) =>
        inner
          .selectFrom('job_plan as newest')
          .select(['newest.job_id as job', (select) => select.fn.max('newest.number').as('top')])
          .where('newest.job_id', 'in', jobIds)
          .groupBy('newest.job_id')
          .as('latest'),
      (join) => join.onRef('latest.job', '=', 'job_plan.job_id').onRef('latest.top', '=', 'job_plan.number'),
    )
    .selectAll('job_plan')
    .execute();
  return new Map(rows.map((row) => [row.job_id, row]));
}
