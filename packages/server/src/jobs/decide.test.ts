import { RecoveryPolicy } from '@liusu/contract/job';
import { describe, expect, it } from 'vitest';

import { decide } from './decide.ts';
import type { DesiredView, ObservedView, Picture, PlanView, RunView, SavepointView } from './picture.ts';
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
  isWrittenOff: false,
  sawFinished: false,
  incarnation: 'jm1',
  parallelism: 1,
  isRestored: false,
  runningAtMs: 1,
  firstCheckpointAtMs: null,
  endedAtMs: null,
  failureClass: null,
  gaveUp: false,
};
/** Version 2 is to take the place of run_1. */
const upgrade: PlanView = {
  id: 'pln_1',
  kind: 'upgrade',
  state: 'ACTIVE',
  replacedRunId: 'run_1',
  stopMode: 'savepoint',
  canRollBack: true,
};
const stopSavepoint: SavepointView = {
  id: 'svp_1',
  origin: 'stop',
  state: 'IN_PROGRESS',
  createdAtMs: nowMs,
  completedAtMs: null,
  isTooEarly: false,
};

const failedStop: SavepointView = { ...stopSavepoint, state: 'FAILED', completedAtMs: nowMs };
const earlyStop: SavepointView = { ...failedStop, completedAtMs: nowMs - 2_000, isTooEarly: true };
const suspending = { phase: 'SUSPENDING' } as const;

interface Change {
  desired?: Partial<DesiredView>;
  run?: Partial<RunView> | null;
  savepoints?: SavepointView[];
  plan?: Partial<PlanView>;
  recoveries?: number;
  superseded?: string[];
  deleting?: string[];
  observed?: Partial<ObservedView>;
}

function picture(change: Change): Picture {
  return {
    desired: {
      state: 'RUNNING',
      stopMode: 'savepoint',
      generation: 1,
      mode: 'streaming',
      parallelism: 1,
      recovery: RecoveryPolicy.parse({ kind: 'bounded' }),
      deleting: false,
      startable: true,
      suspendedSinceMs: null,
      ...change.desired,
    },
    run: change.run === null ? undefined : { ...running, ...change.run },
    savepoints: change.savepoints ?? [],
    plan: change.plan === undefined ? undefined : { ...upgrade, ...change.plan },
    recoveries: change.recoveries ?? 0,
    superseded: change.superseded ?? [],
    deleting: change.deleting ?? [],
    observed: {
      cluster: 'FRESH',
      incarnation: 'jm1',
      answersOfIncarnation: 9,
      absenceIsEvidence: true,
      status: 'RUNNING',
      everyTaskRuns: true,
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
/** The command in force is newer than run_1. */
const changed = { generation: 2 } as const;
/** The run that the plan led to. */
const second = { id: 'run_2', generation: 2, isRestored: true } as const;
const never = { recovery: { kind: 'never' } } as const;
const always = { recovery: RecoveryPolicy.parse({ kind: 'always' }) };
const gone = { status: 'ABSENT', incarnation: 'jm2' } as const;

// prettier-ignore
const table: [string, Change, string][] = [
  ['runs as asked', {}, ''],
  ['never ran, is to run', { run: null }, 'createRun'],
  ['never ran, is not to', { run: null, desired: stopped }, ''],
  ['cluster has not answered', { run: null, observed: { cluster: 'NEVER', status: null } }, 'wait CLUSTER_STARTING'],
  ['row written, nothing sent', { run: { phase: 'STARTING', submission: 'not-sent' }, observed: { status: 'ABSENT' } }, 'submit'],
  ['proven dead, and there all the same', { run: { phase: 'STARTING', submission: 'not-sent' } }, 'resolveSubmission'],
  ['proven dead, to be stopped, and there all the same', { run: { phase: 'STARTING', submission: 'not-sent' }, desired: stopped }, 'resolveSubmission'],
  ['stopped before it was sent', { run: { phase: 'STARTING', submission: 'not-sent' }, desired: stopped, observed: { status: 'ABSENT' } }, 'closeRun'],
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
  ['seen finished, absent on a cluster with high availability', { run: { sawFinished: true }, observed: { ...gone, absenceIsEvidence: false } }, 'loseRun'],
  ['written off, absent under high availability', { run: { isWrittenOff: true }, observed: { ...gone, absenceIsEvidence: false } }, 'writeOffRun'],
  ['written off, a stop asked for', { run: { isWrittenOff: true }, desired: stopped, observed: { ...gone, absenceIsEvidence: false } }, 'writeOffRun'],
  ['written off, the JobManager has only just come', { run: { isWrittenOff: true }, observed: { ...gone, absenceIsEvidence: false, answersOfIncarnation: 2 } }, 'wait ABSENCE_NOT_PROVEN'],
  ['written off, the cluster silent', { run: { isWrittenOff: true }, observed: { cluster: 'UNREACHABLE', status: null } }, 'wait CLUSTER_UNREACHABLE'],
  ['written off, seen after all', { run: { isWrittenOff: true } }, 'voidWriteOff'],
  ['written off, unknown outcome, seen after all', { run: { phase: 'STARTING', submission: 'unknown', isWrittenOff: true } }, 'voidWriteOff'],
  ['written off, unknown outcome', { run: { phase: 'STARTING', submission: 'unknown', isWrittenOff: true }, observed: gone }, 'resolveSubmission'],
  ['lost, is to run', { run: { phase: 'LOST' }, observed: gone }, 'createRun'],
  ['lost, is not to run', { run: { phase: 'LOST' }, desired: stopped, observed: gone }, ''],
  ['unknown end is said', { run: { phase: 'UNKNOWN' }, observed: { status: 'ABSENT' } }, 'giveUp'],
  ['unknown end is never restarted', { run: { phase: 'UNKNOWN', gaveUp: true }, observed: { status: 'ABSENT' } }, 'wait OUTCOME_UNKNOWN'],
  ['unknown end, seen again', { run: { phase: 'UNKNOWN' } }, 'setPhase'],
  ['stop with savepoint', { desired: stopped }, 'beginStop'],
  ['stop while restarting', { desired: stopped, observed: { status: 'RESTARTING' } }, 'wait WAITING_FOR_RUNNING'],
  ['stop while tasks come up', { desired: stopped, observed: { everyTaskRuns: false } }, 'wait WAITING_FOR_RUNNING'],
  ['stop asked of Flink too early', { desired: stopped, run: suspending, savepoints: [earlyStop] }, 'beginStop'],
  ['stop asked of Flink too early just now', { desired: stopped, run: suspending, savepoints: [{ ...earlyStop, completedAtMs: nowMs }] }, 'wait WAITING_FOR_FLINK'],
  ['stop asked of Flink too early, tasks come up', { desired: stopped, run: suspending, savepoints: [earlyStop], observed: { everyTaskRuns: false } }, 'wait WAITING_FOR_RUNNING'],
  ['stop asked of Flink too early, tasks restart', { desired: stopped, run: suspending, savepoints: [earlyStop], observed: { status: 'RESTARTING' } }, 'wait WAITING_FOR_RUNNING'],
  ['stop asked of Flink too early again and again', { desired: stopped, run: suspending, savepoints: Array.from({ length: 5 }, () => earlyStop) }, 'revertStop'],
  ['going down, tasks come up', { desired: { suspendedSinceMs: nowMs - 1_000 }, observed: { everyTaskRuns: false } }, 'wait WAITING_FOR_FLINK'],
  ['going down, tasks do not come up', { desired: { suspendedSinceMs: nowMs - 11_000 }, observed: { everyTaskRuns: false } }, 'wait WAITING_FOR_RUNNING'],
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
  ['failed by the user', { run: { ...failed, failureClass: 'user' } }, 'giveUp'],
  ['failed by the user, and said so', { run: { ...failed, failureClass: 'user', gaveUp: true } }, 'wait USER_ERROR'],
  ['failed, policy never', { run: failed, desired: never }, 'giveUp'],
  ['failed, policy never, and said so', { run: { ...failed, gaveUp: true }, desired: never }, 'wait RECOVERY_OFF'],
  ['failed, policy always, however often', { run: { ...failed, recovery: 50, endedAtMs: nowMs - 400_000 }, recoveries: 50, desired: always }, 'createRun'],
  ['failed, policy always, waits longest', { run: { ...failed, recovery: 50, runningAtMs: null }, desired: always }, 'wait RECOVERY_BACKOFF'],
  ['taken over, runs', { desired: { startable: false } }, ''],
  ['taken over, is to stop', { desired: { ...stopped, startable: false } }, 'beginStop'],
  ['taken over, ended', { run: { phase: 'FINISHED' }, desired: { startable: false } }, 'wait EXTERNAL_UNBOUND'],
  ['taken over, lost', { run: { phase: 'LOST' }, desired: { startable: false }, observed: gone }, 'wait EXTERNAL_UNBOUND'],
  ['taken over, failed', { run: failed, desired: { startable: false } }, 'giveUp'],
  ['taken over, failed, and said so', { run: { ...failed, gaveUp: true }, desired: { startable: false } }, 'wait EXTERNAL_UNBOUND'],
  ['failed a moment ago', { run: failed }, 'wait RECOVERY_BACKOFF'],
  ['failed a while ago', { run: { ...failed, endedAtMs: nowMs - 400_000 } }, 'createRun'],
  ['failed too often', { run: { ...failed, endedAtMs: nowMs - 900_000 }, recoveries: 5 }, 'giveUp'],
  ['failed too often, and said so', { run: { ...failed, gaveUp: true, endedAtMs: nowMs - 900_000 }, recoveries: 5 }, 'wait RECOVERY_EXHAUSTED'],
  ['failed again at once, back-off grows', { run: { ...failed, recovery: 3, endedAtMs: nowMs - 130_000, runningAtMs: nowMs - 130_100 } }, 'wait RECOVERY_BACKOFF'],
  ['failed again after a while, back-off has decayed', { run: { ...failed, recovery: 3, endedAtMs: nowMs - 130_000, runningAtMs: nowMs - 500_000 } }, 'createRun'],
  ['failed too often, then stable for long', { run: { ...failed, recovery: 5, endedAtMs: nowMs - 10_000, runningAtMs: 1 } }, 'createRun'],
  ['failed, started again by a person', { run: { ...failed, failureClass: 'user' }, desired: { generation: 2 } }, 'createRun'],
  ['cancelled by others', { run: { phase: 'CANCELLED' } }, 'wait CANCELLED_OUTSIDE'],
  ['platform goes down', { desired: { suspendedSinceMs: nowMs } }, 'beginStop'],
  ['platform goes down, nothing is started', { run: null, desired: { suspendedSinceMs: nowMs } }, ''],
  ['platform goes down, savepoint just failed', { desired: { suspendedSinceMs: nowMs - 1 }, savepoints: [failedStop] }, 'wait WAITING_FOR_FLINK'],
  ['platform goes down, savepoint failed', { desired: { suspendedSinceMs: nowMs - 5000 }, savepoints: [{ ...failedStop, completedAtMs: nowMs - 1000 }] }, 'beginStop'],
  ['platform goes down, savepoint failed before', { desired: { suspendedSinceMs: nowMs }, savepoints: [{ ...failedStop, createdAtMs: nowMs - 1 }] }, 'beginStop'],
  ['platform goes down, savepoints failed again and again', { desired: { suspendedSinceMs: nowMs - 5000 }, savepoints: [failedStop, failedStop, failedStop] }, ''],
  ['platform is back', { run: { phase: 'STOPPED' } }, 'createRun'],
  ['upgrade: stop what runs', { desired: changed, plan: {} }, 'beginStop'],
  ['upgrade: the stop under way', { desired: changed, plan: {}, run: { phase: 'SUSPENDING' }, savepoints: [stopSavepoint] }, 'driveSavepoint'],
  ['upgrade: the stop failed', { desired: changed, plan: {}, run: { phase: 'SUSPENDING' }, savepoints: [{ ...stopSavepoint, state: 'FAILED' }] }, 'revertStop'],
  ['upgrade: no savepoint while tasks restart', { desired: changed, plan: {}, observed: { status: 'RESTARTING' } }, 'wait WAITING_FOR_RUNNING'],
  ['upgrade from the last checkpoint', { desired: changed, plan: { stopMode: 'cancel' }, observed: { status: 'RESTARTING' } }, 'cancel'],
  ['upgrade: what runs was not sent yet', { desired: changed, plan: {}, run: { phase: 'STARTING', submission: 'not-sent' }, observed: { status: 'ABSENT' } }, 'closeRun'],
  ['upgrade: cluster silent', { desired: changed, plan: {}, observed: { cluster: 'UNREACHABLE', status: null } }, 'wait CLUSTER_UNREACHABLE'],
  ['upgrade: start the new version', { desired: changed, plan: {}, run: { phase: 'STOPPED' } }, 'createRun'],
  ['upgrade: the old run was lost meanwhile', { desired: changed, plan: {}, run: { phase: 'LOST' }, observed: gone }, 'createRun'],
  ['upgrade: the old run finished by itself', { desired: changed, plan: {}, run: { phase: 'FINISHED' } }, 'endPlan'],
  ['upgrade: the old run ended, nobody knows how', { desired: changed, plan: {}, run: { phase: 'UNKNOWN' }, observed: { status: 'ABSENT' } }, 'endPlan'],
  ['upgrade: the new run comes up', { desired: changed, plan: {}, run: { ...second, phase: 'STARTING', runningAtMs: null } }, 'confirmRunning'],
  ['upgrade: a first checkpoint is awaited', { desired: changed, plan: {}, run: second }, 'seeCheckpoint'],
  ['upgrade: verified', { desired: changed, plan: {}, run: { ...second, firstCheckpointAtMs: 5 } }, 'endPlan'],
  ['upgrade: the new run fails', { desired: changed, plan: {}, run: { ...second, ...failed } }, 'rollBack'],
  ['upgrade: the new run is refused by SQL', { desired: changed, plan: {}, run: { ...second, ...failed, failureClass: 'user', runningAtMs: null } }, 'rollBack'],
  ['upgrade: a later step of a batch script fails', { desired: changed, plan: {}, run: { ...second, ...failed, step: 1, steps: 2 } }, 'endPlan'],
  ['upgrade: nothing ran before', { desired: changed, plan: { canRollBack: false }, run: { ...second, ...failed } }, 'endPlan'],
  ['upgrade: the new run is lost', { desired: changed, plan: {}, run: { ...second, phase: 'LOST' }, observed: gone }, 'createRun'],
  ['upgrade: the new run is cancelled by others', { desired: changed, plan: {}, run: { ...second, phase: 'CANCELLED' } }, 'endPlan'],
  ['upgrade: stopped by a person', { desired: { ...changed, ...stopped }, run: second }, 'beginStop'],
  ['upgrade: platform goes down', { desired: { ...changed, suspendedSinceMs: nowMs }, plan: {}, run: { phase: 'STOPPED' } }, ''],
  ['upgrade failed after a checkpoint: alert', { desired: changed, plan: { state: 'HELD' }, run: { ...second, ...failed } }, 'giveUp'],
  ['upgrade failed after a checkpoint: waits for a person', { desired: changed, plan: { state: 'HELD' }, run: { ...second, ...failed, gaveUp: true } }, 'wait PLAN_FAILED'],
  ['rolling back: start what ran before', { desired: { generation: 3 }, plan: { state: 'ROLLING_BACK' }, run: { ...second, ...failed } }, 'createRun'],
  ['rolling back: it runs', { desired: changed, plan: { state: 'ROLLING_BACK' }, run: second }, 'endPlan'],
  ['rolling back: it fails too', { desired: changed, plan: { state: 'ROLLING_BACK' }, run: { ...second, ...failed } }, 'endPlan'],
  ['batch: restart is a cancel', { desired: { ...changed, mode: 'batch' }, plan: { kind: 'restart' } }, 'cancel'],
  ['batch: restarted when it runs', { desired: { ...changed, mode: 'batch' }, plan: { kind: 'restart' }, run: { ...second, isRestored: false } }, 'endPlan'],
  ['another parallelism', { desired: { parallelism: 2 } }, 'rescale'],
  ['another parallelism, while tasks restart', { desired: { parallelism: 2 }, run: { phase: 'RESTARTING' }, observed: { status: 'RESTARTING' } }, ''],
  ['another parallelism, the plan comes first', { desired: { ...changed, parallelism: 2 }, plan: {}, run: second }, 'seeCheckpoint'],
  ['another parallelism, batch', { desired: { parallelism: 2, mode: 'batch' } }, ''],
  ['restored: its own checkpoint is awaited', { run: { isRestored: true } }, 'seeCheckpoint'],
  ['superseded state', { run: { isRestored: true, firstCheckpointAtMs: 5 }, superseded: ['svp_0'] }, 'disposeSuperseded'],
  ['superseded state, no own checkpoint yet', { run: { isRestored: true }, superseded: ['svp_0'] }, 'seeCheckpoint'],
  ['a savepoint to delete', { deleting: ['svp_0'] }, 'eraseSavepoint'],
  ['a savepoint to delete, cluster silent', { deleting: ['svp_0'], observed: { cluster: 'UNREACHABLE', status: null } }, 'wait CLUSTER_UNREACHABLE'],
  ['a savepoint to delete, something else first', { deleting: ['svp_0'], desired: stopped }, 'beginStop'],
  ['a savepoint to delete, job at rest', { deleting: ['svp_0'], desired: stopped, run: { phase: 'STOPPED' } }, 'eraseSavepoint'],
  ['drain', { desired: { ...stopped, stopMode: 'drain' } }, 'beginStop'],
  ['delete under way', { desired: { ...stopped, deleting: true }, run: { phase: 'STOPPED' } }, 'eraseJob'],
];

describe('decide', () => {
  it.each(table)('%s', (_name, change, expected) => {
    expect(words(decide(picture(change), nowMs))).toBe(expected);
  });

  it('starts what ran before from its own state, not from that of the run that failed', () => {
    const change = {
      desired: { generation: 3 },
      plan: { state: 'ROLLING_BACK' },
      run: { ...second, ...failed },
    } as const;

    expect(decide(picture(change), nowMs)).toMatchObject([{ kind: 'createRun', restore: 'rollback' }]);
  });

  it('says at which step a plan failed', () => {
    const failedStep = (run: Partial<RunView>, plan: Partial<PlanView> = {}) => {
      const [step] = decide(picture({ desired: changed, plan, run: { ...second, ...failed, ...run } }), nowMs);
      return step !== undefined && 'failedStep' in step ? step.failedStep : undefined;
    };

    expect(failedStep({ runningAtMs: null })).toBe('start');
    expect(failedStep({ runningAtMs: 5 })).toBe('verify');
    expect(failedStep({}, { state: 'ROLLING_BACK' })).toBe('roll-back');
  });

  it('continues a lost run from its state and keeps its step', () => {
    const [step] = decide(picture({ run: { phase: 'LOST', step: 2, steps: 3, recovery: 4 }, observed: gone }), nowMs);

    expect(step).toMatchObject({ kind: 'createRun', step: 2, recovery: 4, restore: 'continue' });
  });
});
