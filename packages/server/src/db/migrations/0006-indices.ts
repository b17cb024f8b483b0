import { type Kysely, sql, type Transaction } from 'kysely';

import type { Tables } from '../schema.ts';

/** For projects of many jobs: lists, counts and the search for what is wrong read an index alone, not every job's script. */
export async function indices(db: Kysely<Tables> | Transaction<Tables>): Promise<void> {
  await sql`create index job_kept_by_project on job (project_id, created_at, id) where deleted_at is null`.execute(db);
  await sql`create index job_kept_by_phase on job (project_id, phase, desired_state) where deleted_at is null`.execute(
    db,
  );
  await db.schema.createIndex('preview_by_flink_job').on('preview').column('flink_job_id').execute();
}
