/** The platform goes down on real Flink while a job restarts: it is not waited for, and goes on from its last checkpoint. */
import { join } from 'node:path';

import type { JobDetail, JobSettings } from '@liusu/contract/job';
import { describe, expect, it } from 'vitest';

import { takeLastShutdown } from '../lib/last-shutdown.ts';
import { testEngine } from '../testing/flink-cluster.ts';
import { eventually } from '../testing/test-platform.ts';
import { useRealPlatform } from '../testing/use-real-platform.ts';

const patienceMs = 120_000;
/** What `down` of the test's platform allows for savepoints. */
const budgetMs = 60_000;

describe('going down', { timeout: 400_000 }, () => {
  const platform = useRealPlatform(testEngine);

  it('takes a savepoint of what runs, and lets go at once of what Flink restarts', async () => {
    const sound = await begin('sound', 'SELECT k FROM src', { checkpointIntervalMs: 1_000 });
    // It fails at its 500th row, after some checkpoints, and Flink then waits longer than the test lasts.
    const broken = await begin('broken', 'SELECT CAST(10 / (k - 500) AS INT) FROM src', {
      checkpointIntervalMs: 1_000,
      restart: { kind: 'fixed-delay', attempts: 100, delayMs: 600_000 },
    });
    const atPhase = (jobId: string, phase: JobDetail['phase']) =>
      eventually(
        `${jobId} ${phase}`,
        async () => {
          const job = await platform().job(jobId);
          if (job.phase !== phase) throw new Error(`${job.phase} ${JSON.stringify(job.waiting)}`);
          return job;
        },
        patienceMs,
      );
    await atPhase(sound, 'RUNNING');
    await atPhase(broken, 'RESTARTING');

    const beganMs = performance.now();
    await platform().down();
    const tookMs = performance.now() - beganMs;
    expect(tookMs).toBeLessThan(budgetMs / 2);
    const told = takeLastShutdown({ run: join(platform().root, 'data', 'run') });
    expect(told).toEqual({ stopped: 1, left: ['broken'], notRunning: ['broken'] });

    await platform().up();
    const soundAgain = await atPhase(sound, 'RUNNING');
    const brokenAgain = await eventually(
      'a new run of the broken one',
      async () => {
        const job = await platform().job(broken);
        return job.run?.number === 2 ? job : undefined;
      },
      patienceMs,
    );
    expect(soundAgain.run?.restoredFrom).toMatch(/savepoint/);
    expect(brokenAgain.run?.restoredFrom).toMatch(/\/chk-\d+$/);
  });

  function begin(name: string, query: string, settings: Partial<JobSettings>): Promise<string> {
    const script = `CREATE TEMPORARY TABLE src (k INT) WITH ('connector' = 'datagen', 'rows-per-second' = '100',
        'fields.k.kind' = 'sequence', 'fields.k.start' = '1', 'fields.k.end' = '50000');
      CREATE TEMPORARY TABLE hole (k INT) WITH ('connector' = 'blackhole');
      INSERT INTO hole ${query};`;
    return platform().startJob(name, script, settings);
  }
});
