import type { Kysely, Transaction } from 'kysely';

import type { Tables } from '../schema.ts';

/** Runs that Flink reported finished while what they completed last was still to be asked. */
export async function finishedRuns(db: Kysely<Tables> | Transaction<Tables>): Promise<void> {
  await db.schema.alterTable('run').addColumn('finished_seen_at', 'text').execute();
}
