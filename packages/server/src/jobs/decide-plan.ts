/** What a plan adds to the rules: which run it replaces, when it has succeeded, and what follows when it has not. Pure. */
import type { PlanStepKind } from '@liusu/contract/job-plan';

import type { Picture, PlanView, RunView } from './picture.ts';
import type { Step } from './step.ts';

/** True when the plan in force is to end this run. */
export function isReplaced({ plan }: Picture, run: RunView): boolean {
  return plan?.state === 'ACTIVE' && plan.replacedRunId === run.id;
}

/** The newest run has ended. Undefined when the plan has nothing to say about it. */
export function decideEndInPlan(picture: Picture, run: RunView): Step[] | undefined {
  const { plan, desired } = picture;
  if (plan === undefined || plan.state === 'HELD') return undefined;
  if (isReplaced(picture, run)) {
    if (run.phase === 'FINISHED')
      return [failed(plan, 'stop', 'The run came to its natural end before it was stopped.')];
    if (run.phase === 'UNKNOWN') return [failed(plan, 'stop', 'Flink cannot tell how the run ended.')];
    return undefined;
  }
  if (run.generation < desired.generation) return undefined;
  const step = stepOf(plan, run);
  switch (run.phase) {
    case 'FINISHED':
      if (run.step + 1 < run.steps) return undefined;
      return [succeeded(plan, 'The new run came to its natural end.')];
    case 'FAILED':
      // A step of a batch script that is done has written its rows, as a checkpoint of a streaming job has.
      return plan.state === 'ACTIVE' && plan.canRollBack && step !== 'roll-back' && run.step === 0
        ? [{ kind: 'rollBack', planId: plan.id, runId: run.id, failedStep: step }]
        : [failed(plan, step, 'The new run failed.')];
    case 'CANCELLED':
      return [failed(plan, step, 'The new run was cancelled outside of the platform.')];
    case 'UNKNOWN':
      return [failed(plan, step, 'Flink cannot tell how the new run ended.')];
    default:
      // LOST with its JobManager, or stopped with the platform: that says nothing against it, and it is started again.
      return undefined;
  }
}

/** The newest run is RUNNING. Undefined when the plan has nothing to say about it. */
export function decideRunInPlan({ plan, desired }: Picture, run: RunView): Step[] | undefined {
  if (plan === undefined || plan.state === 'HELD') return undefined;
  if (plan.state === 'ROLLING_BACK') return [succeeded(plan, 'What ran before runs again.')];
  if (desired.mode === 'streaming' && run.firstCheckpointAtMs === null) {
    return [{ kind: 'seeCheckpoint', runId: run.id }];
  }
  return [succeeded(plan, 'The new run is RUNNING and has completed a checkpoint.')];
}

function stepOf(plan: PlanView, run: RunView): 'start' | 'verify' | 'roll-back' {
  if (plan.state === 'ROLLING_BACK') return 'roll-back';
  return run.runningAtMs === null ? 'start' : 'verify';
}

function succeeded(plan: PlanView, reason: string): Step {
  const state = plan.state === 'ROLLING_BACK' ? 'ROLLED_BACK' : 'DONE';
  return { kind: 'endPlan', planId: plan.id, state, failedStep: null, reason };
}

function failed(plan: PlanView, failedStep: PlanStepKind, reason: string): Step {
  return { kind: 'endPlan', planId: plan.id, state: 'FAILED', failedStep, reason };
}
