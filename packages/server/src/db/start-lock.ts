/** What processes that start at once must do one after the other. */
import { sql } from 'kysely';

import type { Database } from './database.ts';

/** Any number will do: it only has to be the same in every process. */
const startLockKey = 7_315_202;

/** Runs `work` while no other process on the database does. SQLite has one process only: an instance lock sees to that. */
export async function underStartLock<T>(database: Database, work: () => Promise<T>): Promise<T> {
  if (database.kind === 'sqlite') return work();
  return database.db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${startLockKey})`.execute(connection);
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(${startLockKey})`.execute(connection);
    }
  });
}
