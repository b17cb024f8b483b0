import { describe, expect, it } from 'vitest';

import type { JobPlan } from '@liusu/contract/job';

import { mayRollBack, rollbackOffers } from './rollback-offers.ts';

const stoppedAt = '2026-11-02T08:00:00.000Z';

function plan(kind: JobPlan['kind'], state: JobPlan['state'], more: Partial<JobPlan> = {}): JobPlan {
  return {
    id: 'pln_test00',
    kind,
    state,
    fromVersion: 2,
    toVersion: 3,
    fromParallelism: 1,
    toParallelism: 1,
    actor: 'admin',
    since: stoppedAt,
    endedAt: stoppedAt,
    current: null,
    steps: [
      { kind: 'stop', state: 'done', since: stoppedAt, until: stoppedAt, runId: null },
      { kind: 'start', state: 'done', since: stoppedAt, until: stoppedAt, runId: 'run_test00' },
    ],
    failure: null,
    savepointId: 'svp_test00',
    offers: [],
    ...more,
  };
}

const modes = (plans: JobPlan[]) => rollbackOffers(plans).map(({ mode, version }) => `${mode} ${version}`);
const both = ['from-new-state 2', 'from-old-savepoint 2'];

describe('the way back from an upgrade', () => {
  it('stays when the job was restarted and rescaled after it, and names what would be processed again', () => {
    const plans = [plan('rescale', 'DONE'), plan('restart', 'SUPERSEDED'), plan('upgrade', 'DONE')];

    expect(modes(plans)).toEqual(both);
    expect(rollbackOffers(plans)[1]?.replay).toEqual({ from: stoppedAt, to: null });
    expect(mayRollBack({ plan: plans[0] ?? null })).toBe(true);
  });

  it('is gone once it was taken, and there again when taking it failed', () => {
    expect(modes([plan('restart', 'DONE'), plan('rollback', 'DONE'), plan('upgrade', 'DONE')])).toEqual([]);
    expect(modes([plan('rollback', 'FAILED'), plan('upgrade', 'DONE')])).toEqual(both);
  });

  it('is not offered from an upgrade that rolled back by itself, nor to a job without one', () => {
    expect(modes([plan('restart', 'DONE'), plan('upgrade', 'ROLLED_BACK')])).toEqual([]);
    expect(modes([plan('restart', 'DONE')])).toEqual([]);
    expect(mayRollBack({ plan: null })).toBe(false);
  });

  it('leads past an upgrade whose new run was never made', () => {
    const never = plan('upgrade', 'FAILED', { fromVersion: 3, steps: [] });

    expect(modes([never, plan('upgrade', 'DONE')])).toEqual(both);
  });

  it('is what the platform offers after a failure', () => {
    const offer = { kind: 'rollback', mode: 'from-new-state', version: 1, savepointId: null, replay: null } as const;

    expect(modes([plan('upgrade', 'FAILED', { offers: [{ kind: 'retry' }, offer] })])).toEqual(['from-new-state 1']);
  });
});
