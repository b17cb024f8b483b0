import { afterEach, beforeEach, expect, it } from 'vitest';

import type { ClusterObservation, ObservedFlinkJob } from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import { openTestDatabase } from '../db/test-database.ts';
import type { ExceptionEntry } from '../flink/flink-rest.ts';
import { EventBus } from '../lib/event-bus.ts';
import { silentLog } from '../lib/log.ts';
import { heldLeases } from '../testing/held-leases.ts';
import { oneCluster } from '../testing/one-cluster.ts';
import { insertTestJob, insertTestRun } from '../testing/job-rows.ts';
import { listEvents } from './event-repository.ts';
import { Journal } from './journal.ts';
import { findRun } from './run-repository.ts';
import { tasksTroubleOf } from './run-troubles.ts';
import { VirtualClock } from './model/virtual-clock.ts';
import { TaskRestarts } from './task-restarts.ts';

const id = 'a'.repeat(32);
let database: Database;
let exceptions: ExceptionEntry[];
let asked: number;
let nowMs: number;
let restarts: TaskRestarts;

beforeEach(async () => {
  database = await openTestDatabase();
  await insertTestJob(database.db, { id: 'job_1', phase: 'RUNNING' });
  await insertTestRun(database.db, { id: 'run_1', flink_job_id: id });
  [exceptions, asked, nowMs] = [[], 0, 1_000_000];
  restarts = newLife();
});
afterEach(() => database.close());

function newLife(): TaskRestarts {
  const rest = {
    exceptions: async () => {
      asked += 1;
      return exceptions;
    },
  };
  return new TaskRestarts({
    database,
    journal: new Journal({ database, bus: new EventBus(), clock: new VirtualClock() }),
    clusters: oneCluster({ rest }),
    log: silentLog(),
    leases: heldLeases,
  });
}

/** One answer of the cluster, two seconds after the one before. */
async function answer(lastChangeMs: number, status = 'RUNNING', tasks: Partial<ObservedFlinkJob['tasks']> = {}) {
  nowMs += 2_000;
  const all = { total: 2, running: status === 'RUNNING' ? 2 : 0, finished: 0, failed: 0, canceled: 0, ...tasks };
  const job = { flinkJobId: id, name: 'j', status, startTimeMs: 0, endTimeMs: -1, lastChangeMs, tasks: all };
  const observation = { clusterId: 'clu_1', atMs: nowMs, jobs: new Map([[id, job]]) };
  await restarts.check(observation as unknown as ClusterObservation, (flinkJobId) => flinkJobId === id);
}

const failure = (atMs: number): ExceptionEntry => ({
  atMs,
  task: null,
  location: null,
  taskManager: null,
  message: `TimeoutException: heartbeat ${atMs}`,
  stack: 'java.util.concurrent.TimeoutException',
});

const told = async () =>
  (await listEvents(database.db, { jobId: 'job_1' }, { limit: 20, before: undefined }))
    .reverse()
    .map(({ kind, reason }) => `${kind}: ${reason}`);

it('asks nothing of a job whose tasks stay as they are', async () => {
  for (let look = 0; look < 5; look += 1) await answer(100);
  expect(asked).toBe(0);
  expect(await told()).toEqual([]);
});

it('explains a restart between two looks, once', async () => {
  await answer(100);
  exceptions = [failure(150)];
  await answer(160);
  for (let look = 0; look < 5; look += 1) await answer(160);
  expect(await told()).toEqual([
    'run.tasks-restarted: Flink itself restarted the tasks: TimeoutException: heartbeat 150',
  ]);
});

it('explains a restart while it is under way, and the tasks that run again are no news', async () => {
  await answer(100);
  exceptions = [failure(150)];
  await answer(155, 'RESTARTING');
  expect(await told()).toHaveLength(1);
  for (let look = 0; look < 6; look += 1) await answer(170);
  expect(await told()).toHaveLength(1);
  const calls = asked;
  await answer(170);
  expect(asked).toBe(calls);
});

it('waits for an answer that Flink did not gather before', async () => {
  await answer(100);
  await answer(160);
  expect(await told()).toEqual([]);
  exceptions = [failure(150)];
  await answer(160);
  expect(await told()).toHaveLength(1);
});

it('tells what happened while the platform was down', async () => {
  await answer(100);
  exceptions = [failure(150)];
  restarts = newLife();
  await answer(160);
  expect(await told()).toHaveLength(1);
});

it('tells of tasks that were deployed anew without a failure, but not of those that came to their end', async () => {
  await answer(100);
  for (let look = 0; look < 5; look += 1) await answer(160);
  expect(await told()).toEqual([expect.stringContaining('run.tasks-redeployed')]);
  for (let look = 0; look < 5; look += 1) await answer(180, 'RUNNING', { running: 1, finished: 1 });
  expect(await told()).toHaveLength(1);
});

it('tells why a job is restarted whose tasks never all ran', async () => {
  exceptions = [failure(90)];
  await answer(0, 'CREATED');
  expect(asked).toBe(0);
  await answer(95, 'RESTARTING');
  expect(await told()).toEqual([
    'run.tasks-restarted: Flink itself restarted the tasks: TimeoutException: heartbeat 90',
  ]);
});

it('tells the same cause once a minute while it goes on, counts it on the run, and forgets it when all tasks run', async () => {
  const again = (atMs: number) => ({ ...failure(atMs), message: 'ArithmeticException: / by zero' });
  await answer(100);
  // The time of the last change stands still while Flink waits for its next attempt.
  for (let at = 1; at <= 45; at += 1) {
    exceptions = [again(100 + at)];
    await answer(101, 'RESTARTING');
  }
  const counts = async () =>
    (await listEvents(database.db, { jobId: 'job_1' }, { limit: 20, before: undefined }))
      .reverse()
      .map(({ params }) => (JSON.parse(params) as { failures: number }).failures);
  const before = await counts();
  expect(before).toHaveLength(2);
  const trouble = await troubleNow();
  expect(trouble).toMatchObject({ cause: 'ArithmeticException: / by zero' });
  for (let look = 0; look < 8; look += 1) await answer(200);
  const all = await counts();
  // What was counted and not told is told at the end, with the one that came after the last look: none is left out.
  expect(all.reduce((sum, count) => sum + count, 0)).toBe((trouble?.failures ?? 0) + 1);
  expect(await troubleNow()).toBeUndefined();
});

async function troubleNow() {
  const run = await findRun(database.db, 'run_1');
  return run === undefined ? undefined : tasksTroubleOf(run);
}
