/** Databases for tests: every suite that stores something runs on each of them. */
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { openSqlite } from './sqlite-database.ts';

export interface TestDatabase {
  name: string;
  /** A fresh, migrated database; close it after the test. */
  open(): Promise<Database>;
}

/** An empty database in memory with the whole schema. */
export async function openTestDatabase(): Promise<Database> {
  const database = openSqlite(':memory:');
  await migrate(database, { nowIso: '2026-01-01T00:00:00.000Z' });
  return database;
}

/** For `describe.each(testDatabases)`. */
export const testDatabases: readonly TestDatabase[] = [{ name: 'sqlite', open: openTestDatabase }];
