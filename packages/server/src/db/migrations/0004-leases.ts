/** Several platform processes on one database: who looks after which cluster, and whose previews are whose. */
import type { Kysely, Transaction } from 'kysely';

import type { Tables } from '../schema.ts';

export async function leases(db: Kysely<Tables> | Transaction<Tables>): Promise<void> {
  await db.schema
    .createTable('lease')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('epoch', 'bigint', (column) => column.notNull())
    .addColumn('expires_ms', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.alterTable('preview').addColumn('replica', 'text').execute();
}
