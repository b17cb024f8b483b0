import { expect, it } from 'vitest';

import type { ClusterTest } from '@liusu/contract/cluster';

import { connectionSteps, totalMs } from './connection-steps.ts';

const refused: ClusterTest = {
  ok: false,
  flinkVersion: null,
  engine: null,
  checks: [
    { name: 'resolve', ok: true, message: 'flink is 10.0.0.8', ms: 3 },
    { name: 'connect', ok: false, message: 'connect ECONNREFUSED', ms: 12 },
  ],
};

it('shows every step as waiting before the answer, and no TLS without https', () => {
  const steps = connectionSteps(false, undefined);
  expect(steps.map((step) => step.name)).toEqual(['resolve', 'connect', 'auth', 'flink', 'version', 'slots']);
  expect(steps.every((step) => step.state === 'waiting')).toBe(true);
  expect(connectionSteps(true, undefined).map((step) => step.name)).toContain('tls');
});

it('marks what was not reached as skipped', () => {
  expect(connectionSteps(true, refused).map((step) => step.state)).toEqual([
    'ok',
    'failed',
    'skipped',
    'skipped',
    'skipped',
    'skipped',
    'skipped',
  ]);
  expect(totalMs(refused)).toBe(15);
});
