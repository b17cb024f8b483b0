import { expect, it } from 'vitest';

import { noLocalEngine, type LocalEngine } from '../engine-parts.ts';
import { systemClock } from '../lib/clock.ts';
import { silentLog } from '../lib/log.ts';
import { LocalRestart } from './local-restart.ts';
import { StartStages } from './start-stages.ts';

/** A restart whose parts note what is asked of them. */
function rig(more: Partial<LocalEngine> = {}) {
  const done: string[] = [];
  const note = (what: string) => async () => void done.push(what);
  const ending = new AbortController();
  const stages = new StartStages(systemClock, () => undefined);
  const none = noLocalEngine('flink-2.2');
  const engine: LocalEngine = {
    ...none,
    gateway: { ...none.gateway, stop: note('gateway ends') },
    driver: { ...none.driver, stop: note('cluster ends') },
    start: note('Flink starts'),
    fetchFileSystems: note('fetch'),
    ...more,
  };
  const stopped = Promise.withResolvers<void>();
  const restart = new LocalRestart({
    ...{ engine, stages, log: silentLog(), signal: ending.signal },
    shutdown: {
      stopAllLocal: async () => {
        done.push('jobs stop');
        await stopped.promise;
        return { stopped: 1, left: [], notRunning: [] };
      },
      resume: () => void done.push('jobs come back'),
    },
    onUp: () => void done.push('up'),
  });
  return { restart, done, ending, stages, letJobsStop: stopped.resolve };
}

it('fetches first, stops the jobs, ends and starts Flink, and lets the jobs come back', async () => {
  const { restart, done, letJobsStop, stages } = rig();
  await restart.begin(1_000);

  expect(stages.list()).toMatchObject([{ name: 'stop-jobs', state: 'running' }]);
  await expect(restart.begin(1_000)).rejects.toMatchObject({ code: 'CONFLICT' });
  letJobsStop();
  await restart.idle();

  const all = ['fetch', 'jobs stop', 'gateway ends', 'cluster ends', 'Flink starts', 'up', 'jobs come back'];
  expect(done).toEqual(all);
});

it('touches nothing when what is to be loaded cannot be fetched', async () => {
  const { restart, done } = rig({
    fetchFileSystems: async () => {
      throw new Error('no network');
    },
  });

  await expect(restart.begin(1_000)).rejects.toThrow('no network');
  await restart.idle();
  expect(done).toEqual([]);
});

it('lets jobs come back also when Flink does not start', async () => {
  const { restart, done, letJobsStop } = rig({
    start: async () => {
      throw new Error('no memory');
    },
  });
  letJobsStop();
  await restart.begin(1_000);
  await restart.idle();

  expect(done.at(-1)).toBe('jobs come back');
});

it('leaves Flink alone when the platform ends meanwhile', async () => {
  const { restart, done, ending, letJobsStop } = rig();
  await restart.begin(1_000);
  ending.abort();
  letJobsStop();
  await restart.idle();

  expect(done).toEqual(['fetch', 'jobs stop']);
});
