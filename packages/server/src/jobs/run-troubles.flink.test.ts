/** What is wrong with jobs that go on, on real Flink: tasks that fail again and again, checkpoints that cannot be written. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { JobCondition, JobDetail, JobEvent, JobSettings } from '@liusu/contract/job';
import { describe, expect, it } from 'vitest';

import { testEngine } from '../testing/flink-cluster.ts';
import { eventually } from '../testing/test-platform.ts';
import { useRealPlatform } from '../testing/use-real-platform.ts';
import { localPathOf } from './state-files.ts';

const patienceMs = 120_000;

describe('troubles of a run that goes on', { timeout: 240_000 }, () => {
  const platform = useRealPlatform(testEngine);

  it('are told while Flink restarts its tasks, which never all ran, and not after', async () => {
    const jobId = await begin('divides by zero', 'SELECT CAST(10 / (k - k) AS INT) FROM src', {});
    const { condition, job } = await withCondition(jobId, 'TASKS_FAILING');
    expect(condition.cause).toMatch(/ArithmeticException.*zero/);
    expect(Number(condition.params['failures'])).toBeGreaterThan(0);
    expect(job.phase).toBe('RESTARTING');
    const told = (await eventsOf(jobId)).filter(({ kind }) => kind === 'run.tasks-restarted');
    expect(told[0]).toMatchObject({ actor: 'flink', severity: 'warning', reason: expect.stringContaining('by zero') });

    // The tasks show which of them failed until the next attempt begins.
    const newest = await eventually(
      'an exception with its task',
      async () => {
        const { items } = await platform().client.call('getJobExceptions', { params: { jobId } });
        return items[0]?.task == null ? undefined : items[0];
      },
      patienceMs,
    );
    expect(newest.message).toMatch(/by zero/);
    expect(newest.task).toMatch(/src.*\(1\/1\)/);
    expect(newest.taskManager).toEqual(expect.any(String));
    expect(newest.stack).toContain('java.lang.ArithmeticException');
    await platform().client.call('stopJob', { params: { jobId }, body: { mode: 'cancel' } });
    await eventually(
      'the end',
      async () => ((await platform().job(jobId)).phase === 'CANCELLED' ? true : undefined),
      patienceMs,
    );
    expect((await platform().job(jobId)).conditions).toEqual([]);
  });

  it('are told when no checkpoint can be written, until one can', async () => {
    const settings = {
      checkpointIntervalMs: 2_000,
      options: { 'execution.checkpointing.tolerable-failed-checkpoints': '1000' },
    };
    const jobId = await begin('writes nowhere', 'SELECT k FROM src', settings);
    const path = await eventually(
      'a checkpoint',
      async () => {
        const { history } = await platform().client.call('getJobCheckpoints', { params: { jobId } });
        return history.find(({ status }) => status === 'COMPLETED')?.path ?? undefined;
      },
      patienceMs,
    );
    const folder = dirname(localPathOf(path) ?? '');
    await rename(folder, `${folder}.away`);
    await writeFile(folder, 'not a folder');

    const { condition, job } = await withCondition(jobId, 'NO_CHECKPOINTS');
    expect(job.phase).toBe('RUNNING');
    expect(['FAILED', 'NONE']).toContain(condition.params['trouble']);
    if (condition.params['trouble'] === 'FAILED') expect(condition.cause).toEqual(expect.any(String));
    const stuck = (await eventsOf(jobId)).filter(({ kind }) => kind === 'run.checkpoints-stuck');
    expect(stuck.length).toBeGreaterThan(0);

    await rm(folder);
    await rename(`${folder}.away`, folder);
    await eventually(
      'word of a checkpoint',
      async () => (await eventsOf(jobId)).find(({ kind }) => kind === 'run.checkpoints-resumed'),
      patienceMs,
    );
    expect((await platform().job(jobId)).conditions).toEqual([]);
  });

  it('are told of a job that no slot is left for, until one is', async () => {
    const { items } = await platform().client.call('listClusters');
    const slots = items.find(({ driver }) => driver === 'local')?.slotsTotal ?? 0;
    expect(slots).toBeGreaterThan(0);
    const first = await begin('takes every slot', 'SELECT k FROM src', { parallelism: slots });
    const phaseIs = (jobId: string, phase: string) => async () =>
      (await platform().job(jobId)).phase === phase ? true : undefined;
    await eventually('RUNNING', phaseIs(first, 'RUNNING'), patienceMs);
    const second = await begin('finds none', 'SELECT k FROM src', { parallelism: 1 });

    const { condition, job } = await withCondition(second, 'NO_FREE_SLOT');
    expect(job.phase).toBe('STARTING');
    expect(condition.params).toEqual({ total: slots });

    await platform().client.call('stopJob', { params: { jobId: first }, body: { mode: 'cancel' } });
    await eventually('RUNNING', phaseIs(second, 'RUNNING'), patienceMs);
    expect((await platform().job(second)).conditions).toEqual([]);
    await platform().client.call('stopJob', { params: { jobId: second }, body: { mode: 'cancel' } });
  });

  it('do not come of a stop that is asked for before the tasks run', async () => {
    for (const name of ['stopped at once', 'stopped at once again']) {
      const jobId = await begin(name, 'SELECT k FROM src', { parallelism: 2 });
      const phaseIs = (phase: string) => async () => ((await platform().job(jobId)).phase === phase ? true : undefined);
      await eventually('RUNNING', phaseIs('RUNNING'), patienceMs, 10);
      await platform().client.call('stopJob', { params: { jobId }, body: { mode: 'savepoint' } });

      await eventually('the end', phaseIs('STOPPED'), patienceMs);
      expect((await eventsOf(jobId)).map(({ kind }) => kind)).not.toContain('job.stop-failed');
    }
  });

  function begin(name: string, query: string, settings: Partial<JobSettings>): Promise<string> {
    const script = `CREATE TEMPORARY TABLE src (k INT) WITH ('connector' = 'datagen', 'rows-per-second' = '10');
      CREATE TEMPORARY TABLE hole (k INT) WITH ('connector' = 'blackhole');
      INSERT INTO hole ${query};`;
    return platform().startJob(name, script, settings);
  }

  function withCondition(
    jobId: string,
    code: JobCondition['code'],
  ): Promise<{ job: JobDetail; condition: JobCondition }> {
    return eventually(
      code,
      async () => {
        const job = await platform().job(jobId);
        const condition = job.conditions.find((one) => one.code === code);
        if (condition === undefined) throw new Error(`${job.phase} ${JSON.stringify(job.conditions)}`);
        return { job, condition };
      },
      patienceMs,
      100,
    );
  }

  async function eventsOf(jobId: string): Promise<JobEvent[]> {
    return (await platform().client.call('listJobEvents', { params: { jobId }, query: { limit: 100 } })).items;
  }
});
