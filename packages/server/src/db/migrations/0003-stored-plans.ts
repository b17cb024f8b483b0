/** Plans of runs, and which run was submitted with which. */
import type { Kysely, Transaction } from 'kysely';

import type { Tables } from '../schema.ts';

export async function storedPlans(db: Kysely<Tables> | Transaction<Tables>): Promise<void> {
  await db.schema
    .createTable('stored_plan')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('job_id', 'text', (column) => column.notNull().references('job.id').onDelete('cascade'))
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('engine', 'text', (column) => column.notNull())
    .addColumn('plan', 'text', (column) => column.notNull())
    .addColumn('tables', 'text', (column) => column.notNull())
    .addColumn('next_node_id', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('stored_plan_by_job').on('stored_plan').column('job_id').execute();
  await db.schema.alterTable('run').addColumn('plan_id', 'text').execute();
  await db.schema.alterTable('run').addColumn('plan_reason', 'text').execute();
}
