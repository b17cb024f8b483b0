import { describe, expect, it } from 'vitest';

import { RateSchedule } from './rate-schedule.ts';

const jobs = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('the turns of jobs to be sampled', () => {
  it('come in every round while there are places for all', () => {
    const schedule = new RateSchedule({ places: 4, roundMs: 5_000 });
    for (let round = 0; round < 2; round += 1) {
      expect(schedule.next(jobs(4), () => false)).toEqual(jobs(4).map((run) => ({ run, everyMs: 5_000 })));
    }
  });

  it('come one after the other when there are more, and as often as is said', () => {
    const schedule = new RateSchedule({ places: 4, roundMs: 5_000 });
    const rounds = [1, 2, 3].map(() => schedule.next(jobs(10), () => false));
    expect(rounds.map((turns) => turns.map((turn) => turn.run))).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 0, 1],
    ]);
    expect(new Set(rounds.flat().map((turn) => turn.everyMs))).toEqual(new Set([15_000]));
  });

  it('come in every round for those looked at, who never take more than half of the places', () => {
    const schedule = new RateSchedule({ places: 4, roundMs: 5_000 });
    const first = schedule.next(jobs(10), (run) => run === 7);
    const second = schedule.next(jobs(10), (run) => run === 7);
    expect(first.map((turn) => turn.run)).toEqual([7, 0, 1, 2]);
    expect(second.map((turn) => turn.run)).toEqual([7, 3, 4, 5]);
    expect(second[0]?.everyMs).toBe(5_000);
    expect(second[1]?.everyMs).toBe(15_000);
    expect(schedule.next(jobs(10), () => true).filter((turn) => turn.everyMs === 5_000)).toHaveLength(2);
  });
});
