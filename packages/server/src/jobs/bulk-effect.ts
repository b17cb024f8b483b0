/** Whether a command of a bulk has taken effect, told from the job as it is. Pure. */
import type { BulkAction } from '@liusu/contract/bulk';
import { isTerminal, Phase } from '@liusu/contract/lifecycle';

import type { JobRow } from './job-repository.ts';
import type { PlanRow } from './plan-repository.ts';
import type { RunRow } from './run-repository.ts';
import type { SavepointRow } from './savepoint-repository.ts';

export interface Effect {
  state: 'DONE' | 'FAILED';
  message: string | null;
}

export interface EffectView {
  /** Undefined when it was deleted. */
  job: JobRow | undefined;
  run: RunRow | undefined;
  plan: PlanRow | undefined;
  savepoint: SavepointRow | undefined;
}

const done: Effect = { state: 'DONE', message: null };

/** Undefined while it is awaited. `generation`: that of the command. */
export function effectOf(action: BulkAction, generation: number, view: EffectView): Effect | undefined {
  const { job, run, plan, savepoint } = view;
  if (action === 'delete') return job === undefined ? done : undefined;
  if (job === undefined) return { state: 'FAILED', message: 'The job was deleted.' };
  switch (action) {
    case 'publish':
      return done;
    case 'savepoint':
      if (savepoint?.state === 'COMPLETED') return done;
      if (savepoint?.state === 'IN_PROGRESS') return undefined;
      return { state: 'FAILED', message: savepoint?.reason ?? 'The savepoint is gone.' };
    case 'stop':
      return stopEffect(generation, job, run);
    case 'restart':
    case 'upgrade':
      return planEffect(generation, job, plan);
    case 'rescale':
      if (plan !== undefined && plan.kind === 'rescale' && plan.generation > generation) {
        return planEffect(plan.generation, job, plan);
      }
      if (job.generation > generation) return superseded;
      if (run === undefined || isTerminal(Phase.parse(run.phase))) return done;
      return job.desired_parallelism === null || run.parallelism === job.desired_parallelism ? done : undefined;
    case 'start':
      if (job.generation > generation) return superseded;
      if (run === undefined || run.generation < generation) return undefined;
      if (run.phase === 'RUNNING' || run.phase === 'FINISHED') return done;
      if (run.phase === 'FAILED') return { state: 'FAILED', message: run.failure_message ?? 'The run failed.' };
      return isTerminal(Phase.parse(run.phase)) && run.phase !== 'LOST'
        ? { state: 'FAILED', message: `The run is ${run.phase.toLowerCase()}.` }
        : undefined;
  }
}

const superseded: Effect = { state: 'DONE', message: 'Another command took its place.' };

function stopEffect(generation: number, job: JobRow, run: RunRow | undefined): Effect | undefined {
  if (job.generation > generation) {
    return job.desired_state === 'RUNNING' && run?.generation === job.generation
      ? { state: 'FAILED', message: 'The savepoint failed; the job goes on.' }
      : superseded;
  }
  if (run === undefined) return done;
  const phase = Phase.parse(run.phase);
  if (!isTerminal(phase)) return undefined;
  // One that had ended before was only waiting to be started again: that was stopped. A cancel asks for no state.
  const endedBefore = run.ended_at !== null && run.ended_at < job.desired_since;
  if (endedBefore || job.desired_stop_mode === 'cancel' || phase === 'STOPPED' || phase === 'FINISHED') return done;
  return { state: 'FAILED', message: `The run ended as ${phase} before the savepoint of the stop was taken.` };
}

function planEffect(generation: number, job: JobRow, plan: PlanRow | undefined): Effect | undefined {
  if (plan?.state === 'ACTIVE' || plan?.state === 'ROLLING_BACK') return undefined;
  if (plan?.state === 'DONE') return done;
  if (plan?.state === 'FAILED' || plan?.state === 'ROLLED_BACK') {
    return { state: 'FAILED', message: `${plan.state === 'FAILED' ? '' : 'Rolled back: '}${plan.failure ?? ''}` };
  }
  return job.generation > generation || plan?.state === 'SUPERSEDED' ? superseded : undefined;
}
