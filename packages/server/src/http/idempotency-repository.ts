import type { Selectable } from 'kysely';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type IdempotencyRow = Selectable<Tables['idempotency']>;

export async function findStoredAnswer(
  db: Db,
  userId: string,
  route: string,
  key: string,
): Promise<IdempotencyRow | undefined> {
  return db
    .selectFrom('idempotency')
    .selectAll()
    .where('user_id', '=', userId)
    .where('route', '=', route)
    .where('key', '=', key)
    .executeTakeFirst();
}

export async function storeAnswer(db: Db, row: IdempotencyRow): Promise<void> {
  await db
    .insertInto('idempotency')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'route', 'key']).doUpdateSet({
        body_hash: row.body_hash,
        status: row.status,
        response: row.response,
        created_at: row.created_at,
      }),
    )
    .execute();
}

/** Throws a unique violation when there is one already. */
export async function insertAnswer(db: Db, row: IdempotencyRow): Promise<void> {
  await db.insertInto('idempotency').values(row).execute();
}

export async function deleteStoredAnswer(db: Db, userId: string, route: string, key: string): Promise<void> {
  await db
    .deleteFrom('idempotency')
    .where('user_id', '=', userId)
    .where('route', '=', route)
    .where('key', '=', key)
    .execute();
}

export async function deleteAnswersBefore(db: Db, beforeIso: string): Promise<void> {
  await db.deleteFrom('idempotency').where('created_at', '<', beforeIso).execute();
}
