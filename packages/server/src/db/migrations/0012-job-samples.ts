import type { Kysely, Transaction } from 'kysely';

import type { Tables } from '../schema.ts';

/** Sample rows of source tables, kept with a job's draft for its previews. */
export async function jobSamples(db: Kysely<Tables> | Transaction<Tables>): Promise<void> {
  await db.schema
    .createTable('job_sample')
    .addColumn('job_id', 'text', (column) => column.notNull())
    .addColumn('source_table', 'text', (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .addColumn('updated_by', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('job_sample_key', ['job_id', 'source_table'])
    .addForeignKeyConstraint('job_sample_job', ['job_id'], 'job', ['id'], (key) => key.onDelete('cascade'))
    .execute();
}
