import type { Selectable } from 'kysely';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type VariableRow = Selectable<Tables['variable']>;
export type SecretRow = Selectable<Tables['secret']>;

export async function listVariableRows(db: Db, projectId: string): Promise<VariableRow[]> {
  return db.selectFrom('variable').selectAll().where('project_id', '=', projectId).orderBy('name').execute();
}

export async function listSecretRows(db: Db, projectId: string): Promise<SecretRow[]> {
  return db.selectFrom('secret').selectAll().where('project_id', '=', projectId).orderBy('name').execute();
}

export async function putVariableRow(db: Db, row: VariableRow): Promise<void> {
  const { project_id: _project, name: _name, ...rest } = row;
  await db
    .insertInto('variable')
    .values(row)
    .onConflict((conflict) => conflict.columns(['project_id', 'name']).doUpdateSet(rest))
    .execute();
}

export async function putSecretRow(db: Db, row: SecretRow): Promise<void> {
  const { project_id: _project, name: _name, ...rest } = row;
  await db
    .insertInto('secret')
    .values(row)
    .onConflict((conflict) => conflict.columns(['project_id', 'name']).doUpdateSet(rest))
    .execute();
}

/** True when there was one. */
export async function deleteNamedRow(
  db: Db,
  table: 'variable' | 'secret',
  projectId: string,
  name: string,
): Promise<boolean> {
  const result = await db
    .deleteFrom(table)
    .where('project_id', '=', projectId)
    .where('name', '=', name)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
