/** Databases for tests: every suite that stores something runs on each of them. */
import { inject } from 'vitest';

import { createPostgresDatabase } from '../testing/postgres-server.ts';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './postgres-database.ts';
import { openSqlite } from './sqlite-database.ts';

export interface TestDatabase {
  name: string;
  /** A fresh, migrated database; close it after the test. */
  open(): Promise<Database>;
}

const nowIso = '2026-01-01T00:00:00.000Z';

/** An empty database in memory with the whole schema. */
export async function openTestDatabase(): Promise<Database> {
  const database = openSqlite(':memory:');
  await migrate(database, { nowIso });
  return database;
}

interface TestServer {
  url: string;
  template: string;
}

function testServer(): TestServer {
  const server = inject('postgres') as TestServer | undefined;
  if (server === undefined) throw new Error('this test layer has no PostgreSQL');
  return server;
}

/** An empty database, without the schema, on the server of this run of the test layer. */
export function createTestPostgres(): ReturnType<typeof createPostgresDatabase> {
  return createPostgresDatabase(testServer().url);
}

async function openTestPostgres(): Promise<Database> {
  const server = testServer();
  const { url, drop } = await createPostgresDatabase(server.url, server.template);
  const database = await openPostgres(url);
  return {
    ...database,
    close: async () => {
      await database.close();
      await drop();
    },
  };
}

/** For `describe.each(testDatabases)`. */
export const testDatabases: readonly TestDatabase[] = [
  { name: 'sqlite', open: openTestDatabase },
  { name: 'postgres', open: openTestPostgres },
];
