import { afterEach, beforeEach, expect, it } from 'vitest';

import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import { openTestDatabase } from '../db/test-database.ts';
import { EventBus } from '../lib/event-bus.ts';
import { insertTestJob, insertTestRun } from '../testing/job-rows.ts';
import { confirmRunning } from './confirm-running.ts';
import type { ControllerDeps, JobContext } from './controller-context.ts';
import { listEvents } from './event-repository.ts';
import { findJob } from './job-repository.ts';
import { Journal } from './journal.ts';
import { findRun } from './run-repository.ts';

const state = 'file:///state/chk-27';

let database: Database;
let nowMs: number;
/** What Flink gathered of a job is shown this long. */
let cachedMs: number;
/** What Flink restored, as its answers tell from this time on; before, they tell nothing. */
let restored: { path: string | null; fromMs: number };
/** Checkpoints that it took. */
let triggered: number;
/** What Flink tells of the job, newest first. */
let running: { fromMs: number; status: string; timestampsMs: Record<string, number> }[];

beforeEach(async () => {
  database = await openTestDatabase();
  await insertTestJob(database.db, { id: 'job_1', phase: 'STARTING' });
  await insertTestRun(database.db, {
    id: 'run_1',
    flink_job_id: 'a'.repeat(32),
    phase: 'STARTING',
    running_at: null,
    restore_path: state,
  });
  nowMs = 1_000_000;
  cachedMs = 3_000;
  triggered = 0;
  running = [{ fromMs: 0, status: 'RUNNING', timestampsMs: { RUNNING: 5 } }];
});
afterEach(() => database.close());

async function confirm(): Promise<void> {
  const clock = {
    nowMs: () => nowMs,
    sleep: async (ms: number) => {
      nowMs += ms;
    },
  };
  const cluster = {
    id: 'clu_1',
    driver: { stateRoot: () => ({ checkpoints: 'file:///chk', savepoints: 'file:///svp' }) },
    rest: {
      findCheckpoints: async () => ({
        restoredPath: nowMs >= restored.fromMs ? restored.path : null,
        counts: { total: triggered },
      }),
      findJob: async () => running.find(({ fromMs }) => nowMs >= fromMs),
      answersAgeMs: async () => cachedMs,
    },
  } as unknown as ClusterHandle;
  const deps = {
    database,
    journal: new Journal({ database, bus: new EventBus(), clock }),
    clock,
    clusters: { get: () => cluster },
    observations: { refresh: async () => {} },
  } as unknown as ControllerDeps;
  const context = {
    job: await findJob(database.db, 'job_1'),
    run: await findRun(database.db, 'run_1'),
  } as unknown as JobContext;
  await confirmRunning({ kind: 'confirmRunning', runId: 'run_1' }, context, deps, new AbortController().signal);
}

const told = async () =>
  (await listEvents(database.db, { jobId: 'job_1' }, { limit: 10, before: undefined })).map(({ kind }) => kind);

it.each([3_000, 10_000, 60_000])(
  'believes that nothing was restored only when Flink cannot have gathered that before it restored (%i ms)',
  async (ms) => {
    cachedMs = ms;
    restored = { path: state, fromMs: nowMs + cachedMs };
    await confirm();
    expect(await findRun(database.db, 'run_1')).toMatchObject({ phase: 'RUNNING', failure_class: null });
    expect(await told()).toEqual(['phase.changed']);
  },
);

it('stops a job for which nothing was restored', async () => {
  restored = { path: null, fromMs: 0 };
  await confirm();
  expect(await findJob(database.db, 'job_1')).toMatchObject({ desired_state: 'STOPPED', desired_stop_mode: 'cancel' });
  expect(await told()).toEqual(['run.restore-mismatch']);
});

it('stops a job that restored something else, at once', async () => {
  restored = { path: 'file:///state/chk-3', fromMs: 0 };
  const beganMs = nowMs;
  await confirm();
  expect(nowMs).toBe(beganMs);
  expect(await told()).toEqual(['run.restore-mismatch']);
});

it('stops a job for which nothing was restored at once where it took checkpoints since', async () => {
  restored = { path: null, fromMs: 0 };
  triggered = 1;
  const beganMs = nowMs;
  await confirm();
  expect(nowMs).toBe(beganMs);
  expect(await told()).toEqual(['run.restore-mismatch']);
});

it.each([
  ['waits for slots', { status: 'CREATED', timestampsMs: { RUNNING: 0 } }],
  ['was started anew by Flink', { status: 'RUNNING', timestampsMs: { RUNNING: 9 } }],
])('does not believe that nothing was restored of a job that %s by then', async (_, then) => {
  restored = { path: null, fromMs: 0 };
  running.unshift({ fromMs: nowMs + 1_000, ...then });
  await confirm();
  expect(await findJob(database.db, 'job_1')).toMatchObject({ desired_state: 'RUNNING' });
  expect(await findRun(database.db, 'run_1')).toMatchObject({ phase: 'STARTING', failure_class: null });
  expect(await told()).toEqual([]);
});
