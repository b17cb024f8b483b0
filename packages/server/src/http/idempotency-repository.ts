import type { Selectable, Updateable } from 'kysely';

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

/** Status of a row whose command is being carried out; `response` then tells by whom. */
export const claimedStatus = -1;

export interface Claim {
  userId: string;
  route: string;
  key: string;
  /** Who carries the command out: never used twice. */
  claimant: string;
}

/**
 * Makes the row of a command that is being carried out, or takes the place of one that no longer counts: older than `keptSince`, or
 * claimed and not renewed since `heardSince`. False when another row is in force.
 */
export async function claimAnswer(
  db: Db,
  row: IdempotencyRow,
  { keptSince, heardSince }: { keptSince: string; heardSince: string },
): Promise<boolean> {
  const { body_hash, status, response, created_at } = row;
  const made = await db
    .insertInto('idempotency')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'route', 'key'])
        .doUpdateSet({ body_hash, status, response, created_at })
        .where((where) =>
          where.or([
            where('idempotency.created_at', '<=', keptSince),
            where.and([
              where('idempotency.status', '=', claimedStatus),
              where('idempotency.created_at', '<=', heardSince),
            ]),
          ]),
        ),
    )
    .returning('key')
    .execute();
  return made.length === 1;
}

async function changeClaim(
  db: Db,
  { userId, route, key, claimant }: Claim,
  change: Updateable<Tables['idempotency']>,
): Promise<boolean> {
  const result = await db
    .updateTable('idempotency')
    .set(change)
    .where('user_id', '=', userId)
    .where('route', '=', route)
    .where('key', '=', key)
    .where('status', '=', claimedStatus)
    .where('response', '=', claimant)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Says that the claimant is still at it. */
export async function renewClaim(db: Db, claim: Claim, nowIso: string): Promise<void> {
  await changeClaim(db, claim, { created_at: nowIso });
}

/** Turns the claim into what it was for; false when it is another's by now. */
export function redeemClaim(db: Db, claim: Claim, change: { status: number; response: string }): Promise<boolean> {
  return changeClaim(db, claim, change);
}

/** Gives a command up that came to nothing, so that it may be tried again. */
export async function dropClaim(db: Db, { userId, route, key, claimant }: Claim): Promise<void> {
  await db
    .deleteFrom('idempotency')
    .where('user_id', '=', userId)
    .where('route', '=', route)
    .where('key', '=', key)
    .where('status', '=', claimedStatus)
    .where('response', '=', claimant)
    .execute();
}

export async function deleteAnswersBefore(db: Db, beforeIso: string): Promise<void> {
  await db.deleteFrom('idempotency').where('created_at', '<', beforeIso).execute();
}
