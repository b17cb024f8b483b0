/** Which savepoints of a run count for its latest state, on rows. What follows from them is tested in latest-state.test.ts. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { ClusterHandle, ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import { openTestDatabase } from '../db/test-database.ts';
import { insertTestJob, insertTestRun } from '../testing/job-rows.ts';
import { chooseAsAsked } from './restore-choice.ts';
import { insertSavepoint, type SavepointRow } from './savepoint-repository.ts';
import { type FoundCheckpoint, type StateFiles, unseenStateFiles } from './state-files.ts';

const cluster = {
  id: 'clu_1',
  driver: { stateRoot: () => ({ checkpoints: 'file:///chk', savepoints: 'file:///svp' }) },
} as unknown as ClusterHandle;
const clusters = { find: () => cluster } as unknown as ClusterRegistry;

describe('the latest state of a run with savepoints of unknown order', () => {
  let database: Database;
  let seconds: number;

  beforeEach(async () => {
    database = await openTestDatabase();
    seconds = 0;
    await insertTestJob(database.db, { id: 'job_1' });
  });
  afterEach(() => database.close());

  const run = (phase: string, more: { finished_seen_at?: string } = {}) =>
    insertTestRun(database.db, {
      ...more,
      id: 'run_1',
      flink_job_id: 'f1',
      phase,
      restore_path: 'file:///before',
      ended_at: '2026-01-01T01:00:00.000Z',
    });

  function savepoint(id: string, more: Partial<SavepointRow>): Promise<void> {
    seconds += 1;
    const at = `2026-01-01T00:00:${String(seconds).padStart(2, '0')}.000Z`;
    return insertSavepoint(database.db, {
      id,
      job_id: 'job_1',
      run_id: 'run_1',
      version: 1,
      kind: 'savepoint',
      origin: 'user',
      state: 'COMPLETED',
      trigger_id: id,
      target_folder: `file:///svp/${id}`,
      path: `file:///svp/${id}/savepoint-1`,
      checkpoint_id: null,
      size_bytes: null,
      created_at: at,
      completed_at: at,
      reason: null,
      drained: 0,
      plan_id: null,
      ...more,
    });
  }

  function choose(checkpoints?: FoundCheckpoint[]) {
    const files: StateFiles =
      checkpoints === undefined
        ? unseenStateFiles
        : {
            ...unseenStateFiles,
            inspect: async () => ({ kind: 'verified', checkpointId: 0 }),
            listCheckpoints: async () => checkpoints,
          };
    return chooseAsAsked({ clusters, filesOf: () => files }, database.db, { id: 'job_1' }, { kind: 'latest' });
  }

  test('is the savepoint of the stop, whichever was taken before it', async () => {
    await run('STOPPED');
    await savepoint('svp_user', {});
    await savepoint('svp_stop', { origin: 'stop' });
    expect(await choose()).toMatchObject({ kind: 'state', path: 'file:///svp/svp_stop/savepoint-1' });
  });

  test('is the savepoint of the stop also where checkpoints are seen', async () => {
    await run('STOPPED');
    await savepoint('svp_user', {});
    await savepoint('svp_stop', { origin: 'stop' });
    const seen: FoundCheckpoint = { path: 'file:///chk/9', number: 9, verdict: { kind: 'verified', checkpointId: 9 } };
    expect(await choose([seen])).toMatchObject({ kind: 'state', path: 'file:///svp/svp_stop/savepoint-1' });
  });

  test.each(['FAILED', 'CANCELLED', 'LOST'])(
    'is not the savepoint of a stop that came to nothing (%s)',
    async (phase) => {
      await run(phase);
      await savepoint('svp_stop', { origin: 'stop' });
      const seen: FoundCheckpoint = {
        path: 'file:///chk/9',
        number: 9,
        verdict: { kind: 'verified', checkpointId: 9 },
      };
      expect(await choose([seen])).toMatchObject({ kind: 'state', path: 'file:///chk/9' });
    },
  );

  test.each(['user', 'periodic'])('is never one of unknown order by itself (%s)', async (origin) => {
    await run('STOPPED');
    await savepoint('svp_1', { origin });
    await savepoint('svp_2', { origin: 'stop', checkpoint_id: 4 });
    expect(await choose()).toMatchObject({ kind: 'state', path: 'file:///svp/svp_2/savepoint-1' });
  });

  test.each([
    [100, 'state'],
    [99, 'refused'],
  ])('is refused where files of it are missing (%i of 100 bytes)', async (bytes, expected) => {
    await run('STOPPED');
    await savepoint('svp_stop', { origin: 'stop', checkpoint_id: 4, size_bytes: 100 });
    const files: StateFiles = {
      ...unseenStateFiles,
      inspect: async () => ({ kind: 'verified', checkpointId: 4 }),
      sizeOf: async () => ({ files: 1, folders: 1, checkpoints: 0, bytes }),
    };
    const deps = { clusters, filesOf: () => files };

    for (const restore of [{ kind: 'latest' }, { kind: 'savepoint', savepointId: 'svp_stop' }] as const) {
      expect(await chooseAsAsked(deps, database.db, { id: 'job_1' }, restore)).toMatchObject({ kind: expected });
    }
  });

  test('is refused of a run that was seen to have finished, and nobody can tell how', async () => {
    await run('UNKNOWN', { finished_seen_at: '2026-01-01T00:59:00.000Z' });
    await savepoint('svp_user', { checkpoint_id: 4 });
    expect(await choose()).toMatchObject({ kind: 'refused', code: 'JOB_STATE_UNVERIFIED' });
  });

  test('does not count one that is not complete', async () => {
    await run('STOPPED');
    await savepoint('svp_stop', { origin: 'stop', state: 'FAILED', path: null });
    await savepoint('svp_user', { checkpoint_id: 4 });
    expect(await choose()).toMatchObject({ kind: 'state', path: 'file:///svp/svp_user/savepoint-1' });
  });

  test('is refused when the stop drained the job', async () => {
    await run('STOPPED');
    await savepoint('svp_stop', { origin: 'stop', drained: 1 });
    expect(await choose()).toMatchObject({ kind: 'refused', code: 'JOB_STATE_UNVERIFIED' });
  });
});
