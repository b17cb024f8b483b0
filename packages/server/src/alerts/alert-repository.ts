/** Rows of alerts on their way to the webhook. */
import type { Selectable, Updateable } from 'kysely';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type AlertRow = Selectable<Tables['alert_outbox']>;

export async function insertAlert(db: Db, row: AlertRow): Promise<void> {
  await db.insertInto('alert_outbox').values(row).execute();
}

export async function updateAlert(db: Db, id: string, change: Updateable<Tables['alert_outbox']>): Promise<void> {
  await db.updateTable('alert_outbox').set(change).where('id', '=', id).execute();
}

/** Alerts whose time has come, the oldest first. */
export function listDueAlerts(db: Db, now: string, limit: number): Promise<AlertRow[]> {
  return db
    .selectFrom('alert_outbox')
    .selectAll()
    .where('state', '=', 'PENDING')
    .where('next_at', '<=', now)
    .orderBy('created_at')
    .limit(limit)
    .execute();
}

export async function countPendingAlerts(db: Db): Promise<number> {
  const row = await db
    .selectFrom('alert_outbox')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('state', '=', 'PENDING')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export function findLastDelivered(db: Db): Promise<AlertRow | undefined> {
  return db
    .selectFrom('alert_outbox')
    .selectAll()
    .where('state', '=', 'DELIVERED')
    .orderBy('ended_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export function findLastFailed(db: Db): Promise<AlertRow | undefined> {
  return db
    .selectFrom('alert_outbox')
    .selectAll()
    .where('failed_at', 'is not', null)
    .orderBy('failed_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Gives up what is still on its way. */
export async function giveUpPendingAlerts(db: Db, reason: string, now: string): Promise<void> {
  await db
    .updateTable('alert_outbox')
    .set({ state: 'GIVEN_UP', ended_at: now, failure: reason })
    .where('state', '=', 'PENDING')
    .execute();
}

export async function deleteAlertsEndedBefore(db: Db, before: string): Promise<void> {
  await db.deleteFrom('alert_outbox').where('ended_at', 'is not', null).where('ended_at', '<', before).execute();
}
