/** The real controller goes down in a fake world, with its own time: what it waits for, and what it lets go. */
import { describe, expect, it } from 'vitest';

import type { FlinkJobStatus } from '@liusu/contract/lifecycle';

import { Play } from './model/play.ts';
import type { ShutdownResult } from './shutdown.ts';

const budgetMs = 30_000;
/** Some polls of the cluster, and far less than the budget. */
const soonMs = 5_000;

describe('going down', () => {
  it('takes a savepoint of what runs', async () => {
    const { told } = await goneDown('RUNNING');

    expect(told).toEqual({ stopped: 1, left: [], notRunning: [] });
  });

  it.each(['RESTARTING', 'CREATED', 'FAILING'] as const)('lets go at once of a job that is %s', async (status) => {
    const { told, jobId } = await goneDown(status);

    expect(told).toEqual({ stopped: 0, left: [jobId], notRunning: [jobId] });
  });

  it('lets go of a job of which Flink restarts the tasks meanwhile', async () => {
    const { told, jobId } = await goneDown('RUNNING', 'RESTARTING');

    expect(told).toEqual({ stopped: 0, left: [jobId], notRunning: [jobId] });
  });

  /** What was told soon after the platform began to go down with a job in this status, which changes to `later` at that moment. */
  async function goneDown(status: FlinkJobStatus, later?: FlinkJobStatus) {
    const play = await Play.begin(0);
    try {
      await play.start();
      await play.run(20_000);
      const [job] = play.world.live(play.jobId);
      if (job === undefined) throw new Error('no job runs');
      if (status !== 'RUNNING') play.world.setStatus(job, status);
      await play.run(5_000);
      let told: ShutdownResult | undefined;
      if (later !== undefined) play.world.setStatus(job, later);
      void play.platform.shutdown.stopAllLocal(budgetMs).then((result) => (told = result));
      await play.run(soonMs);
      return { told, jobId: play.jobId };
    } finally {
      await play.end();
    }
  }
});
