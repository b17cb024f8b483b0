/** Whether a running job completes its checkpoints, by what Flink tells of them. Pure. */
import type { CheckpointTrouble } from '@liusu/contract/job';

import type { CheckpointEntry, CheckpointsAnswer } from '../flink/flink-rest.ts';
import { isoOf } from '../lib/clock.ts';
import type { StuckCheckpoints } from './run-troubles.ts';

/** Failed in a row, without one that was completed in between. */
const failuresInRow = 3;
/** Without a completed one: so many intervals, and no less than the time below. */
const intervals = 3;
const leastPatienceMs = 30_000;

export interface CheckpointsSeen {
  intervalMs: number;
  answer: CheckpointsAnswer;
  /** Since when it has been RUNNING without a break, as far as is known. */
  runningSinceMs: number;
  nowMs: number;
}

/**
 * Undefined while checkpoints complete. A large state takes its time: one that lasts as long as the last three did together is no
 * trouble yet.
 */
export function stuckCheckpoints({
  intervalMs,
  answer,
  runningSinceMs,
  nowMs,
}: CheckpointsSeen): StuckCheckpoints | undefined {
  const last = latestOf(answer);
  const sinceMs = Math.max(last === undefined ? 0 : endOf(last), runningSinceMs);
  const failed = answer.history.filter(
    (entry) => entry.status === 'FAILED' && entry.id > (last?.id ?? 0) && endOf(entry) >= runningSinceMs,
  );
  const patienceMs = Math.max(
    leastPatienceMs,
    intervals * intervalMs,
    intervalMs + intervals * (last?.durationMs ?? 0),
  );
  if (failed.length < failuresInRow && nowMs - sinceMs <= patienceMs) return undefined;
  const newest = failed.reduce<CheckpointEntry | undefined>(
    (a, b) => (a === undefined || b.id > a.id ? b : a),
    undefined,
  );
  const isUnderWay = answer.history.some((entry) => entry.status === 'IN_PROGRESS');
  return {
    since: isoOf(sinceMs),
    trouble: newest === undefined ? (isUnderWay ? 'SLOW' : 'NONE') : troubleOf(newest.failure ?? ''),
    failed: failed.length,
    cause: newest?.failure ?? null,
  };
}

/** When it is worth asking again: healthy jobs need it no sooner than they could be in trouble. */
export function nextLookMs({ intervalMs, nowMs }: Pick<CheckpointsSeen, 'intervalMs' | 'nowMs'>): number {
  return nowMs + Math.max(5_000, Math.min(intervalMs, 60_000));
}

/** The newest completed one; a savepoint proves as much as a checkpoint. */
function latestOf({ latestCompleted, latestSavepoint }: CheckpointsAnswer): CheckpointEntry | undefined {
  if (latestSavepoint === null) return latestCompleted ?? undefined;
  return latestCompleted === null || latestSavepoint.id > latestCompleted.id ? latestSavepoint : latestCompleted;
}

function endOf({ triggerMs, durationMs }: CheckpointEntry): number {
  return triggerMs + (durationMs ?? 0);
}

/** Flink's messages are those of CheckpointFailureReason: "Checkpoint expired before completing.", "Checkpoint was declined." */
function troubleOf(failure: string): CheckpointTrouble {
  if (/expired before complet/i.test(failure)) return 'TIMED_OUT';
  return /declined/i.test(failure) ? 'DECLINED' : 'FAILED';
}

const troubleWords: Record<StuckCheckpoints['trouble'], string> = {
  TIMED_OUT: 'they expire before they are complete',
  DECLINED: 'a task declines them',
  FAILED: 'they fail',
  SLOW: 'one is still under way',
  NONE: 'none is taken',
};

/** In one English sentence. */
export function wordsOf({ since, trouble, failed }: StuckCheckpoints): string {
  const failures = failed === 0 ? '' : ` (${failed} failed)`;
  return `No checkpoint was completed since ${since}: ${troubleWords[trouble]}${failures}.`;
}
