/** Rows of clusters. */
import type { Insertable, Selectable } from 'kysely';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type ClusterRow = Selectable<Tables['cluster']>;

export async function insertCluster(db: Db, row: Insertable<Tables['cluster']>): Promise<void> {
  await db.insertInto('cluster').values(row).execute();
}

export function listClusterRows(db: Db): Promise<ClusterRow[]> {
  return db.selectFrom('cluster').selectAll().orderBy('created_at').orderBy('id').execute();
}

export function findClusterRow(db: Db, clusterId: string): Promise<ClusterRow | undefined> {
  return db.selectFrom('cluster').selectAll().where('id', '=', clusterId).executeTakeFirst();
}

export function findClusterByName(db: Db, name: string): Promise<ClusterRow | undefined> {
  return db.selectFrom('cluster').selectAll().where('name', '=', name).executeTakeFirst();
}

export async function setClusterEngine(db: Db, clusterId: string, engine: string): Promise<void> {
  await db.updateTable('cluster').set({ engine }).where('id', '=', clusterId).execute();
}

export async function deleteClusterRow(db: Db, clusterId: string): Promise<void> {
  await db.deleteFrom('cluster').where('id', '=', clusterId).execute();
}
