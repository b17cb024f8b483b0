import type { Kysely, Transaction } from 'kysely';

import type { Tables } from '../schema.ts';

/** Jars that people upload; their files lie in the data folder, by checksum. */
export async function connectors(db: Kysely<Tables> | Transaction<Tables>): Promise<void> {
  await db.schema
    .createTable('connector')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('file_name', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('size_bytes', 'integer', (column) => column.notNull())
    .addColumn('engines', 'text', (column) => column.notNull())
    .addColumn('offers', 'text', (column) => column.notNull())
    .addColumn('class_count', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addUniqueConstraint('connector_name', ['name', 'version'])
    .execute();
}
