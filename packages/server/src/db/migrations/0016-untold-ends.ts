import type { Kysely, Transaction } from 'kysely';

import type { Tables } from '../schema.ts';

/** Runs of which Flink did not tell what they had completed when they ended. */
export async function untoldEnds(db: Kysely<Tables> | Transaction<Tables>): Promise<void> {
  await db.schema
    .alterTable('run')
    .addColumn('state_untold', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}
