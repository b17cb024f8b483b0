import type { StopMode } from '@liusu/contract/job';
import { afterEach, beforeEach, expect, it } from 'vitest';

import type { Database } from '../db/database.ts';
import { openTestDatabase } from '../db/test-database.ts';
import { EventBus } from '../lib/event-bus.ts';
import { LiusuError } from '../lib/errors.ts';
import { insertTestJob, insertTestRun } from '../testing/job-rows.ts';
import type { CommandDeps } from './job-command.ts';
import { findJob, updateJob } from './job-repository.ts';
import { Journal } from './journal.ts';
import { VirtualClock } from './model/virtual-clock.ts';
import { stopJob } from './run-commands.ts';
import { updateRun } from './run-repository.ts';
import { triggerSavepoint } from './savepoint-commands.ts';
import { insertSavepoint } from './savepoint-repository.ts';

let database: Database;
let deps: CommandDeps;

beforeEach(async () => {
  database = await openTestDatabase();
  const clock = new VirtualClock();
  await insertTestJob(database.db, { id: 'job_1', name: 'orders', phase: 'RUNNING' });
  await insertTestRun(database.db, { id: 'run_1', flink_job_id: 'a'.repeat(32) });
  deps = {
    database,
    clock,
    journal: new Journal({ database, bus: new EventBus(), clock }),
    reconciler: { wake: () => {}, forget: () => {} },
    reader: { view: async () => ({}) },
  } as unknown as CommandDeps;
});
afterEach(() => database.close());

async function inPhase(phase: string, stop?: { drained: boolean }): Promise<void> {
  await updateRun(database.db, 'run_1', { phase });
  await updateJob(database.db, 'job_1', { phase });
  if (stop === undefined) return;
  await insertSavepoint(database.db, {
    id: 'svp_1',
    job_id: 'job_1',
    run_id: 'run_1',
    version: 1,
    kind: 'savepoint',
    origin: 'stop',
    state: 'IN_PROGRESS',
    trigger_id: 'b'.repeat(32),
    target_folder: 'file:///svp/1',
    path: null,
    checkpoint_id: null,
    size_bytes: null,
    created_at: '2026-01-01T00:00:00.000Z',
    completed_at: null,
    reason: null,
    drained: stop.drained ? 1 : 0,
    plan_id: null,
  });
}

/** The code it was refused with, and the way the job is to be stopped then. */
async function stop(mode: StopMode): Promise<{ refused: LiusuError | undefined; mode: string | undefined }> {
  let refused: LiusuError | undefined;
  try {
    await stopJob(deps, 'job_1', { mode }, 'me', {});
  } catch (error) {
    if (!(error instanceof LiusuError)) throw error;
    refused = error;
  }
  return { refused, mode: (await findJob(database.db, 'job_1'))?.desired_stop_mode };
}

it('is not taken for a drain: what Flink was sent decides how the run ends', async () => {
  await stop('savepoint');
  await inPhase('SUSPENDING', { drained: false });

  const { refused, mode } = await stop('drain');

  expect(refused?.code).toBe('JOB_STOP_UNDER_WAY');
  expect(refused?.message).toBe(
    'The job orders is being stopped with a savepoint, which cannot become a drain any more.',
  );
  expect(refused?.zh).toBe('作业 orders 正在做保存点后停止，不能再改为排空。');
  expect(mode).toBe('savepoint');
});

it('is not taken for a stop with a savepoint that could be gone on from', async () => {
  await stop('drain');
  await inPhase('SUSPENDING', { drained: true });

  expect((await stop('savepoint')).refused?.code).toBe('JOB_STOP_UNDER_WAY');
  expect((await stop('drain')).refused).toBeUndefined();
});

it('is ended by a cancel, which nothing else can be asked of then but the stop itself', async () => {
  await inPhase('SUSPENDING', { drained: true });
  expect(await stop('cancel')).toEqual({ refused: undefined, mode: 'cancel' });
  await inPhase('CANCELLING');

  expect((await stop('drain')).refused?.details.params).toEqual({ present: 'cancel', asked: 'drain' });
  expect((await stop('savepoint')).refused).toBeUndefined();
});

it('may be of another kind as long as Flink was sent nothing', async () => {
  await stop('savepoint');
  expect(await stop('drain')).toEqual({ refused: undefined, mode: 'drain' });
  await inPhase('RESTARTING');
  expect(await stop('savepoint')).toEqual({ refused: undefined, mode: 'savepoint' });
});

it('has a name of its own where a savepoint needs every task running', async () => {
  await inPhase('RESTARTING');
  await expect(triggerSavepoint(deps, 'job_1', 'me', {})).rejects.toMatchObject({
    code: 'SAVEPOINT_NOT_POSSIBLE',
    message: 'The job orders is restarting.',
    zh: '作业 orders 当前重启中。',
  });
});
