/**
 * What to do next for one job. Pure: no clock, no I/O; the same answer for the same picture. `[]` means converged, a single
 * `wait` means that nothing can be done now and says why. At most one action is given at a time: the picture is taken again
 * after each, so a crash between any two costs nothing.
 *
 * The rules of design section 4 stand here and nowhere else. A lost connection decides nothing: without a fresh view of the
 * cluster no running thing is stopped, restarted or closed.
 */
import { type FlinkJobStatus, isTerminal, type Phase, phaseOfFlinkStatus } from '@liusu/contract/lifecycle';

import { decideEndInPlan, decideRunInPlan, isReplaced } from './decide-plan.ts';
import { decideRecovery } from './decide-recovery.ts';
import type { ObservedView, Picture, RunView, SavepointView } from './picture.ts';
import { type Step, type StepOf, wait } from './step.ts';

/** Good answers of a new JobManager before the absence of a job there counts. */
export const answersForEvidence = 3;
/** How long a job may go on running after the savepoint of its stop before the stop counts as failed. */
const stopGraceMs = 10_000;
/** Savepoints tried for one job while the platform goes down, and the pause after one that failed. */
const stopTriesGoingDown = 3;
const stopPauseMs = 1_000;
/** Stops tried one after the other when Flink says each time that not every task runs, though it lists them as running. */
const stopTriesTooEarly = 5;
/** Going down, tasks that are only coming up are waited for this long. */
const tasksGraceMs = 10_000;

/** What to do next; see the head of this file. */
export function decide(picture: Picture, nowMs: number): Step[] {
  const { run, desired } = picture;
  const isIdle = run === undefined || isTerminal(run.phase);
  const steps = isIdle ? decideIdle(picture, nowMs) : decideActive(picture, run, nowMs);
  const [first] = steps;
  const isAtRest = first === undefined || first.kind === 'wait';
  // Files of marked savepoints go when there is nothing else to do.
  if (!isAtRest || desired.deleting || desired.suspendedSinceMs !== null) return steps;
  return decideDeletion(picture) ?? steps;
}

/** Where files can't be seen Flink itself has to delete them, so its cluster has to answer. */
function decideDeletion({ deleting, observed }: Picture): Step[] | undefined {
  const [savepointId] = deleting;
  if (savepointId === undefined || observed.cluster !== 'FRESH') return undefined;
  return [{ kind: 'eraseSavepoint', savepointId }];
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
  if (!desired.startable) return decideExternalEnd(run);
  const inPlan = run === undefined ? undefined : decideEndInPlan(picture, run);
  if (inPlan !== undefined) return inPlan;
  if (run === undefined || run.generation < desired.generation) {
    return picture.plan?.state === 'ROLLING_BACK'
      ? start(picture, { step: 0, recovery: 0, restore: 'rollback', reason: 'what ran before is brought back' })
      : start(picture, { step: 0, recovery: 0, restore: 'desired', reason: 'as asked' });
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
    case 'FAILED': {
      const recovery = decideRecovery(picture, run, nowMs);
      return recovery.kind === 'rest' ? recovery.steps : start(picture, recovery.run);
    }
    case 'CANCELLED':
      return [
        wait('CANCELLED_OUTSIDE', 'The Flink job was cancelled outside of the platform. Start it again when ready.'),
      ];
    default: {
      const reason = 'Flink has no record of how the run ended. Look at its results, then start it again.';
      return run.gaveUp ? [wait('OUTCOME_UNKNOWN', reason)] : [{ kind: 'giveUp', runId: run.id, reason }];
    }
  }
}

/** Others started it, so nothing here can start it again; that it failed is worth an alert all the same. */
function decideExternalEnd(run: RunView | undefined): Step[] {
  const message = 'Others started it, and it has ended. Bind a script to it to start it from here.';
  if (run?.phase === 'FAILED' && !run.gaveUp) return [{ kind: 'giveUp', runId: run.id, reason: message }];
  return [wait('EXTERNAL_UNBOUND', message)];
}

function start(picture: Picture, args: Omit<StepOf<'createRun'>, 'kind'>): Step[] {
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
  const toBeReplaced = isReplaced(picture, run);

  if (run.submission === 'not-sent') {
    // It was proven dead, and arrived all the same.
    if (observed.status !== null && observed.status !== 'ABSENT') return [{ kind: 'resolveSubmission', runId: run.id }];
    if (wantsStop || toBeReplaced) {
      return [{ kind: 'closeRun', runId: run.id, phase: 'STOPPED', reason: 'stopped before it was submitted' }];
    }
    if (observed.cluster !== 'FRESH') return [waitForCluster(observed)];
    return [{ kind: 'submit', runId: run.id }];
  }
  if (observed.cluster !== 'FRESH' || observed.status === null) return [waitForCluster(observed)];
  if (run.isWrittenOff && observed.status !== 'ABSENT') return [{ kind: 'voidWriteOff', runId: run.id }];
  if (run.submission !== 'sent') return [{ kind: 'resolveSubmission', runId: run.id }];
  if (observed.status === 'ABSENT') return decideAbsent(run, observed);

  const seen = phaseOfRun(observed.status, run);
  if (isTerminal(seen)) return closeOnFlinksWord(run, seen);
  if (run.phase === 'SUSPENDING') return decideSuspending(picture, run, seen, nowMs);
  if (wantsStop || toBeReplaced) return decideStop(picture, run, seen, nowMs);
  if (seen === 'RUNNING' && run.runningAtMs === null) return [{ kind: 'confirmRunning', runId: run.id }];
  if (seen !== run.phase) {
    return [{ kind: 'setPhase', runId: run.id, phase: seen, reason: `Flink reports ${observed.status}` }];
  }
  const open = picture.savepoints.find((savepoint) => savepoint.state === 'IN_PROGRESS');
  if (open !== undefined) return [{ kind: 'driveSavepoint', savepointId: open.id }];
  return run.phase === 'RUNNING' ? decideRunning(picture, run) : [];
}

/** It runs, as Flink says and as written down. What is left is what follows on a start, or on another wish for it. */
function decideRunning(picture: Picture, run: RunView): Step[] {
  const { desired } = picture;
  const inPlan = decideRunInPlan(picture, run);
  if (inPlan !== undefined) return inPlan;
  if (desired.mode === 'batch') return [];
  if (run.parallelism !== null && run.parallelism !== desired.parallelism) return [{ kind: 'rescale', runId: run.id }];
  // Until it has a checkpoint of its own it may have to start again from the state it was given.
  if (run.isRestored && run.firstCheckpointAtMs === null) return [{ kind: 'seeCheckpoint', runId: run.id }];
  if (run.firstCheckpointAtMs === null || picture.superseded.length === 0) return [];
  return [{ kind: 'disposeSuperseded', savepointIds: picture.superseded }];
}

/** A fresh answer does not hold the job that was sent. */
function decideAbsent(run: RunView, observed: ObservedView): Step[] {
  if (run.isWrittenOff && observed.answersOfIncarnation >= answersForEvidence) {
    return [{ kind: 'writeOffRun', runId: run.id }];
  }
  if (observed.incarnation === run.incarnation) return [{ kind: 'abandonRun', runId: run.id }];
  // It was seen ended: that a cluster does not show it any more needs no proof.
  if (!observed.absenceIsEvidence && !run.sawFinished) {
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
  const isEscalated = stopModeOf(picture, run) === 'cancel';
  if (isEscalated || seen === 'CANCELLING') return [{ kind: 'cancel', runId: run.id }];
  const stop = lastStopOf(picture.savepoints);
  if (stop?.state === 'FAILED' && stop.isTooEarly && !isTriedOut(picture.savepoints)) {
    const againMs = (stop.completedAtMs ?? nowMs) + stopPauseMs;
    if (nowMs < againMs) return [wait('WAITING_FOR_FLINK', 'The savepoint failed and is tried again.', againMs)];
    return waitForTasks(picture, seen, nowMs) ?? [{ kind: 'beginStop', runId: run.id }];
  }
  if (stop === undefined || stop.state === 'FAILED') return [{ kind: 'revertStop', runId: run.id }];
  if (stop.state === 'IN_PROGRESS') return [{ kind: 'driveSavepoint', savepointId: stop.id }];
  const untilMs = (stop.completedAtMs ?? nowMs) + stopGraceMs;
  if (nowMs < untilMs) return [wait('WAITING_FOR_FLINK', 'The savepoint is complete; the job is ending.', untilMs)];
  return [{ kind: 'revertStop', runId: run.id }];
}

/** How the run is to end: as a person asked, as the plan says, or `suspend` when only the platform goes down. */
function stopModeOf(picture: Picture, run: RunView): 'savepoint' | 'drain' | 'cancel' | 'suspend' {
  const { desired, plan } = picture;
  if (desired.state === 'STOPPED') return desired.stopMode;
  if (desired.suspendedSinceMs !== null) return 'suspend';
  return isReplaced(picture, run) ? (plan?.stopMode ?? 'savepoint') : 'savepoint';
}

/** It is to stop, and no stop has been begun. */
function decideStop(picture: Picture, run: RunView, seen: Phase, nowMs: number): Step[] {
  const { desired } = picture;
  if (run.phase === 'CANCELLING' && seen === 'CANCELLING') {
    return [wait('WAITING_FOR_FLINK', 'The cancel was accepted; the tasks are ending.', nowMs + 1_000)];
  }
  const mode = stopModeOf(picture, run);
  const isCancel = mode === 'cancel' || (mode !== 'suspend' && desired.mode === 'batch');
  if (isCancel || run.phase === 'CANCELLING' || seen === 'CANCELLING') return [{ kind: 'cancel', runId: run.id }];
  if (desired.mode === 'batch') return [];
  if (mode === 'suspend') {
    const failed = failedStopsSince(picture.savepoints, desired.suspendedSinceMs ?? 0);
    // Going down is no reason to try for ever: the last checkpoint stands.
    if (failed.length >= stopTriesGoingDown) return [];
    const untilMs = (failed.at(-1)?.completedAtMs ?? 0) + stopPauseMs;
    if (nowMs < untilMs) return [wait('WAITING_FOR_FLINK', 'The savepoint failed and is tried again.', untilMs)];
  }
  if (seen === 'RUNNING' && run.runningAtMs === null) return [{ kind: 'confirmRunning', runId: run.id }];
  return waitForTasks(picture, seen, nowMs) ?? [{ kind: 'beginStop', runId: run.id }];
}

/** Flink refuses a savepoint unless every task runs; undefined when they do. */
function waitForTasks({ desired, observed }: Picture, seen: Phase, nowMs: number): Step[] | undefined {
  const message = 'A savepoint needs every task running. Cancel instead to stop at once, from its last checkpoint.';
  if (seen !== 'RUNNING') return [wait('WAITING_FOR_RUNNING', message)];
  if (observed.everyTaskRuns) return undefined;
  const isComingUp = desired.suspendedSinceMs !== null && nowMs < desired.suspendedSinceMs + tasksGraceMs;
  return [wait(isComingUp ? 'WAITING_FOR_FLINK' : 'WAITING_FOR_RUNNING', message, nowMs + stopPauseMs)];
}

function isTriedOut(savepoints: SavepointView[]): boolean {
  const last = savepoints.filter(({ origin }) => origin === 'stop').slice(-stopTriesTooEarly);
  return last.length >= stopTriesTooEarly && last.every(({ isTooEarly }) => isTooEarly);
}

function failedStopsSince(savepoints: SavepointView[], sinceMs: number): SavepointView[] {
  return savepoints.filter(
    ({ origin, state, createdAtMs }) => origin === 'stop' && state === 'FAILED' && createdAtMs >= sinceMs,
  );
}

function lastStopOf(savepoints: SavepointView[]): SavepointView | undefined {
  return savepoints.findLast((savepoint) => savepoint.origin === 'stop');
}

/** Flink's adaptive scheduler reports CREATED again while it waits for slots: after a first RUNNING that is a restart. */
function phaseOfRun(status: FlinkJobStatus, run: RunView): Phase {
  const phase = phaseOfFlinkStatus[status];
  return phase === 'STARTING' && run.runningAtMs !== null ? 'RESTARTING' : phase;
}
