/** One PostgreSQL for a whole run of a test layer: name this file under `globalSetup` of the vitest project. */
import type { TestProject } from 'vitest/node';

import { migrate } from '../db/migrate.ts';
import { openPostgres } from '../db/postgres-database.ts';
import { createPostgresDatabase, startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of a server that tests may make databases on, and the name of one there that holds the schema, to be copied. */
    postgres: { url: string; template: string };
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  try {
    const { url, name } = await createPostgresDatabase(server.url);
    const database = await openPostgres(url);
    await migrate(database, { nowIso: '2026-01-01T00:00:00.000Z' });
    await database.close();
    project.provide('postgres', { url: server.url, template: name });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server.stop;
}
