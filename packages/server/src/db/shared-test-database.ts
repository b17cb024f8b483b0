/** One database in memory for many short tests of a process, emptied before each: making the schema takes longer than such a test. */
import { sql } from 'kysely';

import type { Database } from './database.ts';
import { openTestDatabase } from './test-database.ts';

let shared: Promise<{ database: Database; tables: string[] }> | undefined;

/** The database, with nothing in it but what its schema brings along. */
export async function emptyDatabase(): Promise<Database> {
  shared ??= open();
  const { database, tables } = await shared;
  await sql`pragma foreign_keys = off`.execute(database.db);
  for (const table of tables) await sql`delete from ${sql.table(table)}`.execute(database.db);
  await sql`pragma foreign_keys = on`.execute(database.db);
  return database;
}

async function open(): Promise<{ database: Database; tables: string[] }> {
  const database = await openTestDatabase();
  const { rows } = await sql<{ name: string }>`
    select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`.execute(database.db);
  const tables: string[] = [];
  for (const { name } of rows) {
    const filled = await sql`select 1 from ${sql.table(name)} limit 1`.execute(database.db);
    if (filled.rows.length === 0) tables.push(name);
  }
  return { database, tables };
}
