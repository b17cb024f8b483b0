/**
 * An edited job on the real platform, through the API alone: what is said of its state before it starts is what happens. It
 * reads files and writes a table of the embedded lake, whose own operators have to keep their ids as well.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { JobDetail, JobStart } from '@liusu/contract/job';
import type { Phase } from '@liusu/contract/lifecycle';
import type { UpgradeVerdict } from '@liusu/contract/upgrade';
import { beforeAll, describe, expect, it } from 'vitest';

import { testEngine } from '../testing/flink-cluster.ts';
import { eventually } from '../testing/test-platform.ts';
import { useRealPlatform } from '../testing/use-real-platform.ts';

describe('an edited job', { timeout: 400_000 }, () => {
  const platform = useRealPlatform(testEngine);
  let jobId = '';

  beforeAll(async () => {
    await mkdir(join(platform().files, 'in'));
    await put('1.csv', ['1,10', '1,20', '2,30']);
    const job = await platform().client.call('createJob', {
      params: { projectId: platform().projectId },
      body: { name: 'sums', script: script('k'), settings: { checkpointIntervalMs: 1_000 } },
    });
    jobId = job.id;
  }, 400_000);

  it('has no state to lose before it ran', async () => {
    expect(await check()).toMatchObject({ outcome: 'compatible', code: 'NO_STATE', fromRunId: null, toVersion: null });
  });

  it('runs as a stored plan, which a restart of the version takes over as it is', async () => {
    await start();
    await become('RUNNING');
    await sums([
      [1, 2, 30],
      [2, 1, 30],
    ]);
    const first = await submission();
    await stop();
    await start();
    const { run } = await become('RUNNING');
    expect(run?.restoredFrom).toContain('/savepoint-');
    expect(first).toMatchObject({ withoutPlan: null });
    expect(await submission()).toMatchObject({ planId: first['planId'], withoutPlan: null });
    await stop();
  });

  it('goes on counting under another filter, as was said', async () => {
    await edit(script('k', 'WHERE v > 6'));
    const told = await check();
    expect(told).toMatchObject({ outcome: 'compatible', submission: 'stored-plan', fromVersion: 1, toVersion: null });
    expect(told.operators.map(({ kind, state }) => [kind, state]).toSorted()).toEqual([
      ['group-aggregate', 'kept'],
      ['sink', 'kept'],
      ['table-source-scan', 'kept'],
    ]);
    await start();
    await become('RUNNING');
    await put('2.csv', ['1,40', '2,5', '3,7']);
    await sums([
      [1, 3, 70],
      [2, 1, 30],
      [3, 1, 7],
    ]);
    expect(await check(1)).toMatchObject({ outcome: 'compatible', fromVersion: 2, toVersion: 1 });
    const params = { jobId };
    const { settings } = await platform().client.call('getJob', { params });
    await platform().client.call('updateJob', { params, body: { settings: { ...settings, maxParallelism: 64 } } });
    expect(await check()).toMatchObject({ outcome: 'incompatible', code: 'MAX_PARALLELISM_CHANGED' });
    await platform().client.call('updateJob', { params, body: { settings } });
    await stop();
  });

  it('is not started over state it would lose, unless a person says so', async () => {
    await edit(script('v'));
    const told = await check();
    expect(told).toMatchObject({ outcome: 'incompatible', code: 'ALL_LOST', fromVersion: 2 });
    const lost = told.operators.filter(({ state }) => state === 'lost');
    expect(lost.map(({ kind, code }) => [kind, code])).toEqual([['group-aggregate', 'GROUPING_KEY_CHANGED']]);

    await start();
    const { run } = await become('FAILED');
    expect(run?.failure).toMatchObject({ class: 'user' });
    expect(run?.failure?.message).toContain(lost[0]?.text.en);

    await start({ allowNonRestored: true });
    await become('RUNNING');
    await put('3.csv', ['1,8']);
    await sums([
      [1, 3, 70],
      [2, 1, 30],
      [3, 1, 7],
      [8, 1, 8],
    ]);
    await stop();
  });

  it('tells of SQL that does not compile, and touches nothing', async () => {
    await edit(script('nothing'));
    const told = await check();
    expect(told).toMatchObject({ outcome: 'unknown', code: 'NOT_COMPILED', operators: [] });
    expect(told.detail).toMatch(/nothing/);
    expect(told.errors).toMatchObject([{ code: 'SQL_OBJECT_NOT_FOUND', severity: 'error', statement: 3, line: 6 }]);
    // An OPTIONS hint is kept in no plan; that it does not compile is told all the same.
    const hinted = script('nothing').replace(
      'FROM files',
      "FROM files /*+ OPTIONS('source.monitor-interval' = '1 s') */",
    );
    await edit(hinted);
    expect(await check()).toMatchObject({ outcome: 'unknown', code: 'NOT_COMPILED' });
    await edit(hinted.replaceAll('nothing', 'k'));
    expect(await check()).toMatchObject({ outcome: 'unknown', code: 'HINTS_NOT_SUPPORTED', errors: [] });
    await edit(script('nothing'));
    expect(
      (await platform().flink<{ jobs: { state: string }[] }>('/jobs/overview')).jobs.map(({ state }) => state),
    ).not.toContain('RUNNING');
    await expect(check(99)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  function script(key: string, where = ''): string {
    return `CREATE TEMPORARY TABLE files (k INT, v INT) WITH ('connector' = 'filesystem', 'format' = 'csv',
        'path' = '${platform().files}/in', 'source.monitor-interval' = '200 ms');
      CREATE DATABASE IF NOT EXISTS lake.t;
      CREATE TABLE IF NOT EXISTS lake.t.sums (k INT, n BIGINT, total BIGINT, PRIMARY KEY (k) NOT ENFORCED)
        WITH ('bucket' = '1');
      INSERT INTO lake.t.sums SELECT ${key}, COUNT(*), SUM(v) FROM files ${where} GROUP BY ${key};`;
  }

  async function put(name: string, rows: string[]): Promise<void> {
    const aside = join(platform().files, name);
    await writeFile(aside, `${rows.join('\n')}\n`);
    await rename(aside, join(platform().files, 'in', name));
  }

  function check(version?: number): Promise<UpgradeVerdict> {
    const query = version === undefined ? {} : { version };
    return platform().client.call('checkUpgrade', { params: { jobId }, query });
  }

  async function start(body: JobStart = {}): Promise<void> {
    await platform().client.call('startJob', { params: { jobId }, body });
  }

  async function stop(): Promise<void> {
    await platform().client.call('stopJob', { params: { jobId }, body: { mode: 'savepoint' } });
    await become('STOPPED');
  }

  async function edit(text: string): Promise<void> {
    await platform().client.call('updateJob', { params: { jobId }, body: { script: text } });
  }

  function become(phase: Phase): Promise<JobDetail> {
    return eventually(
      phase,
      async () => {
        const job = await platform().client.call('getJob', { params: { jobId } });
        return job.phase === phase ? job : undefined;
      },
      150_000,
    );
  }

  async function submission(): Promise<Record<string, unknown>> {
    const { items } = await platform().client.call('listJobEvents', { params: { jobId }, query: {} });
    return items.find(({ kind }) => kind === 'run.submitted')?.params ?? {};
  }

  async function sums(expected: number[][]): Promise<void> {
    let last: unknown[][] = [];
    await eventually(
      'the sums',
      async () => {
        last = await platform().query('SELECT k, n, total FROM lake.t.sums');
        return JSON.stringify(last.toSorted()) === JSON.stringify(expected) ? true : undefined;
      },
      120_000,
      1_000,
    ).catch(() => undefined);
    expect(last.toSorted()).toEqual(expected);
  }
});
