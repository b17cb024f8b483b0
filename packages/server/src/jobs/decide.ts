/**
 * What to do next for one job. Pure: no clock, no I/O; the same answer for the same picture. `[]` means converged, a single
 * `wait` means that nothing can be done now and says why. At most one action is given at a time: the picture is taken again
 * after each, so a crash between any two costs nothing.
 *
 * The rules of design section 4 stand here and nowhere else. A lost connection decides nothing: without a fresh view of the
 * cluster no running thing is stopped, restarted or closed.
 */
import {
  type FailureClass,
  type FlinkJobStatus,
  isTerminal,
  type Phase,
  phaseOfFlinkStatus,
} from '@liusu/contract/lifecycle';

import { backoffMs } from '../lib/backoff.ts';
import { type Step, wait } from './step.ts';

export interface DesiredView {
  state: 'RUNNING' | 'STOPPED';
  stopMode: 'savepoint' | 'cancel';
  generation: number;
  mode: 'streaming' | 'batch';
  deleting: boolean;
  /** Set while the platform goes down: stop with savepoint, start nothing, and keep what the user asked for. */
  suspendedSinceMs: number | null;
}

export interface RunView {
  id: string;
  phase: Phase;
  generation: number;
  step: number;
  steps: number;
  recovery: number;
  submission: 'not-sent' | 'sending' | 'sent' | 'refused' | 'unknown';
  incarnation: string | null;
  /** When Flink first reported it RUNNING. */
  runningAtMs: number | null;
  endedAtMs: number | null;
  failureClass: FailureClass | null;
}

export interface SavepointView {
  id: string;
  origin: 'stop' | 'user' | 'periodic';
  state: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED' | 'DELETING';
  createdAtMs: number;
  completedAtMs: number | null;
}

export interface ObservedView {
  /** `NEVER`: the cluster has not answered since the platform started. */
  cluster: 'FRESH' | 'STALE' | 'UNREACHABLE' | 'NEVER';
  incarnation: string | null;
  answersOfIncarnation: number;
  absenceIsEvidence: boolean;
  /** Flink's status of the newest run's job; ABSENT when a fresh answer does not hold it; null without a fresh answer. */
  status: FlinkJobStatus | 'ABSENT' | null;
}

export interface Picture {
  desired: DesiredView;
  /** The newest run. */
  run: RunView | undefined;
  /** Savepoints of the newest run, oldest first. */
  savepoints: SavepointView[];
  observed: ObservedView;
}

/** Good answers of a new JobManager before the absence of a job there counts. */
export const answersForEvidence = 3;
/** Automatic new runs after failures, until one stays up. */
export const maxRecoveries = 5;
/** A run that was up this long starts the count of recoveries again. */
export const stableAfterMs = 600_000;
const recoveryBackoff = { firstMs: 5_000, maxMs: 300_000, factor: 3, jitter: 0 };
/** How long a job may go on running after the savepoint of its stop before the stop counts as failed. */
const stopGraceMs = 10_000;

/** What to do next; see the head of this file. */
export function decide(picture: Picture, nowMs: number): Step[] {
  const { run } = picture;
  if (run === undefined || isTerminal(run.phase)) return decideIdle(picture, nowMs);
  return decideActive(picture, run, nowMs);
}

/** No run is active. */
function decideIdle(picture: Picture, nowMs: number): Step[] {
  const { desired, run, observed } = picture;
  if (run?.phase === 'UNKNOWN' && observed.status !== null && observed.status !== 'ABSENT') {
    const phase = phaseOfFlinkStatus[observed.status];
    if (phase === 'RUNNING') {
      return [{ kind: 'setPhase', runId: run.id, phase, reason: 'the cluster knows the job again' }];
    }
  }
  if (desired.deleting) return [{ kind: 'eraseJob' }];
  if (desired.state === 'STOPPED' || desired.suspendedSinceMs !== null) return [];
  if (run === undefined || run.generation < desired.generation) {
    return start(picture, { step: 0, recovery: 0, restore: 'desired', reason: 'as asked' });
  }
  switch (run.phase) {
    case 'FINISHED':
      if (run.step + 1 >= run.steps) return [];
      return start(picture, { step: run.step + 1, recovery: 0, restore: 'continue', reason: 'the next step' });
    case 'STOPPED':
      return start(picture, {
        step: run.step,
        recovery: 0,
        restore: 'continue',
        reason: 'it was stopped with the platform and is to run',
      });
    case 'LOST':
      return start(picture, {
        step: run.step,
        recovery: run.recovery,
        restore: 'continue',
        reason: 'its JobManager is gone',
      });
    case 'FAILED':
      return decideRecovery(picture, run, nowMs);
    case 'CANCELLED':
      return [
        wait('CANCELLED_OUTSIDE', 'The Flink job was cancelled outside of the platform. Start it again when ready.'),
      ];
    default:
      return [
        wait('OUTCOME_UNKNOWN', 'Flink has no record of how the run ended. Look at its results, then start it again.'),
      ];
  }
}

/** Flink gave the run up, or refused it. */
function decideRecovery(picture: Picture, run: RunView, nowMs: number): Step[] {
  if (run.failureClass === 'user') {
    return [wait('USER_ERROR', 'The job itself has to be corrected. Correct it, then start it again.')];
  }
  const endedAtMs = run.endedAtMs ?? nowMs;
  const wasStable = run.runningAtMs !== null && endedAtMs - run.runningAtMs >= stableAfterMs;
  const before = wasStable ? 0 : run.recovery;
  if (before >= maxRecoveries) {
    return [wait('RECOVERY_EXHAUSTED', `It failed again after ${maxRecoveries} automatic new runs. Start it by hand.`)];
  }
  const untilMs = endedAtMs + backoffMs(before + 1, recoveryBackoff);
  if (nowMs < untilMs)
    return [wait('RECOVERY_BACKOFF', 'It failed and will be started again from its state.', untilMs)];
  return start(picture, {
    step: run.step,
    recovery: before + 1,
    restore: 'continue',
    reason: `automatic new run ${before + 1} of at most ${maxRecoveries} after a failure`,
  });
}

function start(
  picture: Picture,
  args: { step: number; recovery: number; restore: 'desired' | 'continue'; reason: string },
): Step[] {
  const { observed } = picture;
  if (observed.cluster !== 'FRESH' || observed.incarnation === null) return [waitForCluster(observed)];
  return [{ kind: 'createRun', ...args }];
}

function waitForCluster(observed: ObservedView): Step {
  if (observed.cluster === 'NEVER') return wait('CLUSTER_STARTING', 'The cluster has not answered yet.');
  return wait('CLUSTER_UNREACHABLE', 'The cluster does not answer. Nothing is changed until it does.');
}

/** A run is active, or may be. */
function decideActive(picture: Picture, run: RunView, nowMs: number): Step[] {
  const { desired, observed } = picture;
  const wantsStop = desired.state === 'STOPPED' || desired.suspendedSinceMs !== null;

  if (run.submission === 'not-sent') {
    if (wantsStop) {
      return [{ kind: 'closeRun', runId: run.id, phase: 'STOPPED', reason: 'stopped before it was submitted' }];
    }
    if (observed.cluster !== 'FRESH') return [waitForCluster(observed)];
    return [{ kind: 'submit', runId: run.id }];
  }
  if (observed.cluster !== 'FRESH' || observed.status === null) return [waitForCluster(observed)];
  if (run.submission !== 'sent') return [{ kind: 'resolveSubmission', runId: run.id }];
  if (observed.status === 'ABSENT') return decideAbsent(run, observed);

  const seen = phaseOfRun(observed.status, run);
  if (isTerminal(seen)) return closeOnFlinksWord(run, seen);
  if (run.phase === 'SUSPENDING') return decideSuspending(picture, run, seen, nowMs);
  if (wantsStop) return decideStop(picture, run, seen, nowMs);
  if (seen === 'RUNNING' && run.runningAtMs === null) return [{ kind: 'confirmRunning', runId: run.id }];
  if (seen !== run.phase) {
    return [{ kind: 'setPhase', runId: run.id, phase: seen, reason: `Flink reports ${observed.status}` }];
  }
  const open = picture.savepoints.find((savepoint) => savepoint.state === 'IN_PROGRESS');
  return open === undefined ? [] : [{ kind: 'driveSavepoint', savepointId: open.id }];
}

/** A fresh answer does not hold the job that was sent. */
function decideAbsent(run: RunView, observed: ObservedView): Step[] {
  if (observed.incarnation === run.incarnation) return [{ kind: 'abandonRun', runId: run.id }];
  if (!observed.absenceIsEvidence) {
    return [
      wait('ABSENCE_NOT_PROVEN', 'The cluster does not show the job, which proves nothing on a cluster of this kind.'),
    ];
  }
  if (observed.answersOfIncarnation < answersForEvidence) {
    return [wait('ABSENCE_NOT_PROVEN', 'The JobManager was replaced; the job is looked for before anything is done.')];
  }
  return [{ kind: 'loseRun', runId: run.id }];
}

function closeOnFlinksWord(run: RunView, seen: Phase): Step[] {
  if (seen !== 'FINISHED' && seen !== 'CANCELLED' && seen !== 'FAILED') {
    throw new Error(`Flink's statuses do not lead to ${seen}`);
  }
  return [{ kind: 'closeRun', runId: run.id, phase: seen, reason: `Flink reports ${seen}` }];
}

/** A stop with savepoint was begun: it is followed to its end before anything else. */
function decideSuspending(picture: Picture, run: RunView, seen: Phase, nowMs: number): Step[] {
  const { desired } = picture;
  const isEscalated = desired.state === 'STOPPED' && desired.stopMode === 'cancel';
  if (isEscalated || seen === 'CANCELLING') return [{ kind: 'cancel', runId: run.id }];
  const stop = lastStopOf(picture.savepoints);
  if (stop === undefined || stop.state === 'FAILED') return [{ kind: 'revertStop', runId: run.id }];
  if (stop.state === 'IN_PROGRESS') return [{ kind: 'driveSavepoint', savepointId: stop.id }];
  const untilMs = (stop.completedAtMs ?? nowMs) + stopGraceMs;
  if (nowMs < untilMs) return [wait('WAITING_FOR_FLINK', 'The savepoint is complete; the job is ending.', untilMs)];
  return [{ kind: 'revertStop', runId: run.id }];
}

/** It is to stop, and no stop has been begun. */
function decideStop(picture: Picture, run: RunView, seen: Phase, nowMs: number): Step[] {
  const { desired } = picture;
  if (run.phase === 'CANCELLING' && seen === 'CANCELLING') {
    return [wait('WAITING_FOR_FLINK', 'The cancel was accepted; the tasks are ending.', nowMs + 1_000)];
  }
  const isCancel = desired.state === 'STOPPED' && (desired.stopMode === 'cancel' || desired.mode === 'batch');
  if (isCancel || run.phase === 'CANCELLING' || seen === 'CANCELLING') return [{ kind: 'cancel', runId: run.id }];
  if (desired.mode === 'batch') return [];
  const stop = lastStopOf(picture.savepoints);
  if (desired.state === 'RUNNING' && stop?.state === 'FAILED' && stop.createdAtMs >= (desired.suspendedSinceMs ?? 0)) {
    // Going down is no reason to try again and again: the last checkpoint stands.
    return [];
  }
  if (seen !== 'RUNNING') {
    return [
      wait(
        'WAITING_FOR_RUNNING',
        'A savepoint needs every task running. Cancel instead to stop at once, from its last checkpoint.',
      ),
    ];
  }
  if (run.runningAtMs === null) return [{ kind: 'confirmRunning', runId: run.id }];
  return [{ kind: 'beginStop', runId: run.id }];
}

function lastStopOf(savepoints: SavepointView[]): SavepointView | undefined {
  return savepoints.findLast((savepoint) => savepoint.origin === 'stop');
}

/** Flink's adaptive scheduler reports CREATED again while it waits for slots: after a first RUNNING that is a restart. */
function phaseOfRun(status: FlinkJobStatus, run: RunView): Phase {
  const phase = phaseOfFlinkStatus[status];
  return phase === 'STARTING' && run.runningAtMs !== null ? 'RESTARTING' : phase;
}
