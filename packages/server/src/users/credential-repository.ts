/** Sessions and API tokens. Only hashes of them are stored. */
import type { Selectable } from 'kysely';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type SessionRow = Selectable<Tables['session']>;
export type ApiTokenRow = Selectable<Tables['api_token']>;

export async function insertSession(db: Db, row: SessionRow): Promise<void> {
  await db.insertInto('session').values(row).execute();
}

export async function findSession(db: Db, tokenHash: string): Promise<SessionRow | undefined> {
  return db.selectFrom('session').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst();
}

export async function extendSession(db: Db, tokenHash: string, expiresAt: string): Promise<void> {
  await db.updateTable('session').set({ expires_at: expiresAt }).where('token_hash', '=', tokenHash).execute();
}

export async function deleteSession(db: Db, tokenHash: string): Promise<void> {
  await db.deleteFrom('session').where('token_hash', '=', tokenHash).execute();
}

/** Ends every session of a person but `exceptHash`. */
export async function deleteSessionsOf(db: Db, userId: string, exceptHash: string | undefined): Promise<void> {
  let query = db.deleteFrom('session').where('user_id', '=', userId);
  if (exceptHash !== undefined) query = query.where('token_hash', '!=', exceptHash);
  await query.execute();
}

export async function deleteExpiredSessions(db: Db, nowIso: string): Promise<void> {
  await db.deleteFrom('session').where('expires_at', '<', nowIso).execute();
}

export async function insertToken(db: Db, row: ApiTokenRow): Promise<void> {
  await db.insertInto('api_token').values(row).execute();
}

export async function findTokenByHash(db: Db, tokenHash: string): Promise<ApiTokenRow | undefined> {
  return db.selectFrom('api_token').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst();
}

export async function listTokensOf(db: Db, userId: string): Promise<ApiTokenRow[]> {
  return db.selectFrom('api_token').selectAll().where('user_id', '=', userId).orderBy('created_at', 'desc').execute();
}

export async function markTokenUsed(db: Db, id: string, atIso: string): Promise<void> {
  await db.updateTable('api_token').set({ last_used_at: atIso }).where('id', '=', id).execute();
}

/** True when a token of this person was deleted. */
export async function deleteTokenOf(db: Db, userId: string, id: string): Promise<boolean> {
  const result = await db.deleteFrom('api_token').where('id', '=', id).where('user_id', '=', userId).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export async function deleteTokensNamed(db: Db, userId: string, name: string): Promise<void> {
  await db.deleteFrom('api_token').where('user_id', '=', userId).where('name', '=', name).execute();
}
