import { expect, it } from 'vitest';

import { VirtualClock } from '../jobs/model/virtual-clock.ts';
import { Rounds } from './rounds.ts';

it('goes on after a failure, and tells the first from those that follow it', async () => {
  const clock = new VirtualClock();
  const told: [string, boolean][] = [];
  let count = 0;
  const rounds = new Rounds({
    clock,
    pauseMs: () => 1_000,
    onFailure: (error, isAgain) => told.push([String(error), isAgain]),
  });
  rounds.start(async () => {
    count += 1;
    if (count !== 3) throw new Error(`round ${count}`);
  });
  await clock.run(3_500);
  await rounds.stop();

  expect(told).toEqual([
    ['Error: round 1', false],
    ['Error: round 2', true],
    ['Error: round 4', false],
  ]);
});

it('begins no round before the one under way has ended, and counts its time', async () => {
  const clock = new VirtualClock();
  const began: number[] = [];
  const startMs = clock.nowMs();
  const rounds = new Rounds({
    clock,
    pauseMs: (tookMs) => Math.max(100, 1_000 - tookMs),
    firstAfterMs: 500,
    onFailure: () => undefined,
  });
  const took = [300, 2_000, 0];
  rounds.start(async () => {
    began.push(clock.nowMs() - startMs);
    await clock.sleep(took[began.length - 1] ?? 0);
  });
  await clock.run(4_000);
  await rounds.stop();

  expect(began).toEqual([500, 1_500, 3_600]);
});

it('ends with the round under way, which is told', async () => {
  const clock = new VirtualClock();
  let isOver = false;
  const rounds = new Rounds({ clock, pauseMs: () => 1_000, onFailure: () => undefined });
  rounds.start(async () => {
    await clock.sleep(60_000, rounds.signal);
    isOver = true;
  });
  await clock.run(10);
  await rounds.stop();

  expect(isOver).toBe(true);
});
