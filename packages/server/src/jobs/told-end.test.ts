import { describe, expect, it } from 'vitest';

import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import type { FlinkRest } from '../flink/flink-rest.ts';
import type { RunRow } from './run-repository.ts';
import type { FoundCheckpoint, StateFiles } from './state-files.ts';
import { newestCheckpoint, toldEnd } from './told-end.ts';

const run = { flink_job_id: 'a'.repeat(32), running_at: null };
const seenRunning = { ...run, running_at: '2026-01-01T00:00:00.000Z' };

/** `sinceMs`: when the execution graph that is shown was RUNNING. */
function restOf(told: { checkpoint?: object | null; sinceMs?: number; failures?: number }) {
  return {
    findCheckpoints: async () => ({ latestCompleted: told.checkpoint ?? null }),
    findJob: async () => (told.sinceMs === undefined ? undefined : { timestampsMs: { RUNNING: told.sinceMs } }),
    exceptions: async () => Array.from({ length: told.failures ?? 0 }, () => ({})),
  } as unknown as Pick<FlinkRest, 'findCheckpoints' | 'findJob' | 'exceptions'>;
}

describe('what Flink tells of a run that has ended', () => {
  it('is its last checkpoint, where it keeps that', async () => {
    const checkpoint = { externalPath: 's3://chk-3', id: 3, sizeBytes: 9, isSavepoint: false };
    expect(await toldEnd(restOf({ checkpoint }), run, 'FAILED')).toEqual({
      checkpoint: { path: 's3://chk-3', id: 3, sizeBytes: 9 },
      isTold: true,
    });
    const nowhere = { ...checkpoint, externalPath: null };
    expect(await toldEnd(restOf({ checkpoint: nowhere }), run, 'FAILED')).toEqual({ checkpoint: null, isTold: true });
  });

  it('is that it completed none, of one that ended with its execution graph', async () => {
    expect(await toldEnd(restOf({ sinceMs: 5 }), seenRunning, 'FAILED')).toEqual({ checkpoint: null, isTold: true });
  });

  it('is that it completed none, of one that never ran', async () => {
    expect(await toldEnd(restOf({ sinceMs: 0 }), run, 'CANCELLED')).toMatchObject({ isTold: true });
    expect(await toldEnd(restOf({ sinceMs: 0, failures: 1 }), run, 'FAILED')).toMatchObject({ isTold: true });
  });

  it('is nothing, of one that ran and ended while it waited for slots', async () => {
    expect(await toldEnd(restOf({ sinceMs: 0 }), seenRunning, 'CANCELLED')).toMatchObject({ isTold: false });
    expect(await toldEnd(restOf({}), seenRunning, 'FAILED')).toMatchObject({ isTold: false });
    expect(await toldEnd(restOf({ sinceMs: 0, failures: 1 }), run, 'CANCELLED')).toMatchObject({ isTold: false });
    expect(await toldEnd(restOf({ sinceMs: 0, failures: 2 }), run, 'FAILED')).toMatchObject({ isTold: false });
  });
});

describe('the newest checkpoint of a run that has ended', () => {
  const cluster = { driver: { stateRoot: () => ({ checkpoints: 'file:///chk' }) } } as unknown as ClusterHandle;
  const ended = { id: 'run_1', job_id: 'job_1', flink_job_id: 'f1', adopted: 0 } as unknown as RunRow;
  const told = { path: 's3://chk-3', id: 3, sizeBytes: 9 };
  const verified = { kind: 'verified', checkpointId: 0 } as const;
  const filesWith = (found: FoundCheckpoint[] | undefined) =>
    ({
      listCheckpoints: async () => found,
      sizeOf: async () => ({ files: 1, folders: 1, checkpoints: 1, bytes: 40 }),
    }) as unknown as StateFiles;

  it('is a later one that its files hold, whole', async () => {
    const found = [
      { path: '/chk-4', number: 4, verdict: verified },
      { path: '/chk-5', number: 5, verdict: { kind: 'absent' } as const },
    ];
    expect(await newestCheckpoint(cluster, filesWith(found), ended, told)).toEqual({
      path: '/chk-4',
      id: 4,
      sizeBytes: 40,
    });
    expect(await newestCheckpoint(cluster, filesWith(found), ended, null)).toMatchObject({ id: 4 });
  });

  it('is what was told, where the files know no later one or cannot be seen', async () => {
    const found = [{ path: '/chk-3', number: 3, verdict: verified }];
    expect(await newestCheckpoint(cluster, filesWith(found), ended, told)).toBe(told);
    expect(await newestCheckpoint(cluster, filesWith(undefined), ended, told)).toBe(told);
    const adopted = { ...ended, adopted: 1 };
    expect(await newestCheckpoint(cluster, filesWith([]), adopted, told)).toBe(told);
  });
});
