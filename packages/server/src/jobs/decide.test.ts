import { describe, expect, it } from 'vitest';

import {
  decide,
  type DesiredView,
  type ObservedView,
  type Picture,
  type RunView,
  type SavepointView,
} from './decide.ts';
import type { Step } from './step.ts';

const nowMs = 1_000_000;

const running: RunView = {
  id: 'run_1',
  phase: 'RUNNING',
  generation: 1,
  step: 0,
  steps: 1,
  recovery: 0,
  submission: 'sent',
  incarnation: 'jm1',
  runningAtMs: 1,
  endedAtMs: null,
  failureClass: null,
};
const stopSavepoint: SavepointView = {
  id: 'svp_1',
  origin: 'stop',
  state: 'IN_PROGRESS',
  createdAtMs: nowMs,
  completedAtMs: null,
};

interface Change {
  desired?: Partial<DesiredView>;
  run?: Partial<RunView> | null;
  savepoints?: SavepointView[];
  observed?: Partial<ObservedView>;
}

function picture(change: Change): Picture {
  return {
    desired: {
      state: 'RUNNING',
      stopMode: 'savepoint',
      generation: 1,
      mode: 'streaming',
      deleting: false,
      suspendedSinceMs: null,
      ...change.desired,
    },
    run: change.run === null ? undefined : { ...running, ...change.run },
    savepoints: change.savepoints ?? [],
    observed: {
      cluster: 'FRESH',
      incarnation: 'jm1',
      answersOfIncarnation: 9,
      absenceIsEvidence: true,
      status: 'RUNNING',
      ...change.observed,
    },
  };
}

/** `kind`, or `wait CODE`. */
function words(steps: Step[]): string {
  return steps.map((step) => (step.kind === 'wait' ? `wait ${step.code}` : step.kind)).join(', ');
}

const stopped = { state: 'STOPPED' } as const;
const failed = { phase: 'FAILED', endedAtMs: nowMs - 1_000, failureClass: 'environment' } as const;
const gone = { status: 'ABSENT', incarnation: 'jm2' } as const;

// prettier-ignore
const table: [string, Change, string][] = [
  ['runs as asked', {}, ''],
  ['never ran, is to run', { run: null }, 'createRun'],
  ['never ran, is not to', { run: null, desired: stopped }, ''],
  ['cluster has not answered', { run: null, observed: { cluster: 'NEVER', status: null } }, 'wait CLUSTER_STARTING'],
  ['row written, nothing sent', { run: { phase: 'STARTING', submission: 'not-sent' } }, 'submit'],
  ['stopped before it was sent', { run: { phase: 'STARTING', submission: 'not-sent' }, desired: stopped }, 'closeRun'],
  ['died while sending', { run: { phase: 'STARTING', submission: 'sending' } }, 'resolveSubmission'],
  ['unknown outcome, cluster silent', { run: { phase: 'STARTING', submission: 'unknown' }, observed: { cluster: 'STALE', status: null } }, 'wait CLUSTER_UNREACHABLE'],
  ['unknown outcome, stop asked', { run: { phase: 'STARTING', submission: 'unknown' }, desired: stopped }, 'resolveSubmission'],
  ['first seen running', { run: { phase: 'STARTING', runningAtMs: null } }, 'confirmRunning'],
  ['Flink restarts it', { observed: { status: 'RESTARTING' } }, 'setPhase'],
  ['unreachable proves nothing', { observed: { cluster: 'UNREACHABLE', status: null } }, 'wait CLUSTER_UNREACHABLE'],
  ['unreachable proves nothing, stop asked', { observed: { cluster: 'UNREACHABLE', status: null }, desired: stopped }, 'wait CLUSTER_UNREACHABLE'],
  ['absent, same JobManager', { observed: { status: 'ABSENT' } }, 'abandonRun'],
  ['absent, new JobManager, too few answers', { observed: { ...gone, answersOfIncarnation: 2 } }, 'wait ABSENCE_NOT_PROVEN'],
  ['absent, new JobManager, enough answers', { observed: { ...gone, answersOfIncarnation: 3 } }, 'loseRun'],
  ['absent on a cluster with high availability', { observed: { ...gone, absenceIsEvidence: false } }, 'wait ABSENCE_NOT_PROVEN'],
  ['lost, is to run', { run: { phase: 'LOST' }, observed: gone }, 'createRun'],
  ['lost, is not to run', { run: { phase: 'LOST' }, desired: stopped, observed: gone }, ''],
  ['unknown end is never restarted', { run: { phase: 'UNKNOWN' }, observed: { status: 'ABSENT' } }, 'wait OUTCOME_UNKNOWN'],
  ['unknown end, seen again', { run: { phase: 'UNKNOWN' } }, 'setPhase'],
  ['stop with savepoint', { desired: stopped }, 'beginStop'],
  ['stop while restarting', { desired: stopped, observed: { status: 'RESTARTING' } }, 'wait WAITING_FOR_RUNNING'],
  ['cancel while restarting', { desired: { ...stopped, stopMode: 'cancel' }, observed: { status: 'RESTARTING' } }, 'cancel'],
  ['cancel under way', { desired: { ...stopped, stopMode: 'cancel' }, run: { phase: 'CANCELLING' }, observed: { status: 'CANCELLING' } }, 'wait WAITING_FOR_FLINK'],
  ['cancel under way, stop asked again', { desired: stopped, run: { phase: 'CANCELLING' }, observed: { status: 'CANCELLING' } }, 'wait WAITING_FOR_FLINK'],
  ['stop under way', { desired: stopped, run: { phase: 'SUSPENDING' }, savepoints: [stopSavepoint] }, 'driveSavepoint'],
  ['stop failed, job goes on', { desired: stopped, run: { phase: 'SUSPENDING' }, savepoints: [{ ...stopSavepoint, state: 'FAILED' }] }, 'revertStop'],
  ['savepoint complete, job ending', { desired: stopped, run: { phase: 'SUSPENDING' }, savepoints: [{ ...stopSavepoint, state: 'COMPLETED', completedAtMs: nowMs }] }, 'wait WAITING_FOR_FLINK'],
  ['savepoint complete, job did not end', { desired: stopped, run: { phase: 'SUSPENDING' }, savepoints: [{ ...stopSavepoint, state: 'COMPLETED', completedAtMs: nowMs - 60_000 }] }, 'revertStop'],
  ['savepoint given up for a cancel', { desired: { ...stopped, stopMode: 'cancel' }, run: { phase: 'SUSPENDING' }, savepoints: [stopSavepoint] }, 'cancel'],
  ['Flink finished it', { observed: { status: 'FINISHED' } }, 'closeRun'],
  ['Flink gave it up', { observed: { status: 'FAILED' } }, 'closeRun'],
  ['savepoint by a person', { savepoints: [{ ...stopSavepoint, origin: 'user' }] }, 'driveSavepoint'],
  ['finished stays finished', { run: { phase: 'FINISHED' }, observed: { status: 'FINISHED' } }, ''],
  ['batch: next step', { desired: { mode: 'batch' }, run: { phase: 'FINISHED', steps: 3 } }, 'createRun'],
  ['batch: last step done', { desired: { mode: 'batch' }, run: { phase: 'FINISHED', step: 2, steps: 3 } }, ''],
  ['batch: stop is a cancel', { desired: { ...stopped, mode: 'batch' } }, 'cancel'],
  ['failed by the user', { run: { ...failed, failureClass: 'user' } }, 'wait USER_ERROR'],
  ['failed a moment ago', { run: failed }, 'wait RECOVERY_BACKOFF'],
  ['failed a while ago', { run: { ...failed, endedAtMs: nowMs - 400_000 } }, 'createRun'],
  ['failed too often', { run: { ...failed, recovery: 5, endedAtMs: nowMs - 900_000, runningAtMs: nowMs - 900_100 } }, 'wait RECOVERY_EXHAUSTED'],
  ['failed too often, then stable for long', { run: { ...failed, recovery: 5, endedAtMs: nowMs - 10_000, runningAtMs: 1 } }, 'createRun'],
  ['failed, started again by a person', { run: { ...failed, failureClass: 'user' }, desired: { generation: 2 } }, 'createRun'],
  ['cancelled by others', { run: { phase: 'CANCELLED' } }, 'wait CANCELLED_OUTSIDE'],
  ['platform goes down', { desired: { suspendedSinceMs: nowMs } }, 'beginStop'],
  ['platform goes down, nothing is started', { run: null, desired: { suspendedSinceMs: nowMs } }, ''],
  ['platform goes down, savepoint failed', { desired: { suspendedSinceMs: nowMs - 1 }, savepoints: [{ ...stopSavepoint, state: 'FAILED' }] }, ''],
  ['platform is back', { run: { phase: 'STOPPED' } }, 'createRun'],
  ['delete under way', { desired: { ...stopped, deleting: true }, run: { phase: 'STOPPED' } }, 'eraseJob'],
];

describe('decide', () => {
  it.each(table)('%s', (_name, change, expected) => {
    expect(words(decide(picture(change), nowMs))).toBe(expected);
  });

  it('continues a lost run from its state and keeps its step', () => {
    const [step] = decide(picture({ run: { phase: 'LOST', step: 2, steps: 3, recovery: 4 }, observed: gone }), nowMs);

    expect(step).toMatchObject({ kind: 'createRun', step: 2, recovery: 4, restore: 'continue' });
  });
});
