/** Rows of savepoints, and of the last checkpoint of a run that ended. */
import type { Insertable, Selectable, Updateable } from 'kysely';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type SavepointRow = Selectable<Tables['savepoint']>;

export async function insertSavepoint(db: Db, row: Insertable<Tables['savepoint']>): Promise<void> {
  await db.insertInto('savepoint').values(row).execute();
}

export async function updateSavepoint(
  db: Db,
  savepointId: string,
  change: Updateable<Tables['savepoint']>,
): Promise<void> {
  await db.updateTable('savepoint').set(change).where('id', '=', savepointId).execute();
}

export function findSavepoint(db: Db, savepointId: string): Promise<SavepointRow | undefined> {
  return db.selectFrom('savepoint').selectAll().where('id', '=', savepointId).executeTakeFirst();
}

/** The job's savepoint or retained checkpoint at exactly this path. */
export function findSavepointAt(db: Db, jobId: string, path: string): Promise<SavepointRow | undefined> {
  return db
    .selectFrom('savepoint')
    .selectAll()
    .where('job_id', '=', jobId)
    .where('path', '=', path)
    .limit(1)
    .executeTakeFirst();
}

/** Savepoints of a run, oldest first. Found by the job, whose savepoints are indexed. */
export function listSavepointsOfRun(db: Db, run: { id: string; job_id: string }): Promise<SavepointRow[]> {
  return db
    .selectFrom('savepoint')
    .selectAll()
    .where('job_id', '=', run.job_id)
    .where('run_id', '=', run.id)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** Savepoints of a job, newest first. */
export function listSavepointsOfJob(db: Db, jobId: string): Promise<SavepointRow[]> {
  return db
    .selectFrom('savepoint')
    .selectAll()
    .where('job_id', '=', jobId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(500)
    .execute();
}

/**
 * Newest first, those of a run by Flink's own count of them: a checkpoint is written down at the end of its run, which may be after a
 * savepoint that was taken later than it. Pure.
 */
export function inOrderTaken(rows: readonly SavepointRow[]): SavepointRow[] {
  const counted = new Map<string, SavepointRow[]>();
  for (const row of rows) {
    if (row.run_id === null || row.checkpoint_id === null) continue;
    counted.set(row.run_id, [...(counted.get(row.run_id) ?? []), row]);
  }
  for (const ofRun of counted.values())
    ofRun.sort((one, other) => (other.checkpoint_id ?? 0) - (one.checkpoint_id ?? 0));
  return rows.map((row) => (row.checkpoint_id === null ? row : (counted.get(row.run_id ?? '')?.shift() ?? row)));
}

/** What disposal and deletion look at: marked rows, and completed state that the platform keeps on its own account. */
export function listSpareSavepoints(db: Db, jobId: string): Promise<SavepointRow[]> {
  return db
    .selectFrom('savepoint')
    .selectAll()
    .where('job_id', '=', jobId)
    .where((where) =>
      where.or([
        where('state', '=', 'DELETING'),
        where.and([
          where('state', '=', 'COMPLETED'),
          where.or([where('kind', '=', 'checkpoint'), where('plan_id', 'is not', null)]),
        ]),
      ]),
    )
    .orderBy('created_at')
    .orderBy('id')
    .limit(200)
    .execute();
}

export async function deleteSavepoint(db: Db, savepointId: string): Promise<void> {
  await db.deleteFrom('savepoint').where('id', '=', savepointId).execute();
}

export async function markSavepointsDeleting(db: Db, jobId: string): Promise<void> {
  await db.updateTable('savepoint').set({ state: 'DELETING' }).where('job_id', '=', jobId).execute();
}
