import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { VirtualClock } from '../jobs/model/virtual-clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { EventBus } from '../lib/event-bus.ts';
import { silentLog } from '../lib/log.ts';
import { oneCluster } from '../testing/one-cluster.ts';
import type { ClusterObservation } from './cluster-handle.ts';
import { ClusterObserver } from './observer.ts';

const id = 'clu_test';
let clock: VirtualClock;
let observer: ClusterObserver;
let incarnation: string;
let isUp: boolean;
/** How long an answer takes. */
let answerMs: number;
let polls: number[];
let asking: number;
let mostAsking: number;
let seen: ClusterObservation[];
let expectedJobs: string[];
let isTransitional: boolean;
let isHolder: boolean;

beforeEach(() => {
  clock = new VirtualClock();
  [incarnation, isUp, answerMs, polls, asking, mostAsking, seen] = ['jm1', true, 0, [], 0, 0, []];
  [expectedJobs, isTransitional, isHolder] = [[], false, true];
  const rest = {
    incarnation: async () => incarnation,
    overview: async () => ({ flinkVersion: '2.2.1', taskManagers: 1, slotsTotal: 8, slotsFree: 8, jobsRunning: 0 }),
    jobs: async () => {
      polls.push(clock.nowMs());
      asking += 1;
      mostAsking = Math.max(mostAsking, asking);
      await clock.sleep(answerMs);
      asking -= 1;
      if (!isUp) throw new LiusuError('FLINK_UNREACHABLE', 'no answer');
      return [];
    },
  };
  observer = new ClusterObserver({
    clusters: oneCluster({ id, rest, driver: { incarnation: () => undefined } }),
    clock,
    log: silentLog(),
    bus: new EventBus(),
    isTransitional: () => isTransitional,
    isHolder: () => isHolder,
    expectedJobs: () => expectedJobs,
    onObservation: (observation) => seen.push(observation),
  });
});
afterEach(async () => {
  const stopped = observer.stop();
  await clock.run(60_000);
  await stopped;
});

describe('a view of a cluster', () => {
  it('ages from fresh over stale to unreachable, and is fresh again with the next answer', async () => {
    expect(observer.freshness(id)).toBe('NEVER');
    observer.start();
    await clock.run(10);
    expect(observer.freshness(id)).toBe('FRESH');
    isUp = false;
    await clock.run(2_500);
    expect(observer.freshness(id)).toBe('STALE');
    await clock.run(22_000);
    expect(observer.freshness(id)).toBe('UNREACHABLE');
    expect(observer.viewOf(id)).toMatchObject({ state: 'UNREACHABLE', evidence: 'no answer' });
    isUp = true;
    await clock.run(6_000);
    expect(observer.freshness(id)).toBe('FRESH');
  });

  it('is not fresh for ever while an answer is awaited', async () => {
    observer.start();
    await clock.run(10);
    answerMs = 30_000;
    await clock.run(9_000);
    expect(observer.freshness(id)).toBe('STALE');
    await clock.run(25_000);
    // Late, but an answer.
    expect(seen).toHaveLength(2);
  });

  it('is refreshed every 2 s, every second while a run is on its way, with a back-off of at most 5 s after failures', async () => {
    observer.start();
    await clock.run(20_000);
    expect(polls.length).toBeGreaterThanOrEqual(9);
    expect(polls.length).toBeLessThanOrEqual(11);
    isTransitional = true;
    const before = polls.length;
    await clock.run(20_000);
    expect(polls.length - before).toBeGreaterThanOrEqual(18);
    isUp = false;
    await clock.run(60_000);
    const gaps = polls.slice(-6).map((ms, index, all) => ms - (all[index - 1] ?? ms));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(6_500);
    expect(Math.max(...gaps)).toBeGreaterThan(2_000);
  });

  it('is refreshed every 250 ms for 3 s after it was asked for while a run is on its way, but not of a new JobManager', async () => {
    isTransitional = true;
    observer.start();
    await clock.run(10_000);
    const pollsIn = async (ms: number) => {
      const before = polls.length;
      await clock.run(ms);
      return polls.length - before;
    };
    void observer.refresh(id);
    expect(await pollsIn(3_000)).toBeGreaterThanOrEqual(11);
    expect(await pollsIn(5_000)).toBeLessThanOrEqual(6);
    isTransitional = false;
    void observer.refresh(id);
    expect(await pollsIn(3_000)).toBeLessThanOrEqual(3);
    isTransitional = true;
    incarnation = 'jm2';
    void observer.refresh(id);
    expect(await pollsIn(2_500)).toBeLessThanOrEqual(4);
  });

  it('is refreshed half as often by a process that only shows it, and stays fresh in between', async () => {
    isHolder = false;
    observer.start();
    await clock.run(39_000);
    expect(polls.length).toBeGreaterThanOrEqual(9);
    expect(polls.length).toBeLessThanOrEqual(11);
    expect(observer.freshness(id)).toBe('FRESH');
  });

  it('is never asked for twice at a time; a refresh waits for a poll that began after it', async () => {
    observer.start();
    answerMs = 3_000;
    await clock.run(4_000);
    const before = polls.length;
    let isRefreshed = false;
    void observer.refresh(id).then(() => (isRefreshed = true));
    void observer.refresh(id);
    await clock.run(20_000);
    expect(isRefreshed).toBe(true);
    expect(polls.length).toBeGreaterThan(before);
    expect(mostAsking).toBe(1);
  });
});

describe('answers of an incarnation', () => {
  it('are counted anew after a change and after a failure', async () => {
    observer.start();
    await clock.run(9_000);
    expect(observer.find(id)?.answersOfIncarnation).toBeGreaterThanOrEqual(4);
    incarnation = 'jm2';
    await clock.run(2_000);
    expect(observer.find(id)).toMatchObject({ incarnation: 'jm2', answersOfIncarnation: 1 });
    await clock.run(2_000);
    expect(observer.find(id)?.answersOfIncarnation).toBe(2);
    isUp = false;
    await clock.run(3_000);
    expect(observer.find(id)?.answersOfIncarnation).toBe(0);
    isUp = true;
    await clock.run(5_000);
    expect(observer.find(id)?.answersOfIncarnation).toBeGreaterThanOrEqual(1);
  });

  it('prove no absence when the JobManager changed while it was asked', async () => {
    expectedJobs = ['f1'];
    observer.start();
    await clock.run(10);
    answerMs = 500;
    await clock.run(2_100);
    incarnation = 'jm2';
    await clock.run(450);
    expect(seen.at(-1)).toMatchObject({ jobs: null, answersOfIncarnation: 0 });
    await clock.run(3_000);
    expect(seen.at(-1)).toMatchObject({ incarnation: 'jm2', answersOfIncarnation: 1 });
    expect(seen.at(-1)?.jobs?.size).toBe(0);
  });
});
