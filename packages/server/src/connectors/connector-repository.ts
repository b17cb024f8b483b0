import type { Selectable } from 'kysely';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type ConnectorRow = Selectable<Tables['connector']>;

export async function listConnectorRows(db: Db): Promise<ConnectorRow[]> {
  return db.selectFrom('connector').selectAll().orderBy('name').orderBy('created_at').execute();
}

/** False when there is one of this name and version. */
export async function insertConnectorRow(db: Db, row: ConnectorRow): Promise<boolean> {
  const result = await db
    .insertInto('connector')
    .values(row)
    .onConflict((conflict) => conflict.columns(['name', 'version']).doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** What an earlier release did not look for. */
export async function setConnectorNeeds(db: Db, id: string, needs: readonly string[]): Promise<void> {
  await db
    .updateTable('connector')
    .set({ needs: JSON.stringify(needs) })
    .where('id', '=', id)
    .execute();
}

export async function deleteConnectorRow(db: Db, id: string): Promise<boolean> {
  const result = await db.deleteFrom('connector').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows > 0n;
}
