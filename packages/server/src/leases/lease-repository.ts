/** Rows of leases. Every time in them is the database's own, so that the clocks of machines need not agree. */
import { type RawBuilder, sql } from 'kysely';

import type { Db } from '../db/database.ts';

/** The database's clock as an expression, in epoch milliseconds. `undefined`: this process is the only one, and its clock will do. */
function nowOf(clockMs: number | undefined): RawBuilder<number> {
  // A parameter, so that the statement is the same each time and stays prepared.
  return clockMs === undefined
    ? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
    : sql<number>`cast(${clockMs} as bigint)`;
}

/** Makes sure there is a row for each name. */
export async function ensureLeases(db: Db, names: string[]): Promise<void> {
  if (names.length === 0) return;
  await db
    .insertInto('lease')
    .values(names.map((name) => ({ name, holder: '', epoch: 0, expires_ms: 0 })))
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
}

export interface Take {
  holder: string;
  names: string[];
  ttlMs: number;
  clockMs: number | undefined;
  /** Take what another holds, too: it is known to be dead. */
  byForce: boolean;
}

/** Takes those of the names that are free or run out; each gets a new epoch. One that is just being written under is passed over. */
export function takeLeases(db: Db, take: Take): Promise<{ name: string; epoch: number }[]> {
  const { holder, names, ttlMs, clockMs, byForce } = take;
  const now = nowOf(clockMs);
  return db
    .updateTable('lease')
    .set((set) => ({ holder, epoch: set('epoch', '+', 1), expires_ms: sql<number>`${now} + ${sql.lit(ttlMs)}` }))
    .where('name', 'in', (inner) => {
      const free = inner.selectFrom('lease').select('name').where('name', 'in', names).forUpdate().skipLocked();
      return byForce
        ? free
        : free.where((where) => where.or([where('holder', '=', ''), where('expires_ms', '<', now)]));
    })
    .returning(['name', 'epoch'])
    .execute();
}

/** Prolongs all leases of the holder, run out or not: as long as nobody took one it is the holder's. Returns those it still has. */
export function renewLeases(
  db: Db,
  holder: string,
  ttlMs: number,
  clockMs: number | undefined,
): Promise<{ name: string; epoch: number }[]> {
  return db
    .updateTable('lease')
    .set({ expires_ms: sql<number>`${nowOf(clockMs)} + ${sql.lit(ttlMs)}` })
    .where('holder', '=', holder)
    .returning(['name', 'epoch'])
    .execute();
}

/** Gives leases back, so that another process need not wait for their end. */
export async function releaseLeases(db: Db, holder: string, names: string[]): Promise<void> {
  if (names.length === 0) return;
  await db
    .updateTable('lease')
    .set({ holder: '', expires_ms: 0 })
    .where('holder', '=', holder)
    .where('name', 'in', names)
    .execute();
}

/** Who holds it now, and under which epoch; nobody can take it before the transaction ends. */
export function readLeaseForShare(tx: Db, name: string): Promise<{ holder: string; epoch: number } | undefined> {
  return tx.selectFrom('lease').select(['holder', 'epoch']).where('name', '=', name).forShare().executeTakeFirst();
}
