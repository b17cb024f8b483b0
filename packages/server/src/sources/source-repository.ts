import type { Selectable } from 'kysely';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type SourceRow = Selectable<Tables['source']>;

export async function listSourceRows(db: Db, projectId: string): Promise<SourceRow[]> {
  return db.selectFrom('source').selectAll().where('project_id', '=', projectId).orderBy('name').execute();
}

/** Of all projects, by project and name. */
export async function listEverySourceRow(db: Db): Promise<SourceRow[]> {
  return db.selectFrom('source').selectAll().orderBy('project_id').orderBy('name').execute();
}

export async function findSourceRow(db: Db, projectId: string, name: string): Promise<SourceRow | undefined> {
  return db
    .selectFrom('source')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('name', '=', name)
    .executeTakeFirst();
}

/** False when the name is taken. */
export async function insertSourceRow(db: Db, row: SourceRow): Promise<boolean> {
  const result = await db
    .insertInto('source')
    .values(row)
    .onConflict((conflict) => conflict.columns(['project_id', 'name']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows !== undefined && result.numInsertedOrUpdatedRows > 0n;
}

export async function updateSourceRow(db: Db, row: SourceRow): Promise<void> {
  const { project_id: projectId, name, ...rest } = row;
  await db.updateTable('source').set(rest).where('project_id', '=', projectId).where('name', '=', name).execute();
}

/** The result of a test belongs to the connection it was made of: it is not kept when that was changed meanwhile. */
export async function setLastTest(db: Db, row: SourceRow, lastTest: string): Promise<void> {
  await db
    .updateTable('source')
    .set({ last_test: lastTest })
    .where('project_id', '=', row.project_id)
    .where('name', '=', row.name)
    .where('updated_at', '=', row.updated_at)
    .where('connection', '=', row.connection)
    .execute();
}

/** True when there was one. */
export async function deleteSourceRow(db: Db, projectId: string, name: string): Promise<boolean> {
  const result = await db
    .deleteFrom('source')
    .where('project_id', '=', projectId)
    .where('name', '=', name)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
