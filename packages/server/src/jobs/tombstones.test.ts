import { afterEach, beforeEach, expect, it } from 'vitest';

import type { ClusterHandle, ClusterObservation } from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import { openTestDatabase } from '../db/test-database.ts';
import { EventBus } from '../lib/event-bus.ts';
import { silentLog } from '../lib/log.ts';
import { heldLeases } from '../testing/held-leases.ts';
import { listEvents } from './event-repository.ts';
import { VirtualClock } from './model/virtual-clock.ts';
import { insertJob } from './job-repository.ts';
import { Journal } from './journal.ts';
import { insertRun } from './run-repository.ts';
import { Tombstones } from './tombstones.ts';

const spent = 'a'.repeat(32);
const foreign = 'b'.repeat(32);
const current = 'c'.repeat(32);
let database: Database;
let cancelled: string[];
let tombstones: Tombstones;

beforeEach(async () => {
  database = await openTestDatabase();
  const clock = new VirtualClock();
  const now = '2026-01-01T00:00:00.000Z';
  const { db } = database;
  await db
    .insertInto('project')
    .values({ id: 'prj_1', name: 'p', description: '', time_zone: 'UTC', created_at: now })
    .execute();
  await insertJob(db, {
    id: 'job_1',
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
  });
  const runs = [
    { id: 'run_1', number: 1, flink_job_id: spent, phase: 'LOST', tombstoned: 1, ended_at: now },
    { id: 'run_2', number: 2, flink_job_id: current, phase: 'RUNNING', tombstoned: 0, ended_at: null },
  ];
  for (const run of runs) {
    await insertRun(db, {
      ...run,
      job_id: 'job_1',
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
    });
  }
  cancelled = [];
  const cluster = { rest: { cancel: async (id: string) => void cancelled.push(id) } } as unknown as ClusterHandle;
  tombstones = new Tombstones({
    database,
    journal: new Journal({ database, bus: new EventBus(), clock }),
    clusters: { get: () => cluster, find: () => cluster, list: () => [cluster], defaultId: () => 'clu_1' },
    log: silentLog(),
    leases: heldLeases,
  });
});
afterEach(() => database.close());

function answerWith(jobs: Record<string, string>): ClusterObservation {
  const entries = Object.entries(jobs).map(([flinkJobId, status]) => [flinkJobId, { flinkJobId, status }] as const);
  return { clusterId: 'clu_1', atMs: 1_000, jobs: new Map(entries) } as unknown as ClusterObservation;
}

const lateEvents = async () =>
  (await listEvents(database.db, { jobId: 'job_1' }, { limit: 10, before: undefined })).filter(
    ({ kind }) => kind === 'run.late',
  );

it('cancels a spent JobID that runs, until it is gone, and tells it once', async () => {
  const answer = answerWith({ [spent]: 'RUNNING', [foreign]: 'RUNNING', [current]: 'RUNNING' });
  await tombstones.check(answer, (id) => id === current);
  await tombstones.check(answer, (id) => id === current);
  expect(cancelled).toEqual([spent, spent]);
  expect(await lateEvents()).toMatchObject([{ run_id: 'run_1', severity: 'warning' }]);
});

it('leaves alone what has ended, what is being cancelled, what others run and what is in force', async () => {
  await tombstones.check(answerWith({ [spent]: 'CANCELED', [foreign]: 'RUNNING' }), () => false);
  await tombstones.check(answerWith({ [spent]: 'CANCELLING', [current]: 'RUNNING' }), () => false);
  expect(cancelled).toEqual([]);
  expect(await lateEvents()).toEqual([]);
});
