import type { Kysely, Transaction } from 'kysely';

import type { Tables } from '../schema.ts';

/** Variables of projects in plain text, and their secrets sealed. */
export async function variables(db: Kysely<Tables> | Transaction<Tables>): Promise<void> {
  for (const [table, content] of [
    ['variable', 'value'],
    ['secret', 'sealed'],
  ] as const) {
    await db.schema
      .createTable(table)
      .addColumn('project_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn(content, 'text', (column) => column.notNull())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'text', (column) => column.notNull())
      .addColumn('updated_by', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint(`${table}_key`, ['project_id', 'name'])
      .addForeignKeyConstraint(`${table}_project`, ['project_id'], 'project', ['id'], (key) => key.onDelete('cascade'))
      .execute();
  }
}
