import type { Kysely, Transaction } from 'kysely';

import type { Tables } from '../schema.ts';

/** What is wrong with a run that goes on: tasks that keep failing, checkpoints that do not complete. */
export async function runTroubles(db: Kysely<Tables> | Transaction<Tables>): Promise<void> {
  await db.schema.alterTable('run').addColumn('tasks_trouble', 'text').execute();
  await db.schema.alterTable('run').addColumn('checkpoint_trouble', 'text').execute();
}
