/** What follows on a run that Flink gave up or refused: by the job's policy, a new run after a pause, or nothing more. Pure. */
import { backoffMs } from '../lib/backoff.ts';
import type { Picture, RunView } from './picture.ts';
import { type Step, type StepOf, type Wait, wait } from './step.ts';

/** For each such span that a run was up, the next pause is one step shorter. */
export const decayMs = 120_000;

export type Recovery = { kind: 'rest'; steps: Step[] } | { kind: 'start'; run: Omit<StepOf<'createRun'>, 'kind'> };

export function decideRecovery(picture: Picture, run: RunView, nowMs: number): Recovery {
  const policy = picture.desired.recovery;
  if (picture.plan?.state === 'HELD') {
    return atRest(run, wait('PLAN_FAILED', 'The change of the job failed. See what its plan offers, and decide.'));
  }
  if (run.failureClass === 'user') {
    return atRest(run, wait('USER_ERROR', 'The job itself has to be corrected. Correct it, then start it again.'));
  }
  if (policy.kind === 'never') {
    return atRest(run, wait('RECOVERY_OFF', 'It failed, and its policy is not to start it again. Start it by hand.'));
  }
  if (policy.kind === 'bounded' && picture.recoveries >= policy.attempts) {
    const message = `It failed again after ${picture.recoveries} automatic new runs. Start it by hand.`;
    return atRest(run, wait('RECOVERY_EXHAUSTED', message));
  }
  const endedAtMs = run.endedAtMs ?? nowMs;
  const upMs = run.runningAtMs === null ? 0 : endedAtMs - run.runningAtMs;
  const attempt = Math.max(0, run.recovery - Math.floor(upMs / decayMs)) + 1;
  const pauses = { firstMs: policy.initialMs, maxMs: policy.maxMs, factor: 3, jitter: 0 };
  const untilMs = endedAtMs + backoffMs(attempt, pauses);
  if (nowMs < untilMs) {
    const message = 'It failed and will be started again from its state.';
    return { kind: 'rest', steps: [wait('RECOVERY_BACKOFF', message, untilMs)] };
  }
  const bound = policy.kind === 'bounded' ? ` ${picture.recoveries + 1} of at most ${policy.attempts}` : '';
  return {
    kind: 'start',
    run: {
      step: run.step,
      recovery: attempt,
      restore: 'continue',
      reason: `automatic new run${bound} after a failure`,
    },
  };
}

/** Nothing more is done: that is said once, with an alert, and then waits for a person. */
function atRest(run: RunView, reason: Wait): Recovery {
  return {
    kind: 'rest',
    steps: run.gaveUp ? [reason] : [{ kind: 'giveUp', runId: run.id, reason: reason.message }],
  };
}
