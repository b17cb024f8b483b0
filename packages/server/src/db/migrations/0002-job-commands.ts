import type { Kysely, Transaction } from 'kysely';

import type { Tables } from '../schema.ts';

/** Plans, bulk commands, alerts; and what jobs, runs and savepoints need for them. */
export async function jobCommands(db: Kysely<Tables> | Transaction<Tables>): Promise<void> {
  const { schema } = db;
  const addColumn = (table: string, name: string, type: 'text' | 'integer') =>
    schema.alterTable(table).addColumn(name, type).execute();
  await addColumn('job', 'desired_parallelism', 'integer');
  await addColumn('job', 'desired_run_id', 'text');
  await addColumn('job', 'desired_source_time', 'text');
  await addColumn('run', 'parallelism', 'integer');
  await addColumn('run', 'source_time', 'text');
  await addColumn('run', 'first_checkpoint_at', 'text');
  await addColumn('run', 'gave_up_at', 'text');
  await addColumn('savepoint', 'drained', 'integer');
  await addColumn('savepoint', 'plan_id', 'text');

  await schema
    .createTable('job_plan')
    .addColumn('id', 'text', (id) => id.primaryKey())
    .addColumn('job_id', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('from_version', 'integer')
    .addColumn('to_version', 'integer', (column) => column.notNull())
    .addColumn('from_parallelism', 'integer')
    .addColumn('to_parallelism', 'integer', (column) => column.notNull())
    .addColumn('stop_mode', 'text', (column) => column.notNull())
    .addColumn('replaced_run_id', 'text')
    .addColumn('savepoint_id', 'text')
    .addColumn('run_id', 'text')
    .addColumn('roll_back_run_id', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('stopped_at', 'text')
    .addColumn('started_at', 'text')
    .addColumn('running_at', 'text')
    .addColumn('verified_at', 'text')
    .addColumn('roll_back_at', 'text')
    .addColumn('ended_at', 'text')
    .addColumn('failed_step', 'text')
    .addColumn('failure', 'text')
    .addUniqueConstraint('job_plan_number_unique', ['job_id', 'number'])
    .addForeignKeyConstraint('job_plan_job', ['job_id'], 'job', ['id'], (key) => key.onDelete('cascade'))
    .execute();

  await schema
    .createTable('bulk')
    .addColumn('id', 'text', (id) => id.primaryKey())
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('options', 'text', (column) => column.notNull())
    .addColumn('concurrency', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('ended_at', 'text')
    .addForeignKeyConstraint('bulk_project', ['project_id'], 'project', ['id'], (key) => key.onDelete('cascade'))
    .execute();
  await schema
    .createTable('bulk_item')
    .addColumn('bulk_id', 'text', (column) => column.notNull())
    .addColumn('ordinal', 'integer', (column) => column.notNull())
    .addColumn('job_id', 'text', (column) => column.notNull())
    .addColumn('job_name', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('generation', 'integer')
    .addColumn('subject_id', 'text')
    .addColumn('code', 'text')
    .addColumn('message', 'text')
    .addColumn('began_at', 'text')
    .addColumn('ended_at', 'text')
    .addPrimaryKeyConstraint('bulk_item_key', ['bulk_id', 'ordinal'])
    .addForeignKeyConstraint('bulk_item_bulk', ['bulk_id'], 'bulk', ['id'], (key) => key.onDelete('cascade'))
    .execute();

  await schema
    .createTable('alert_outbox')
    .addColumn('id', 'text', (id) => id.primaryKey())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('next_at', 'text', (column) => column.notNull())
    .addColumn('ended_at', 'text')
    .addColumn('failed_at', 'text')
    .addColumn('failure', 'text')
    .execute();

  await schema.createIndex('bulk_by_project').on('bulk').columns(['project_id', 'created_at']).execute();
  await schema.createIndex('bulk_by_state').on('bulk').columns(['state']).execute();
  await schema.createIndex('alert_outbox_by_due').on('alert_outbox').columns(['state', 'next_at']).execute();
}
