import { describe, expect, it } from 'vitest';

import { conditionsOf } from './conditions.ts';
import type { JobRow } from './job-repository.ts';
import type { RunRow } from './run-repository.ts';

const startedMs = Date.parse('2026-01-01T00:00:00.000Z');
const job = { desired_state: 'RUNNING', generation: 1 } as JobRow;

function codes(run: Partial<RunRow>, free: number | null, afterMs: number): string[] {
  const row = {
    phase: 'STARTING',
    submission: 'sent',
    started_at: new Date(startedMs).toISOString(),
    ...run,
  } as RunRow;
  const slots = free === null ? null : { total: 8, free };
  return conditionsOf(job, row, undefined, { requested: 1, actual: null }, { slots, nowMs: startedMs + afterMs }).map(
    ({ code }) => code,
  );
}

describe('a start that takes long', () => {
  it('waits for a slot where none is free', () => {
    expect(codes({}, 0, 11_000)).toEqual(['NO_FREE_SLOT']);
  });

  it.each<[string, Partial<RunRow>, number | null, number]>([
    ['it was sent just now', {}, 0, 9_000],
    ['a slot is free', {}, 1, 60_000],
    ['the cluster does not answer', {}, null, 60_000],
    ['it was not sent yet', { submission: 'not-sent' }, 0, 60_000],
    ['it is being stopped', { phase: 'SUSPENDING' }, 0, 60_000],
  ])('does not where %s', (_name, run, free, afterMs) => {
    expect(codes(run, free, afterMs)).toEqual([]);
  });
});
