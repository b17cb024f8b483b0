/** Rows of runs. */
import type { Insertable, Selectable, Updateable } from 'kysely';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type RunRow = Selectable<Tables['run']>;

export async function insertRun(db: Db, row: Insertable<Tables['run']>): Promise<void> {
  await db.insertInto('run').values(row).execute();
}

export async function updateRun(db: Db, runId: string, change: Updateable<Tables['run']>): Promise<void> {
  await db.updateTable('run').set(change).where('id', '=', runId).execute();
}

export function findRun(db: Db, runId: string): Promise<RunRow | undefined> {
  return db.selectFrom('run').selectAll().where('id', '=', runId).executeTakeFirst();
}

export function findNewestRun(db: Db, jobId: string): Promise<RunRow | undefined> {
  return db
    .selectFrom('run')
    .selectAll()
    .where('job_id', '=', jobId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The newest run of each of these jobs. */
export async function newestRunsOf(db: Db, jobIds: string[]): Promise<Map<string, RunRow>> {
  if (jobIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('run')
    .innerJoin(
      (inner) =>
        inner
          .selectFrom('run as newest')
          .select(['newest.job_id as job', (select) => select.fn.max('newest.number').as('top')])
          .where('newest.job_id', 'in', jobIds)
          .groupBy('newest.job_id')
          .as('latest'),
      (join) => join.onRef('latest.job', '=', 'run.job_id').onRef('latest.top', '=', 'run.number'),
    )
    .selectAll('run')
    .execute();
  return new Map(rows.map((row) => [row.job_id, row]));
}

/** True while an active run waits for the outcome of an attempt whose mark names this gateway process. */
export async function hasOpenAttempt(db: Db, gatewayProcess: string): Promise<boolean> {
  const rows = await db
    .selectFrom('run')
    .select('gateway_incarnation')
    .where('ended_at', 'is', null)
    .where('submission', 'in', ['sending', 'unknown'])
    .where('gateway_incarnation', 'is not', null)
    .execute();
  // With several platform processes the mark tells more than the process.
  return rows.some((row) => row.gateway_incarnation?.includes(gatewayProcess) === true);
}

/** Runs of a job numbered below `before`, newest first. */
export function listRuns(
  db: Db,
  jobId: string,
  page: { limit: number; before?: number | undefined },
): Promise<RunRow[]> {
  let query = db.selectFrom('run').selectAll().where('job_id', '=', jobId);
  if (page.before !== undefined) query = query.where('number', '<', page.before);
  return query.orderBy('number', 'desc').limit(page.limit).execute();
}

/** Marks every run of the job: none of their JobIDs may ever run again. */
export async function tombstoneRuns(db: Db, jobId: string): Promise<void> {
  await db.updateTable('run').set({ tombstoned: 1 }).where('job_id', '=', jobId).where('tombstoned', '=', 0).execute();
}

/** Runs by Flink JobID, of those given. */
export async function findRunsByFlinkJobId(db: Db, flinkJobIds: string[]): Promise<RunRow[]> {
  if (flinkJobIds.length === 0) return [];
  return db.selectFrom('run').selectAll().where('flink_job_id', 'in', flinkJobIds).execute();
}

/** Flink JobIDs of runs, of those given. */
export async function findRunIds(db: Db, flinkJobIds: string[]): Promise<string[]> {
  if (flinkJobIds.length === 0) return [];
  const rows = await db.selectFrom('run').select('flink_job_id').where('flink_job_id', 'in', flinkJobIds).execute();
  return rows.map((row) => row.flink_job_id);
}

/** The active runs of a cluster, with their jobs' names. */
export function listActiveRuns(db: Db, clusterId: string): Promise<(RunRow & { name: string; project_id: string })[]> {
  return db
    .selectFrom('run')
    .innerJoin('job', 'job.id', 'run.job_id')
    .selectAll('run')
    .select(['job.name', 'job.project_id'])
    .where('run.cluster_id', '=', clusterId)
    .where('run.ended_at', 'is', null)
    .execute();
}

/** Flink JobIDs of previews, of those given. */
export async function findPreviewIds(db: Db, flinkJobIds: string[]): Promise<string[]> {
  if (flinkJobIds.length === 0) return [];
  const rows = await db.selectFrom('preview').select('flink_job_id').where('flink_job_id', 'in', flinkJobIds).execute();
  return rows.map((row) => row.flink_job_id);
}
