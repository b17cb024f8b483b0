/** Rows of jobs and runs for tests of what works on rows alone. */
import type { Db } from '../db/database.ts';
import { insertJob, type NewJobRow } from '../jobs/job-repository.ts';
import { insertRun, type RunRow } from '../jobs/run-repository.ts';

const now = '2026-01-01T00:00:00.000Z';

/** A job of project `prj_1` on cluster `clu_1`, asked to run; its project is made when missing. */
export async function insertTestJob(db: Db, job: Partial<NewJobRow> & { id: string }): Promise<void> {
  await db
    .insertInto('project')
    .values({ id: 'prj_1', name: 'p', description: '', time_zone: 'UTC', created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await insertJob(db, {
    project_id: 'prj_1',
    cluster_id: 'clu_1',
    name: 'j',
    labels: '{}',
    scenario: null,
    scenario_key: null,
    draft_script: '',
    draft_settings: '{}',
    draft_revision: 1,
    desired_state: 'RUNNING',
    desired_version: 1,
    desired_restore: '{"kind":"latest"}',
    desired_allow_non_restored: 0,
    desired_stop_mode: 'savepoint',
    generation: 1,
    desired_since: now,
    phase: 'RUNNING',
    latest_version: 1,
    created_at: now,
    updated_at: now,
    deleted_at: null,
    deleting: null,
    folder: '',
    ...job,
  });
}

/** The first run of `job_1`, sent and running. */
export async function insertTestRun(
  db: Db,
  run: Partial<RunRow> & { id: string; flink_job_id: string },
): Promise<void> {
  await insertRun(db, {
    job_id: 'job_1',
    number: 1,
    phase: 'RUNNING',
    cluster_id: 'clu_1',
    version: 1,
    generation: 1,
    recovery: 0,
    step: 0,
    steps: 1,
    incarnation: 'jm1',
    restore_path: null,
    allow_non_restored: 0,
    submission: 'sent',
    gateway_incarnation: null,
    gateway_session: null,
    failure_class: null,
    failure_message: null,
    failure_root_cause: null,
    started_at: now,
    running_at: now,
    ended_at: null,
    tombstoned: 0,
    ...run,
  });
}
