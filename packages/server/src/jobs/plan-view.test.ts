import { expect, test } from 'vitest';

import type { PlanRow } from './plan-repository.ts';
import { planView } from './plan-view.ts';
import type { RunRow } from './run-repository.ts';

const at = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`;

const begun: PlanRow = {
  id: 'pln_1',
  job_id: 'job_1',
  number: 1,
  kind: 'upgrade',
  state: 'ACTIVE',
  generation: 2,
  actor: 'me',
  from_version: 1,
  to_version: 2,
  from_parallelism: 1,
  to_parallelism: 1,
  stop_mode: 'savepoint',
  replaced_run_id: 'run_1',
  savepoint_id: null,
  run_id: null,
  roll_back_run_id: null,
  created_at: at(0),
  stopped_at: null,
  started_at: null,
  running_at: null,
  verified_at: null,
  roll_back_at: null,
  ended_at: null,
  failed_step: null,
  failure: null,
};
const stopped = { ...begun, stopped_at: at(1), savepoint_id: 'svp_1' };
const started = { ...stopped, started_at: at(2), run_id: 'run_2' };
const running = { ...started, running_at: at(3) };
const failedRun = { id: 'run_2', first_checkpoint_at: null, ended_at: at(4), gave_up_at: null } as RunRow;

function stepsOf(row: PlanRow): string {
  return planView(row, failedRun)
    .steps.map(({ kind, state }) => `${kind} ${state}`)
    .join(', ');
}

// prettier-ignore
test.each<[string, PlanRow, string, string | null]>([
  ['begun', begun, 'stop active, start pending, verify pending', 'stop'],
  ['stopped', stopped, 'stop done, start active, verify pending', 'start'],
  ['running', running, 'stop done, start done, verify active', 'verify'],
  ['done', { ...running, state: 'DONE', verified_at: at(4), ended_at: at(4) }, 'stop done, start done, verify done', null],
  ['a batch job is done without a checkpoint', { ...running, state: 'DONE', ended_at: at(4) }, 'stop done, start done, verify done', null],
  ['nothing ran before', { ...begun, replaced_run_id: null }, 'stop skipped, start active, verify pending', 'start'],
  ['the stop failed', { ...begun, state: 'FAILED', failed_step: 'stop', ended_at: at(1) }, 'stop failed, start pending, verify pending', null],
  ['rolling back', { ...started, state: 'ROLLING_BACK', failed_step: 'start', roll_back_at: at(4) }, 'stop done, start failed, verify pending, roll-back active', 'roll-back'],
  ['rolled back', { ...running, state: 'ROLLED_BACK', failed_step: 'verify', roll_back_at: at(4), ended_at: at(5) }, 'stop done, start done, verify failed, roll-back done', null],
  ['the roll-back failed', { ...started, state: 'FAILED', failed_step: 'roll-back', roll_back_at: at(4), ended_at: at(5) }, 'stop done, start failed, verify pending, roll-back failed', null],
  ['superseded', { ...stopped, state: 'SUPERSEDED', ended_at: at(2) }, 'stop done, start skipped, verify pending', null],
])('steps: %s', (_name, row, steps, current) => {
  expect(stepsOf(row)).toBe(steps);
  expect(planView(row, failedRun).current).toBe(current);
});

const failed = { ...running, state: 'FAILED', failed_step: 'verify', failure: 'it failed', ended_at: at(5) };

test('an upgrade that failed after a checkpoint offers the old version, with the span that would be written again', () => {
  const run = { ...failedRun, first_checkpoint_at: at(4), ended_at: at(5) };

  expect(planView(failed, run).offers).toEqual([
    { kind: 'retry' },
    { kind: 'rollback', mode: 'from-new-state', version: 1, savepointId: null, replay: null },
    {
      kind: 'rollback',
      mode: 'from-old-savepoint',
      version: 1,
      savepointId: 'svp_1',
      replay: { from: at(1), to: at(5) },
    },
  ]);
});

test('nothing is offered while a plan is under way, after another one, or when all is well', () => {
  expect(planView(running, failedRun).offers).toEqual([]);
  expect(planView(failed, undefined).offers).toEqual([]);
  expect(planView({ ...running, state: 'DONE' }, failedRun).offers).toEqual([]);
});

test('an upgrade that was done offers the way back once the job was given up', () => {
  const offers = planView({ ...running, state: 'DONE' }, { ...failedRun, gave_up_at: at(9) }).offers;

  expect(offers.map(({ kind }) => kind)).toEqual(['rollback', 'rollback']);
});
