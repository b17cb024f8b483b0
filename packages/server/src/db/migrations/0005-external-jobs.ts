import type { Kysely, Transaction } from 'kysely';

import type { Tables } from '../schema.ts';

/** Jobs that others started and Liusu took over, and what is known of tasks that Flink restarted. */
export async function externalJobs(db: Kysely<Tables> | Transaction<Tables>): Promise<void> {
  await db.schema
    .alterTable('job')
    .addColumn('kind', 'text', (type) => type.notNull().defaultTo('sql'))
    .execute();
  await db.schema
    .alterTable('run')
    .addColumn('adopted', 'integer', (type) => type.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('run').addColumn('tasks_since_ms', 'bigint').execute();
}
