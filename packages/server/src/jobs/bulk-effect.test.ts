import { expect, test } from 'vitest';

import { effectOf, type EffectView } from './bulk-effect.ts';
import type { JobRow } from './job-repository.ts';
import type { PlanRow } from './plan-repository.ts';
import type { RunRow } from './run-repository.ts';
import type { SavepointRow } from './savepoint-repository.ts';

const job = (change: Partial<JobRow> = {}) =>
  ({
    ...{ generation: 5, desired_state: 'RUNNING', desired_stop_mode: 'savepoint' },
    desired_since: '2026-01-02T00:00:00.000Z',
    ...change,
  }) as JobRow;
const run = (phase: string, generation = 5, endedAt = '2026-01-03T00:00:00.000Z') =>
  ({ phase, generation, parallelism: 1, ended_at: endedAt }) as RunRow;
const plan = (state: string, generation = 5) => ({ state, generation, kind: 'upgrade', failure: 'x' }) as PlanRow;
const savepoint = (state: string) => ({ state, reason: 'declined' }) as SavepointRow;

function view(change: Partial<EffectView>): EffectView {
  return { job: job(), run: undefined, plan: undefined, savepoint: undefined, ...change };
}

// prettier-ignore
test.each<[string, Parameters<typeof effectOf>[0], Partial<EffectView>, string | undefined]>([
  ['start, no run yet', 'start', {}, undefined],
  ['start, an earlier run', 'start', { run: run('STOPPED', 4) }, undefined],
  ['start, coming up', 'start', { run: run('STARTING') }, undefined],
  ['start, lost and started again', 'start', { run: run('LOST') }, undefined],
  ['start, runs', 'start', { run: run('RUNNING') }, 'DONE'],
  ['start, failed', 'start', { run: run('FAILED') }, 'FAILED'],
  ['start, stopped by another command', 'start', { job: job({ generation: 6 }) }, 'DONE'],
  ['stop, under way', 'stop', { job: job({ desired_state: 'STOPPED' }), run: run('SUSPENDING', 4) }, undefined],
  ['stop, stopped', 'stop', { job: job({ desired_state: 'STOPPED' }), run: run('STOPPED', 4) }, 'DONE'],
  ['stop, lost before its savepoint', 'stop', { job: job({ desired_state: 'STOPPED' }), run: run('LOST', 4) }, 'FAILED'],
  ['stop, cancelled by others before its savepoint', 'stop', { job: job({ desired_state: 'STOPPED' }), run: run('CANCELLED', 4) }, 'FAILED'],
  ['stop by cancel, lost', 'stop', { job: job({ desired_state: 'STOPPED', desired_stop_mode: 'cancel' }), run: run('LOST', 4) }, 'DONE'],
  ['stop of one that had failed before', 'stop', { job: job({ desired_state: 'STOPPED' }), run: run('FAILED', 4, '2026-01-01T00:00:00.000Z') }, 'DONE'],
  ['stop, its savepoint failed', 'stop', { job: job({ generation: 6 }), run: run('RUNNING', 6) }, 'FAILED'],
  ['upgrade, under way', 'upgrade', { plan: plan('ACTIVE') }, undefined],
  ['upgrade, done', 'upgrade', { plan: plan('DONE') }, 'DONE'],
  ['upgrade, rolled back', 'upgrade', { plan: plan('ROLLED_BACK', 6), job: job({ generation: 6 }) }, 'FAILED'],
  ['upgrade, superseded', 'upgrade', { plan: plan('SUPERSEDED'), job: job({ generation: 6 }) }, 'DONE'],
  ['rescale, not running', 'rescale', { run: run('STOPPED') }, 'DONE'],
  ['rescale, not yet told', 'rescale', { job: job({ desired_parallelism: 2 }), run: run('RUNNING') }, undefined],
  ['savepoint, under way', 'savepoint', { savepoint: savepoint('IN_PROGRESS') }, undefined],
  ['savepoint, done', 'savepoint', { savepoint: savepoint('COMPLETED') }, 'DONE'],
  ['savepoint, failed', 'savepoint', { savepoint: savepoint('FAILED') }, 'FAILED'],
  ['delete, under way', 'delete', {}, undefined],
  ['delete, done', 'delete', { job: undefined }, 'DONE'],
  ['start of a job that was deleted', 'start', { job: undefined }, 'FAILED'],
])('%s', (_name, action, change, expected) => {
  expect(effectOf(action, 5, view(change))?.state).toBe(expected);
});
