import type { Selectable } from 'kysely';

import type { User } from '@liusu/contract/user';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type UserRow = Selectable<Tables['user']>;

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    admin: row.admin === 1,
    disabled: row.disabled === 1,
    createdAt: row.created_at,
  };
}

export async function findUser(db: Db, id: string): Promise<UserRow | undefined> {
  return db.selectFrom('user').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function findUserByName(db: Db, name: string): Promise<UserRow | undefined> {
  return db.selectFrom('user').selectAll().where('name', '=', name).executeTakeFirst();
}

/** The administrator who has been there longest and is not turned off. */
export async function findFirstAdmin(db: Db): Promise<UserRow | undefined> {
  return db
    .selectFrom('user')
    .selectAll()
    .where('admin', '=', 1)
    .where('disabled', '=', 0)
    .orderBy('created_at')
    .orderBy('id')
    .executeTakeFirst();
}

export async function listUsers(db: Db): Promise<UserRow[]> {
  return db.selectFrom('user').selectAll().orderBy('name').execute();
}

export async function countActiveAdmins(db: Db): Promise<number> {
  const row = await db
    .selectFrom('user')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('admin', '=', 1)
    .where('disabled', '=', 0)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Keeps who is an administrator as it is until the transaction ends. */
export async function lockAdmins(tx: Db): Promise<void> {
  await tx.selectFrom('user').select('id').where('admin', '=', 1).orderBy('id').forUpdate().execute();
}

export async function insertUser(db: Db, row: UserRow): Promise<void> {
  await db.insertInto('user').values(row).execute();
}

export async function updateUserRow(db: Db, id: string, change: Partial<Omit<UserRow, 'id'>>): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await db.updateTable('user').set(change).where('id', '=', id).execute();
}
