import type { Job } from '@liusu/contract/job';
import { describe, expect, it } from 'vitest';

import { hasComeToRest, isLeftFromBefore } from './command-end.ts';

const before = '2026-01-01T00:00:00.000Z';
const asked = '2026-01-01T00:01:00.000Z';
const after = '2026-01-01T00:02:00.000Z';

function job(
  phase: Job['phase'],
  state: 'RUNNING' | 'STOPPED',
  run: { generation: number; endedAt: string | null } | null,
): Job {
  return { phase, desired: { state, generation: 2, since: asked }, run } as Job;
}

const old = { generation: 1, endedAt: before };
const fresh = { generation: 2, endedAt: null };

describe('a command has come to rest', () => {
  it.each<[string, Job, boolean]>([
    ['started, and the failure of the last run is still shown', job('FAILED', 'RUNNING', old), false],
    ['started for the first time', job('STOPPED', 'RUNNING', null), false],
    ['started, and it comes up', job('STARTING', 'RUNNING', fresh), false],
    ['started, and it runs', job('RUNNING', 'RUNNING', fresh), true],
    ['started, and its own run failed', job('FAILED', 'RUNNING', { generation: 2, endedAt: after }), true],
    ['started, and it was finished at once', job('FINISHED', 'RUNNING', { generation: 2, endedAt: after }), true],
    ['started, and it was cancelled by others', job('CANCELLED', 'RUNNING', { generation: 2, endedAt: after }), true],
    ['stopped, and it still runs', job('RUNNING', 'STOPPED', { generation: 1, endedAt: null }), false],
    ['stopped, and it has stopped', job('STOPPED', 'STOPPED', { generation: 1, endedAt: after }), true],
    ['stopped after it had failed', job('FAILED', 'STOPPED', old), true],
    ['stopped, and it failed meanwhile', job('FAILED', 'STOPPED', { generation: 1, endedAt: after }), true],
  ])('%s', (_name, now, expected) => {
    expect(hasComeToRest(job('STOPPED', now.desired.state, old), now)).toBe(expected);
  });

  it('when another command took its place', () => {
    const now = {
      ...job('STARTING', 'RUNNING', fresh),
      desired: { ...job('STARTING', 'RUNNING', fresh).desired, generation: 3 },
    };

    expect(hasComeToRest(job('STOPPED', 'RUNNING', old), now)).toBe(true);
  });

  it('tells a failure of before from one of the command', () => {
    expect(isLeftFromBefore(job('FAILED', 'STOPPED', old))).toBe(true);
    expect(isLeftFromBefore(job('FAILED', 'STOPPED', { generation: 1, endedAt: after }))).toBe(false);
    expect(isLeftFromBefore(job('FAILED', 'RUNNING', { generation: 2, endedAt: after }))).toBe(false);
  });
});
