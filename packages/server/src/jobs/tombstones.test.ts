import { afterEach, beforeEach, expect, it } from 'vitest';

import type { ClusterObservation } from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import { openTestDatabase } from '../db/test-database.ts';
import { EventBus } from '../lib/event-bus.ts';
import { silentLog } from '../lib/log.ts';
import { heldLeases } from '../testing/held-leases.ts';
import { oneCluster } from '../testing/one-cluster.ts';
import { insertTestJob, insertTestRun } from '../testing/job-rows.ts';
import { listEvents } from './event-repository.ts';
import { VirtualClock } from './model/virtual-clock.ts';
import { Journal } from './journal.ts';
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
  const { db } = database;
  await insertTestJob(db, { id: 'job_1' });
  const endedAt = '2026-01-01T00:01:00.000Z';
  await insertTestRun(db, { id: 'run_1', flink_job_id: spent, phase: 'LOST', tombstoned: 1, ended_at: endedAt });
  await insertTestRun(db, { id: 'run_2', number: 2, flink_job_id: current });
  cancelled = [];
  tombstones = new Tombstones({
    database,
    journal: new Journal({ database, bus: new EventBus(), clock }),
    clusters: oneCluster({ rest: { cancel: async (id: string) => void cancelled.push(id) } }),
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
