/** The table of executors: one for each kind of step that acts. An executor acts a little and returns, or says why it waits. */
import type { ControllerDeps, JobContext } from './controller-context.ts';
import { abandonRun, closeRun, loseRun } from './execute-end.ts';
import { beginStop, cancel, driveSavepoint, revertStop } from './execute-savepoint.ts';
import { endPlan, giveUp, rollBack } from './execute-plan.ts';
import { confirmRunning } from './confirm-running.ts';
import { createRun, resolveSubmission, setPhase, submit } from './execute-start.ts';
import { disposeSuperseded, eraseSavepoint, rescale, seeCheckpoint } from './execute-state.ts';
import { voidWriteOff, writeOffRun } from './execute-write-off.ts';
import { JobEraser } from './job-eraser.ts';
import type { ActionKind, Step, StepOf, Wait } from './step.ts';

export type Executor<K extends ActionKind> = (
  step: StepOf<K>,
  context: JobContext,
  deps: ControllerDeps,
  signal: AbortSignal,
) => Promise<Wait | undefined>;

export type Executors = { [K in ActionKind]: Executor<K> };

export function createExecutors(): Executors {
  return {
    createRun,
    submit,
    resolveSubmission,
    confirmRunning,
    setPhase,
    beginStop,
    driveSavepoint,
    cancel,
    closeRun,
    loseRun,
    abandonRun,
    writeOffRun,
    voidWriteOff,
    revertStop,
    seeCheckpoint,
    rescale,
    giveUp,
    rollBack,
    endPlan,
    disposeSuperseded,
    eraseSavepoint,
    eraseJob: async (_step, { job }, deps) => {
      await new JobEraser(deps).erase(job.id, 'liusu');
      return undefined;
    },
  };
}

/** Runs one step; the wait it ended in, if any. */
export function execute(
  executors: Executors,
  step: Exclude<Step, { kind: 'wait' }>,
  context: JobContext,
  deps: ControllerDeps,
  signal: AbortSignal,
): Promise<Wait | undefined> {
  const executor = executors[step.kind] as Executor<ActionKind>;
  return executor(step, context, deps, signal);
}
