import type { Kysely, Transaction } from 'kysely';

import type { Tables } from '../schema.ts';

/** The classes of Flink a jar needs: what tells the engines it can load on. */
export async function connectorNeeds(db: Kysely<Tables> | Transaction<Tables>): Promise<void> {
  await db.schema.alterTable('connector').addColumn('needs', 'text').execute();
}
