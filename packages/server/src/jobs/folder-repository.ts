/** Rows of folders, and jobs by folder. */
import type { Db } from '../db/database.ts';

/** Makes those that do not exist. */
export async function insertFolders(db: Db, projectId: string, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  await db
    .insertInto('job_folder')
    .values(paths.map((path) => ({ project_id: projectId, path })))
    .onConflict((conflict) => conflict.columns(['project_id', 'path']).doNothing())
    .execute();
}

/** Every folder of a project, and nobody else changes them before the transaction ends (PostgreSQL; SQLite has one writer). */
export async function lockFolders(tx: Db, projectId: string): Promise<string[]> {
  await tx.selectFrom('project').select('id').where('id', '=', projectId).forUpdate().execute();
  return listFolderPaths(tx, projectId);
}

export async function listFolderPaths(db: Db, projectId: string): Promise<string[]> {
  const rows = await db.selectFrom('job_folder').select('path').where('project_id', '=', projectId).execute();
  return rows.map((row) => row.path);
}

export async function deleteFolders(db: Db, projectId: string, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  await db.deleteFrom('job_folder').where('project_id', '=', projectId).where('path', 'in', paths).execute();
}

/** How many jobs lie directly in each folder of a project that has some. */
export async function countJobsByFolder(db: Db, projectId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('job')
    .select((select) => ['folder' as const, select.fn.countAll<number>().as('count')])
    .where('project_id', '=', projectId)
    .where('deleted_at', 'is', null)
    .groupBy('folder')
    .execute();
  return new Map(rows.map((row) => [row.folder, Number(row.count)]));
}

/** Puts the jobs of one folder into another. Not an edit: revisions stay. */
export async function moveJobs(db: Db, projectId: string, from: string, to: string): Promise<void> {
  await db
    .updateTable('job')
    .set({ folder: to })
    .where('project_id', '=', projectId)
    .where('folder', '=', from)
    .where('deleted_at', 'is', null)
    .execute();
}
