import type { Kysely, Transaction } from 'kysely';

import type { Tables } from '../schema.ts';

/** Runs of which a person says that they do not exist. */
export async function writtenOffRuns(db: Kysely<Tables> | Transaction<Tables>): Promise<void> {
  await db.schema.alterTable('run').addColumn('written_off_at', 'text').execute();
  await db.schema.alterTable('run').addColumn('written_off_by', 'text').execute();
}
