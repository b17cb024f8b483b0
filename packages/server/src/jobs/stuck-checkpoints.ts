/** Whether a running job completes its checkpoints, by what Flink tells of them. Pure. */
import { checkpointTroubleTexts } from '@liusu/contract/condition-text';
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
  /** When the run first came to run. */
  ranMs: number;
  /** Since when it has been seen RUNNING without a break: what it missed while Flink restarted it is no trouble of its checkpoints. */
  seenRunningMs: number;
  /** What was found the last time. */
  before: StuckCheckpoints | undefined;
  nowMs: number;
}

/**
 * Undefined while checkpoints complete. A large state takes its time: one that lasts as long as the last three did together is no
 * trouble yet. What was found stays until one completes, over restarts too: those may well come of it.
 */
export function stuckCheckpoints({
  intervalMs,
  answer,
  ranMs,
  seenRunningMs,
  before,
  nowMs,
}: CheckpointsSeen): StuckCheckpoints | undefined {
  const last = latestOf(answer);
  const sinceMs = Math.max(last === undefined ? 0 : endOf(last), ranMs);
  const failed = answer.history.filter((entry) => entry.status === 'FAILED' && entry.id > (last?.id ?? 0));
  const patienceMs = Math.max(
    leastPatienceMs,
    intervals * intervalMs,
    intervalMs + intervals * (last?.durationMs ?? 0),
  );
  const isLong = nowMs - Math.max(sinceMs, seenRunningMs) > patienceMs;
  const isStill = before !== undefined && Date.parse(before.since) >= sinceMs;
  if (!isLong && !isStill && failed.length < failuresInRow) return undefined;
  const newest = failed.toSorted((a, b) => b.id - a.id)[0];
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
export function latestOf({ latestCompleted, latestSavepoint }: CheckpointsAnswer): CheckpointEntry | undefined {
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

/** In one English sentence. */
export function wordsOf({ since, trouble, failed }: StuckCheckpoints): string {
  const failures = failed === 0 ? '' : ` (${failed} failed)`;
  return `No checkpoint was completed since ${since}: ${checkpointTroubleTexts[trouble].en}${failures}.`;
}
