import { afterEach, beforeEach, expect, it } from 'vitest';

import type { Database } from '../db/database.ts';
import { openTestDatabase } from '../db/test-database.ts';
import type { CheckpointEntry } from '../flink/flink-rest.ts';
import { EventBus } from '../lib/event-bus.ts';
import { silentLog } from '../lib/log.ts';
import { heldLeases } from '../testing/held-leases.ts';
import { oneCluster } from '../testing/one-cluster.ts';
import { insertTestJob, insertTestRun } from '../testing/job-rows.ts';
import { CheckpointWatch } from './checkpoint-watch.ts';
import { conditionsOf } from './conditions.ts';
import { listEvents } from './event-repository.ts';
import { findJob } from './job-repository.ts';
import { Journal } from './journal.ts';
import { findRun, updateRun } from './run-repository.ts';

const flinkJobId = 'a'.repeat(32);
let database: Database;
let nowMs: number;
let intervalMs: number | null;
let history: CheckpointEntry[];
let asked: number;
let phase: 'RUNNING' | 'RESTARTING';
let watch: CheckpointWatch;

beforeEach(async () => {
  database = await openTestDatabase();
  nowMs = Date.parse('2026-01-01T00:00:00.000Z');
  await insertTestJob(database.db, { id: 'job_1', phase: 'RUNNING' });
  await insertTestRun(database.db, { id: 'run_1', flink_job_id: flinkJobId });
  [intervalMs, history, asked, phase] = [10_000, [], 0, 'RUNNING'];
  watch = newLife();
});
afterEach(() => database.close());

function newLife(): CheckpointWatch {
  const clock = { nowMs: () => nowMs, sleep: async () => {} };
  const rest = {
    findCheckpointConfig: async () => ({ intervalMs }),
    findCheckpoints: async () => {
      asked += 1;
      const completed = history.filter(({ status }) => status === 'COMPLETED').at(-1) ?? null;
      return { counts: {}, latestCompleted: completed, latestSavepoint: null, restoredPath: null, history };
    },
  };
  const run = { jobId: 'job_1', projectId: 'prj_1', clusterId: 'clu_1', flinkJobId };
  return new CheckpointWatch({
    database,
    journal: new Journal({ database, bus: new EventBus(), clock }),
    clusters: oneCluster({ rest }),
    clock,
    log: silentLog(),
    leases: heldLeases,
    reconciler: { activeRuns: () => [{ ...run, phase }] },
    observations: { freshness: () => 'FRESH' },
  });
}

const entry = (id: number, status: string, failure: string | null = null): CheckpointEntry => ({
  ...{ id, status, failure, isSavepoint: false, triggerMs: nowMs, durationMs: 0 },
  ...{ sizeBytes: null, externalPath: null, discarded: false },
});

/** So many rounds, five seconds apart. */
async function rounds(count: number): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    nowMs += 5_000;
    await watch.lookAtAll();
  }
}

const told = async () =>
  (await listEvents(database.db, { jobId: 'job_1' }, { limit: 20, before: undefined }))
    .reverse()
    .map(({ kind, params }) => [kind, JSON.parse(params)] as const);

async function conditions() {
  const [job, run] = [await findJob(database.db, 'job_1'), await findRun(database.db, 'run_1')];
  if (job === undefined) throw new Error('the job is gone');
  return conditionsOf(job, run, undefined, { requested: 1, actual: 1 }, { slots: null, nowMs: 0 });
}

it('tells once that no checkpoint completes, and once that they do again', async () => {
  await rounds(4);
  expect(await told()).toEqual([]);
  await rounds(20);
  history.push(entry(1, 'FAILED', 'Checkpoint expired before completing.'));
  await rounds(3);
  const stuck = { since: '2026-01-01T00:00:00.000Z', failed: 0 };
  expect(await told()).toEqual([
    ['run.checkpoints-stuck', { ...stuck, trouble: 'NONE' }],
    ['run.checkpoints-stuck', { ...stuck, trouble: 'TIMED_OUT', failed: 1 }],
  ]);
  expect(await conditions()).toEqual([
    expect.objectContaining({
      code: 'NO_CHECKPOINTS',
      params: { trouble: 'TIMED_OUT', failed: 1 },
      cause: 'Checkpoint expired before completing.',
    }),
  ]);

  history.push(entry(2, 'COMPLETED'));
  await rounds(3);
  expect((await told()).slice(2)).toEqual([['run.checkpoints-resumed', { checkpointId: 2 }]]);
  expect(await conditions()).toEqual([]);
});

it('asks a healthy job no more often than it takes checkpoints, and one that takes none never', async () => {
  intervalMs = 30_000;
  history.push(entry(1, 'COMPLETED'));
  await rounds(6);
  expect(asked).toBe(1);
  intervalMs = null;
  watch = newLife();
  await rounds(30);
  expect(asked).toBe(1);
  expect(await told()).toEqual([]);
});

it('shows nothing while Flink restarts the job, and goes on with what it knew in another life', async () => {
  await rounds(10);
  expect(await told()).toHaveLength(1);
  phase = 'RESTARTING';
  await updateRun(database.db, 'run_1', { phase });
  await rounds(3);
  expect(await conditions()).toEqual([]);
  phase = 'RUNNING';
  await updateRun(database.db, 'run_1', { phase });
  watch = newLife();
  await rounds(2);
  expect((await conditions()).map(({ code }) => code)).toEqual(['NO_CHECKPOINTS']);
  expect(await told()).toHaveLength(1);
});
