/** A plan's row as people see it: its steps with their states, and what can be done after a failure. Pure. */
import { type JobPlan, type PlanOffer, PlanKind, PlanState, PlanStepKind } from '@liusu/contract/job-plan';

import type { PlanRow } from './plan-repository.ts';
import type { RunRow } from './run-repository.ts';

type StepView = JobPlan['steps'][number];

/** `newest`: the job's newest run, for what a roll-back would replay. Without it (older plans) there are no offers. */
export function planView(row: PlanRow, newest: RunRow | undefined): JobPlan {
  const steps = stepsOf(row);
  const failedStep = row.failed_step === null ? null : PlanStepKind.parse(row.failed_step);
  return {
    id: row.id,
    kind: PlanKind.parse(row.kind),
    state: PlanState.parse(row.state),
    fromVersion: row.from_version,
    toVersion: row.to_version,
    fromParallelism: row.from_parallelism,
    toParallelism: row.to_parallelism,
    actor: row.actor,
    since: row.created_at,
    endedAt: row.ended_at,
    current: steps.find((step) => step.state === 'active')?.kind ?? null,
    steps,
    failure: failedStep === null ? null : { step: failedStep, reason: row.failure ?? '' },
    savepointId: row.savepoint_id,
    offers: newest === undefined ? [] : offersOf(row, newest),
  };
}

/** Each step ends where the next begins: the first without its end is the one under way, or the one that failed. */
function stepsOf(row: PlanRow): StepView[] {
  const isBegun = row.roll_back_at !== null;
  const ends: { kind: StepView['kind']; since: string | null; until: string | null; runId: string | null }[] = [
    { kind: 'stop', since: row.created_at, until: row.stopped_at, runId: row.replaced_run_id },
    { kind: 'start', since: row.started_at, until: row.running_at, runId: row.run_id },
    { kind: 'verify', since: row.running_at, until: row.verified_at ?? doneAt(row), runId: row.run_id },
  ];
  let isOpen = true;
  const steps = ends.map((end): StepView => {
    if (end.kind === 'stop' && row.replaced_run_id === null) return { ...end, state: 'skipped', since: null };
    if (!isOpen) return { ...end, state: 'pending', since: null, until: null };
    if (end.until !== null && row.failed_step !== end.kind) return { ...end, state: 'done' };
    isOpen = false;
    const hasFailed = row.failed_step === end.kind || isBegun;
    const state = hasFailed ? 'failed' : row.state === 'SUPERSEDED' ? 'skipped' : 'active';
    return { ...end, state, until: hasFailed ? (row.roll_back_at ?? row.ended_at) : null };
  });
  if (!isBegun) return steps;
  const state = row.state === 'ROLLING_BACK' ? 'active' : row.state === 'ROLLED_BACK' ? 'done' : 'failed';
  return [
    ...steps,
    { kind: 'roll-back', state, since: row.roll_back_at, until: row.ended_at, runId: row.roll_back_run_id },
  ];
}

/** A batch run has no checkpoints: it is verified when its plan is done. */
function doneAt(row: PlanRow): string | null {
  return row.state === 'DONE' ? row.ended_at : null;
}

function offersOf(row: PlanRow, newest: RunRow): PlanOffer[] {
  const isNew = newest.id !== row.replaced_run_id;
  const hasFailedLater = row.state === 'DONE' && row.kind === 'upgrade' && newest.gave_up_at !== null;
  if (row.state !== 'FAILED' && !hasFailedLater) return [];
  const offers: PlanOffer[] = row.state === 'FAILED' ? [{ kind: 'retry' }] : [];
  if (row.kind !== 'upgrade' || row.from_version === null || row.run_id === null || !isNew) return offers;
  const version = row.from_version;
  offers.push({ kind: 'rollback', mode: 'from-new-state', version, savepointId: null, replay: null });
  if (row.savepoint_id !== null && row.stopped_at !== null) {
    const wroteAnything = newest.first_checkpoint_at !== null;
    offers.push({
      kind: 'rollback',
      mode: 'from-old-savepoint',
      version,
      savepointId: row.savepoint_id,
      replay: wroteAnything ? { from: row.stopped_at, to: newest.ended_at } : null,
    });
  }
  return offers;
}
