/** Rows of jobs and their versions. */
import type { Insertable, Selectable, Updateable } from 'kysely';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type JobRow = Selectable<Tables['job']>;
export type NewJobRow = Insertable<Tables['job']>;
export type JobVersionRow = Selectable<Tables['job_version']>;

export async function insertJob(db: Db, row: NewJobRow): Promise<void> {
  await db.insertInto('job').values(row).execute();
}

/** A job that is not deleted. */
export function findJob(db: Db, jobId: string): Promise<JobRow | undefined> {
  return db.selectFrom('job').selectAll().where('id', '=', jobId).where('deleted_at', 'is', null).executeTakeFirst();
}

/** The same, and nobody else changes the row, or reads it for a change, before the transaction ends. */
export function findJobForUpdate(tx: Db, jobId: string): Promise<JobRow | undefined> {
  return tx
    .selectFrom('job')
    .selectAll()
    .where('id', '=', jobId)
    .where('deleted_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
}

export function findJobByName(db: Db, projectId: string, name: string): Promise<JobRow | undefined> {
  return db
    .selectFrom('job')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('name', '=', name)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

/** Jobs of this name that belong to the cluster, in any project. */
export function findJobsOnCluster(db: Db, clusterId: string, name: string): Promise<JobRow[]> {
  return db
    .selectFrom('job')
    .selectAll()
    .where('cluster_id', '=', clusterId)
    .where('name', '=', name)
    .where('deleted_at', 'is', null)
    .execute();
}

export async function updateJob(db: Db, jobId: string, change: Updateable<Tables['job']>): Promise<void> {
  await db.updateTable('job').set(change).where('id', '=', jobId).execute();
}

/** Changes the draft if it is still at `revision`; false when somebody was faster. */
export async function updateJobAtRevision(
  db: Db,
  jobId: string,
  revision: number,
  change: Updateable<Tables['job']>,
): Promise<boolean> {
  const result = await db
    .updateTable('job')
    .set(change)
    .where('id', '=', jobId)
    .where('draft_revision', '=', revision)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export interface JobFilter {
  search?: string | undefined;
  phase?: string | undefined;
  label?: { key: string; value: string | undefined } | undefined;
  scenario?: string | undefined;
}

function filtered(db: Db, projectId: string, filter: JobFilter) {
  let query = db.selectFrom('job').where('project_id', '=', projectId).where('deleted_at', 'is', null);
  if (filter.search !== undefined && filter.search !== '') {
    query = query.where((where) =>
      where(where.fn<string>('lower', ['name']), 'like', `%${escapeLike(filter.search?.toLowerCase() ?? '')}%`),
    );
  }
  if (filter.phase !== undefined) query = query.where('phase', '=', filter.phase);
  if (filter.scenario !== undefined) query = query.where('scenario', '=', filter.scenario);
  if (filter.label !== undefined) {
    // Labels are one JSON object written by JSON.stringify: a pair stands in it as exactly this text.
    const pair = JSON.stringify(filter.label.key) + ':';
    const value = filter.label.value === undefined ? '"' : JSON.stringify(filter.label.value);
    query = query.where('labels', 'like', `%${escapeLike(pair + value)}%`);
  }
  return query;
}

/** `%`, `_` and `\` are dropped to single-character wildcards: a search may match a little more, never fail. */
function escapeLike(text: string): string {
  return text.replaceAll(/[%\\]/g, '_');
}

/** Drafts that hold a text, by name; case does not count, and a few more may come than really hold it. */
export function listDraftsWith(
  db: Db,
  projectId: string,
  text: string,
): Promise<Pick<JobRow, 'id' | 'name' | 'folder' | 'draft_script'>[]> {
  // SQLite lowers ASCII only: characters beyond it are left to the caller's own look.
  const pattern = `%${escapeLike(text.toLowerCase()).replaceAll(/[^\p{ASCII}]/gu, '%')}%`;
  return db
    .selectFrom('job')
    .select(['id', 'name', 'folder', 'draft_script'])
    .where('project_id', '=', projectId)
    .where('deleted_at', 'is', null)
    .where((where) => where(where.fn<string>('lower', ['draft_script']), 'like', pattern))
    .orderBy('name')
    .execute();
}

/** A page of a project's jobs, newest first. `after` is the last row of the page before. */
export function listJobs(
  db: Db,
  projectId: string,
  filter: JobFilter,
  page: { limit: number; after: { createdAt: string; id: string } | undefined },
): Promise<JobRow[]> {
  let query = filtered(db, projectId, filter).selectAll();
  const { after } = page;
  if (after !== undefined) {
    query = query.where((where) =>
      where.or([
        where('created_at', '<', after.createdAt),
        where.and([where('created_at', '=', after.createdAt), where('id', '<', after.id)]),
      ]),
    );
  }
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(page.limit).execute();
}

export async function countJobs(db: Db, projectId: string, filter: JobFilter): Promise<number> {
  const row = await filtered(db, projectId, filter)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Ids of every job that is not deleted: what the controller looks after. */
export async function listJobIds(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('job').select('id').where('deleted_at', 'is', null).execute();
  return rows.map((row) => row.id);
}

export async function countJobsOfCluster(db: Db, clusterId: string): Promise<number> {
  const row = await db
    .selectFrom('job')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('cluster_id', '=', clusterId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function insertVersion(db: Db, row: Insertable<Tables['job_version']>): Promise<void> {
  await db.insertInto('job_version').values(row).execute();
}

export function findVersion(db: Db, jobId: string, version: number): Promise<JobVersionRow | undefined> {
  return db
    .selectFrom('job_version')
    .selectAll()
    .where('job_id', '=', jobId)
    .where('version', '=', version)
    .executeTakeFirst();
}

/** Versions below `before`, newest first. */
export function listVersions(
  db: Db,
  jobId: string,
  page: { limit: number; before: number | undefined },
): Promise<JobVersionRow[]> {
  let query = db.selectFrom('job_version').selectAll().where('job_id', '=', jobId);
  if (page.before !== undefined) query = query.where('version', '<', page.before);
  return query.orderBy('version', 'desc').limit(page.limit).execute();
}

/** Script and settings of the latest version of each of these jobs, for telling whether a draft differs. */
export async function latestVersionsOf(db: Db, jobIds: string[]): Promise<Map<string, JobVersionRow>> {
  if (jobIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('job_version')
    .innerJoin('job', (join) =>
      join.onRef('job.id', '=', 'job_version.job_id').onRef('job.latest_version', '=', 'job_version.version'),
    )
    .selectAll('job_version')
    .where('job.id', 'in', jobIds)
    .execute();
  return new Map(rows.map((row) => [row.job_id, row]));
}

/** The version each of these jobs is to run. */
export async function wantedVersionsOf(db: Db, jobIds: string[]): Promise<Map<string, JobVersionRow>> {
  if (jobIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('job_version')
    .innerJoin('job', (join) =>
      join.onRef('job.id', '=', 'job_version.job_id').onRef('job.desired_version', '=', 'job_version.version'),
    )
    .selectAll('job_version')
    .where('job.id', 'in', jobIds)
    .execute();
  return new Map(rows.map((row) => [row.job_id, row]));
}

/** Time zone of the project's SQL sessions. */
export async function timeZoneOfProject(db: Db, projectId: string): Promise<string> {
  const row = await db.selectFrom('project').select('time_zone').where('id', '=', projectId).executeTakeFirst();
  return row?.time_zone ?? 'UTC';
}
