/**
 * The vocabulary between `decide` and `execute`: kind -> arguments. Everything else is derived from this one interface,
 * so a kind without an executor does not compile.
 */
import type { PlanStepKind } from '@liusu/contract/job-plan';
import type { Phase } from '@liusu/contract/lifecycle';
import type { WaitCode } from '@liusu/contract/wait-code';

export interface StepArguments {
  /** Writes the row of a new run: its JobID, its restore path, its incarnation. Calls nothing outside. */
  createRun: {
    /** Step of a batch job; 0 for streaming. */
    step: number;
    recovery: number;
    /**
     * `desired`: as the user asked; `continue`: from the latest state of the newest run; `rollback`: from the latest state of the
     * run that the plan replaced.
     */
    restore: 'desired' | 'continue' | 'rollback';
    reason: string;
  };
  /** Hands the run to Flink. */
  submit: { runId: string };
  /** Finds out whether a submission of unknown outcome arrived. */
  resolveSubmission: { runId: string };
  /** First RUNNING: checks that Flink restored what it was told to, then records the phase. */
  confirmRunning: { runId: string };
  /** Records another phase that Flink reports. Never a terminal one. */
  setPhase: { runId: string; phase: Phase; reason: string };
  /** Commits the row of a stop with savepoint. The call itself is made by `driveSavepoint`. */
  beginStop: { runId: string };
  /** Makes, repeats or follows the savepoint call until its outcome is known. */
  driveSavepoint: { savepointId: string };
  cancel: { runId: string };
  /** Ends a run on Flink's word, or one that was never sent. Resolves its open savepoints first. */
  closeRun: { runId: string; phase: 'FINISHED' | 'CANCELLED' | 'FAILED' | 'STOPPED'; reason: string };
  /** Ends a run whose JobManager is provably gone: fences the old processes off, then closes as LOST. */
  loseRun: { runId: string };
  /** Ends a run that its own JobManager no longer knows: closes as UNKNOWN. */
  abandonRun: { runId: string };
  /** Ends a run that a person says does not exist, unless its cluster knows it. */
  writeOffRun: { runId: string };
  /** What a person said of the run is not so: its cluster lists it. */
  voidWriteOff: { runId: string };
  /** A stop with savepoint failed and the job goes on: says so and asks for RUNNING again, for the user to decide. */
  revertStop: { runId: string };
  /** Asks whether the run has completed a checkpoint of its own, and writes it down. */
  seeCheckpoint: { runId: string };
  /** Tells Flink the parallelism asked for; where Flink can't change it in place, makes a plan that restarts the job. */
  rescale: { runId: string };
  /** Says once that the platform does no more by itself, and raises the alert. */
  giveUp: { runId: string; reason: string };
  /** The new run of a plan failed: asks for what ran before, if it is proven that the new run completed no checkpoint. */
  rollBack: { planId: string; runId: string; failedStep: 'start' | 'verify' };
  /** Writes the end of a plan. `failedStep` with FAILED only. */
  endPlan: {
    planId: string;
    state: 'DONE' | 'ROLLED_BACK' | 'FAILED';
    failedStep: PlanStepKind | null;
    reason: string;
  };
  /** Marks state for deletion that the running run's first checkpoint has superseded. */
  disposeSuperseded: { savepointIds: string[] };
  /** Deletes the files of a savepoint that is marked, then its row. */
  eraseSavepoint: { savepointId: string };
  /** Carries a delete through that was begun. */
  eraseJob: Record<never, never>;
  /** Nothing can be done before `untilMs`, or before something happens when it is null. Shown to the user. */
  wait: { code: WaitCode; message: string; untilMs: number | null };
}

export type StepKind = keyof StepArguments;
export type StepOf<K extends StepKind> = { kind: K } & StepArguments[K];
export type Step = { [K in StepKind]: StepOf<K> }[StepKind];
export type Wait = StepOf<'wait'>;
/** Steps that act; `wait` only tells. */
export type ActionKind = Exclude<StepKind, 'wait'>;

export function wait(code: WaitCode, message: string, untilMs: number | null = null): Wait {
  return { kind: 'wait', code, message, untilMs };
}
