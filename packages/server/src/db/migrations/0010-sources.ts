import type { Kysely, Transaction } from 'kysely';

import type { Tables } from '../schema.ts';

/** Data sources of projects: how they are reached in plain text, their passwords sealed. */
export async function sources(db: Kysely<Tables> | Transaction<Tables>): Promise<void> {
  await db.schema
    .createTable('source')
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('connection', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text')
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('last_test', 'text')
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .addColumn('updated_by', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('source_key', ['project_id', 'name'])
    .addForeignKeyConstraint('source_project', ['project_id'], 'project', ['id'], (key) => key.onDelete('cascade'))
    .execute();
}
