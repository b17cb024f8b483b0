/** Rows of bulk commands and their items. */
import type { Insertable, Selectable, Updateable } from 'kysely';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type BulkRow = Selectable<Tables['bulk']>;
export type BulkItemRow = Selectable<Tables['bulk_item']>;

export async function insertBulk(db: Db, row: BulkRow, items: Insertable<Tables['bulk_item']>[]): Promise<void> {
  await db.insertInto('bulk').values(row).execute();
  // SQLite takes a bounded number of values in one statement.
  for (let from = 0; from < items.length; from += 100) {
    await db
      .insertInto('bulk_item')
      .values(items.slice(from, from + 100))
      .execute();
  }
}

export function findBulk(db: Db, bulkId: string): Promise<BulkRow | undefined> {
  return db.selectFrom('bulk').selectAll().where('id', '=', bulkId).executeTakeFirst();
}

export function listRunningBulks(db: Db): Promise<BulkRow[]> {
  return db.selectFrom('bulk').selectAll().where('state', '=', 'RUNNING').orderBy('created_at').execute();
}

/** Bulk commands of a project, newest first. */
export function listBulksOfProject(db: Db, projectId: string, limit: number): Promise<BulkRow[]> {
  return db
    .selectFrom('bulk')
    .selectAll()
    .where('project_id', '=', projectId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export function listBulkItems(db: Db, bulkId: string): Promise<BulkItemRow[]> {
  return db.selectFrom('bulk_item').selectAll().where('bulk_id', '=', bulkId).orderBy('ordinal').execute();
}

export async function updateBulk(db: Db, bulkId: string, change: Updateable<Tables['bulk']>): Promise<void> {
  await db.updateTable('bulk').set(change).where('id', '=', bulkId).execute();
}

/** Changes an item that is still in the state it was seen in. */
export async function updateBulkItem(
  db: Db,
  item: Pick<BulkItemRow, 'bulk_id' | 'ordinal' | 'state'>,
  change: Updateable<Tables['bulk_item']>,
): Promise<void> {
  await db
    .updateTable('bulk_item')
    .set(change)
    .where('bulk_id', '=', item.bulk_id)
    .where('ordinal', '=', item.ordinal)
    .where('state', '=', item.state)
    .execute();
}

/** Marks an item as begun; false when it was begun or cancelled in the meantime. */
export async function beginBulkItem(
  db: Db,
  item: Pick<BulkItemRow, 'bulk_id' | 'ordinal'>,
  change: Updateable<Tables['bulk_item']>,
): Promise<boolean> {
  const result = await db
    .updateTable('bulk_item')
    .set(change)
    .where('bulk_id', '=', item.bulk_id)
    .where('ordinal', '=', item.ordinal)
    .where('state', '=', 'PENDING')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Leaves out what has not begun. */
export async function cancelPendingItems(db: Db, bulkId: string, now: string): Promise<void> {
  await db
    .updateTable('bulk_item')
    .set({ state: 'CANCELLED', ended_at: now })
    .where('bulk_id', '=', bulkId)
    .where('state', '=', 'PENDING')
    .execute();
}

/** Number of items by state, of each of these bulk commands. */
export async function countBulkItems(db: Db, bulkIds: string[]): Promise<Map<string, Record<string, number>>> {
  const counts = new Map<string, Record<string, number>>();
  if (bulkIds.length === 0) return counts;
  const rows = await db
    .selectFrom('bulk_item')
    .select((select) => ['bulk_id', 'state', select.fn.countAll<number>().as('count')])
    .where('bulk_id', 'in', bulkIds)
    .groupBy(['bulk_id', 'state'])
    .execute();
  for (const row of rows) {
    counts.set(row.bulk_id, { ...counts.get(row.bulk_id), [row.state]: Number(row.count) });
  }
  return counts;
}
