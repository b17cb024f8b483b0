import type { Kysely, Transaction } from 'kysely';

import type { Tables } from '../schema.ts';

/** Folders of jobs: the path of each job, and the folders themselves, which may be empty. */
export async function folders(db: Kysely<Tables> | Transaction<Tables>): Promise<void> {
  await db.schema
    .alterTable('job')
    .addColumn('folder', 'text', (type) => type.notNull().defaultTo(''))
    .execute();
  await db.schema
    .createTable('job_folder')
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('job_folder_key', ['project_id', 'path'])
    .addForeignKeyConstraint('job_folder_project', ['project_id'], 'project', ['id'], (key) => key.onDelete('cascade'))
    .execute();
}
