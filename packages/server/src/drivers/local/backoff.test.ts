import { describe, expect, it } from 'vitest';

import { backOff } from './backoff.ts';

function delaysOf(ranMs: number[]): number[] {
  let state = { failures: 0 };
  return ranMs.map((ran) => {
    const step = backOff(state, ran);
    state = step.state;
    return step.delayMs;
  });
}

describe('backOff', () => {
  it('doubles from half a second to half a minute', () => {
    expect(delaysOf([0, 0, 0, 0, 0, 0, 0, 0])).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('forgives a failure per minute of running, and all after ten', () => {
    expect(delaysOf([0, 0, 0, 120_000])).toEqual([500, 1000, 2000, 1000]);
    expect(delaysOf([0, 0, 0, 0, 0, 0, 600_000])).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 500]);
  });
});
