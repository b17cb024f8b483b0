/** Rows of stored plans. */
import type { Insertable, Selectable } from 'kysely';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type StoredPlanRow = Selectable<Tables['stored_plan']>;

export async function insertStoredPlan(db: Db, row: Insertable<Tables['stored_plan']>): Promise<void> {
  await db.insertInto('stored_plan').values(row).execute();
}

export function findStoredPlan(db: Db, planId: string): Promise<StoredPlanRow | undefined> {
  return db.selectFrom('stored_plan').selectAll().where('id', '=', planId).executeTakeFirst();
}

/** The plan that this version of the job was last made with. */
export function findNewestStoredPlan(db: Db, jobId: string, version: number): Promise<StoredPlanRow | undefined> {
  return db
    .selectFrom('stored_plan')
    .selectAll()
    .where('job_id', '=', jobId)
    .where('version', '=', version)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** First node id that no plan of the job has used. */
export async function nextNodeId(db: Db, jobId: string): Promise<number> {
  const row = await db
    .selectFrom('stored_plan')
    .select((select) => select.fn.max('next_node_id').as('next'))
    .where('job_id', '=', jobId)
    .executeTakeFirst();
  return Number(row?.next ?? 1);
}
