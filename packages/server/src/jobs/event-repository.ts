/** Rows of the append-only history. */
import { JobDelete } from '@liusu/contract/job';
import type { Insertable, Selectable } from 'kysely';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type JobEventRow = Selectable<Tables['job_event']>;

export async function insertEvent(db: Db, row: Insertable<Tables['job_event']>): Promise<void> {
  await db.insertInto('job_event').values(row).execute();
}

export interface EventScope {
  projectId?: string;
  jobId?: string;
}

/** Events below the sequence number `before`, newest first, with their job's name. */
export function listEvents(
  db: Db,
  scope: EventScope,
  page: { limit: number; before: number | undefined },
): Promise<(JobEventRow & { job_name: string | null })[]> {
  let query = db
    .selectFrom('job_event')
    .leftJoin('job', 'job.id', 'job_event.job_id')
    .selectAll('job_event')
    .select('job.name as job_name');
  if (scope.projectId !== undefined) query = query.where('job_event.project_id', '=', scope.projectId);
  if (scope.jobId !== undefined) query = query.where('job_event.job_id', '=', scope.jobId);
  if (page.before !== undefined) query = query.where('job_event.seq', '<', page.before);
  return query.orderBy('job_event.seq', 'desc').limit(page.limit).execute();
}

/** Number of events after a sequence number, and the last of them. */
export async function countEvents(
  db: Db,
  scope: EventScope,
  afterSeq: number,
): Promise<{ count: number; lastSeq: number | null }> {
  let query = db
    .selectFrom('job_event')
    .select((select) => [select.fn.countAll<number>().as('count'), select.fn.max('seq').as('last')])
    .where('seq', '>', afterSeq);
  if (scope.projectId !== undefined) query = query.where('project_id', '=', scope.projectId);
  if (scope.jobId !== undefined) query = query.where('job_id', '=', scope.jobId);
  const { count, last } = await query.executeTakeFirstOrThrow();
  return { count: Number(count), lastSeq: last === null ? null : Number(last) };
}

/** What the delete of a job did, when it is done. */
export async function findJobDeletion(db: Db, jobId: string): Promise<JobDelete | undefined> {
  const row = await db
    .selectFrom('job_event')
    .select('params')
    .where('job_id', '=', jobId)
    .where('kind', '=', 'job.deleted')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const params = JSON.parse(row.params) as Record<string, unknown>;
  const keptPaths = String(params['keptPaths'] ?? '');
  return JobDelete.parse({ ...params, keptPaths: keptPaths === '' ? [] : keptPaths.split('\n') });
}

/** Events above the sequence number `after`, and those of the numbers given, oldest first, with their job's name. */
export function listEventsSince(
  db: Db,
  after: number,
  numbers: number[],
  limit: number,
): Promise<(JobEventRow & { job_name: string | null })[]> {
  return db
    .selectFrom('job_event')
    .leftJoin('job', 'job.id', 'job_event.job_id')
    .selectAll('job_event')
    .select('job.name as job_name')
    .where((where) =>
      numbers.length === 0
        ? where('job_event.seq', '>', after)
        : where.or([where('job_event.seq', '>', after), where('job_event.seq', 'in', numbers)]),
    )
    .orderBy('job_event.seq')
    .limit(limit)
    .execute();
}

/** Number of the newest event; 0 before the first. */
export async function newestEventNumber(db: Db): Promise<number> {
  const row = await db.selectFrom('job_event').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row?.seq ?? 0;
}
