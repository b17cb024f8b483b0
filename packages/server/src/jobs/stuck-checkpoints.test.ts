import { describe, expect, it } from 'vitest';

import type { CheckpointEntry, CheckpointsAnswer } from '../flink/flink-rest.ts';
import type { StuckCheckpoints } from './run-troubles.ts';
import { stuckCheckpoints } from './stuck-checkpoints.ts';

const start = Date.parse('2026-01-01T00:00:00.000Z');
const s = 1_000;

const entry = (id: number, status: string, atS: number, more: Partial<CheckpointEntry> = {}): CheckpointEntry => ({
  id,
  status,
  isSavepoint: false,
  triggerMs: start + atS * s,
  durationMs: 0,
  sizeBytes: null,
  externalPath: null,
  discarded: false,
  failure: null,
  ...more,
});

function look(
  history: CheckpointEntry[],
  atS: number,
  more: { seenS?: number; before?: StuckCheckpoints; intervalMs?: number } = {},
): StuckCheckpoints | undefined {
  const completed = history.filter(({ status }) => status === 'COMPLETED');
  const answer: CheckpointsAnswer = {
    counts: { restored: 0, total: 0, inProgress: 0, completed: completed.length, failed: 0 },
    latestCompleted: completed.findLast(({ isSavepoint }) => !isSavepoint) ?? null,
    latestSavepoint: completed.findLast(({ isSavepoint }) => isSavepoint) ?? null,
    restoredPath: null,
    history: history.toReversed(),
  };
  return stuckCheckpoints({
    intervalMs: more.intervalMs ?? 10 * s,
    answer,
    ranMs: start,
    seenRunningMs: start + (more.seenS ?? 0) * s,
    before: more.before,
    nowMs: start + atS * s,
  });
}

const expired = { failure: 'Checkpoint expired before completing.' };

describe('checkpoints that do not complete', () => {
  it('are no trouble for some intervals, nor is a large state that takes as long as it did', () => {
    expect(look([], 30)).toBeUndefined();
    expect(look([entry(1, 'COMPLETED', 10)], 40)).toBeUndefined();
    const large = [entry(1, 'COMPLETED', 10, { durationMs: 60 * s }), entry(2, 'IN_PROGRESS', 80)];
    expect(look(large, 200)).toBeUndefined();
    expect(look(large, 300)).toMatchObject({ trouble: 'SLOW' });
    expect(look([entry(1, 'COMPLETED', 10)], 10 + 1_700, { intervalMs: 600 * s })).toBeUndefined();
  });

  it('are told with the end of the last one and why', () => {
    expect(look([entry(1, 'COMPLETED', 10)], 41)).toEqual({
      since: '2026-01-01T00:00:10.000Z',
      trouble: 'NONE',
      failed: 0,
      cause: null,
    });
    const declined = { failure: 'Checkpoint was declined.' };
    expect(look([entry(1, 'COMPLETED', 10), entry(2, 'FAILED', 20, declined)], 41)).toMatchObject({
      trouble: 'DECLINED',
      failed: 1,
      cause: declined.failure,
    });
  });

  it('are told at once when several failed in a row, with what Flink says of the newest', () => {
    const failing = [1, 2].map((id) => entry(id, 'FAILED', id, { failure: 'Asynchronous task checkpoint failed.' }));
    expect(look(failing, 5)).toBeUndefined();
    expect(look([...failing, entry(3, 'FAILED', 3, expired)], 5)).toMatchObject({ trouble: 'TIMED_OUT', failed: 3 });
    // Those before one that was completed do not count.
    expect(look([...failing, entry(3, 'COMPLETED', 4), entry(4, 'FAILED', 5)], 6)).toBeUndefined();
  });

  it('are no trouble because Flink restarted the job for long', () => {
    expect(look([entry(1, 'COMPLETED', 10)], 300, { seenS: 290 })).toBeUndefined();
  });

  it('stay told over a restart until one completes, a savepoint too', () => {
    const before = look([entry(1, 'COMPLETED', 10), entry(2, 'FAILED', 20, expired)], 60);
    expect(before).toMatchObject({ trouble: 'TIMED_OUT' });
    if (before === undefined) return;
    const history = [entry(1, 'COMPLETED', 10), entry(2, 'FAILED', 20, expired)];
    expect(look(history, 65, { seenS: 64, before })).toMatchObject({ trouble: 'TIMED_OUT' });
    const savepoint = entry(3, 'COMPLETED', 66, { isSavepoint: true });
    expect(look([...history, savepoint], 67, { seenS: 64, before })).toBeUndefined();
  });
});
