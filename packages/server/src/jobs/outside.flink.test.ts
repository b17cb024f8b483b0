/**
 * What others do on a cluster beside the platform, on real Flink: jobs they submit, cancel and stop, and a database that was
 * restored from a backup and knows less than the cluster does. All is noticed and explained, and nothing is touched.
 */
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { JobDetail, JobEvent } from '@liusu/contract/job';
import { beforeAll, describe, expect, it } from 'vitest';

import { SqlGatewayClient } from '../flink/sql-gateway-client.ts';
import { testEngine } from '../testing/flink-cluster.ts';
import { eventually } from '../testing/test-platform.ts';
import { useRealPlatform } from '../testing/use-real-platform.ts';

const script = `CREATE TEMPORARY TABLE src (k INT) WITH ('connector' = 'datagen', 'rows-per-second' = '5');
CREATE TEMPORARY TABLE hole (k INT, n BIGINT) WITH ('connector' = 'blackhole');
INSERT INTO hole SELECT k, COUNT(*) FROM src GROUP BY k;`;

describe('what happens outside of the platform', { timeout: 240_000 }, () => {
  const platform = useRealPlatform(testEngine);
  let clusterId = '';

  beforeAll(async () => {
    clusterId = (await platform().client.call('listClusters')).items[0]?.id ?? '';
  }, 400_000);

  it('lists jobs of others, and takes over one that no installation has marked', async () => {
    const bare = await submitOutside('legacy etl');
    const foreign = await submitOutside('of another', 'liusu.install:ins_another,liusu.job:job_another');
    const items = await eventually(
      'both jobs, read',
      async () => {
        const found = (await platform().client.call('listUnmanagedJobs', { params: { clusterId } })).items;
        return found.length === 2 && found.every(({ origin }) => origin !== 'unread') ? found : undefined;
      },
      60_000,
    );
    expect(Object.fromEntries(items.map((item) => [item.flinkJobId, item]))).toMatchObject({
      [bare]: { name: 'legacy etl', origin: 'unmanaged', marks: null, adoptable: true, status: 'RUNNING' },
      [foreign]: { origin: 'foreign', marks: { install: 'ins_another', job: 'job_another' }, adoptable: false },
    });

    const body = { projectId: platform().projectId, name: 'taken over' };
    const adopt = (flinkJobId: string) =>
      platform().client.call('adoptJob', { params: { clusterId, flinkJobId }, body });
    await expect(
      platform().client.call('adoptJob', {
        params: { clusterId, flinkJobId: bare },
        body: { ...body, projectId: `prj_${'a'.repeat(20)}` },
      }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(adopt(foreign)).rejects.toMatchObject({ code: 'FLINK_JOB_NOT_ADOPTABLE' });
    const { id: jobId, kind } = await adopt(bare);
    expect(kind).toBe('external');
    await expect(adopt(bare)).rejects.toMatchObject({ code: 'FLINK_JOB_NOT_ADOPTABLE' });
    const { run } = await become(jobId, 'RUNNING');
    expect(run?.flinkJobId).toBe(bare);

    const params = { jobId };
    for (const refused of [
      () => platform().client.call('startJob', { params, body: {} }),
      () => platform().client.call('updateJob', { params, body: { script } }),
      () => platform().client.call('upgradeJob', { params, body: {} }),
      () => platform().client.call('restartJob', { params, body: {} }),
      () => platform().client.call('rescaleJob', { params, body: { parallelism: 2 } }),
    ]) {
      await expect(refused()).rejects.toMatchObject({ code: 'JOB_EXTERNAL' });
    }
    await whole(bare);
    const asked = await platform().client.call('triggerSavepoint', { params });
    await eventually('the savepoint', () => completedSavepoint(jobId, asked.id), 30_000);
    await platform().client.call('stopJob', { params, body: { mode: 'savepoint' } });
    await become(jobId, 'STOPPED');
    await expect(platform().client.call('startJob', { params, body: {} })).rejects.toMatchObject({
      code: 'JOB_EXTERNAL',
    });

    // Without a script there is nothing that could be wrong with it.
    expect(await platform().client.call('checkUpgrade', { params })).toMatchObject({
      code: 'STATE_WITHOUT_PLAN',
      errors: [],
    });
    const bound = await platform().client.call('bindJob', { params, body: { script } });
    expect(bound).toMatchObject({ kind: 'sql', latestVersion: 1, draftChanged: false, phase: 'STOPPED' });
    await expect(platform().client.call('bindJob', { params, body: { script } })).rejects.toMatchObject({
      code: 'JOB_NOT_EXTERNAL',
    });
    await platform().client.call('startJob', { params, body: {} });
    const again = await become(jobId, 'RUNNING');
    const stop = (await platform().client.call('listSavepoints', { params })).items.find(
      ({ origin }) => origin === 'stop',
    );
    expect(again.run).toMatchObject({ restoredFrom: stop?.path });
    expect(again.run?.flinkJobId).not.toBe(bare);
    await cancel(jobId);
    await platform().flink(`/jobs/${foreign}?mode=cancel`, { method: 'PATCH' });
  });

  it('does not take a job that waits for slots for one of nobody', async () => {
    const slotsNow = async () =>
      (await platform().flink<{ 'slots-total': number }>('/overview'))['slots-total'] || undefined;
    const slots = await eventually('the TaskManager', slotsNow, 60_000);
    const filler = await submitOutside('all slots', undefined, slots);
    await whole(filler);
    const waiting = await submitOutside('no slot left', 'liusu.install:ins_another');
    const listed = async (flinkJobId: string) =>
      (await platform().client.call('listUnmanagedJobs', { params: { clusterId } })).items.find(
        (item) => item.flinkJobId === flinkJobId,
      );
    let firstMs = Infinity;
    await eventually(
      'a long wait for slots',
      async () => {
        const item = await listed(waiting);
        if (item === undefined) return undefined;
        firstMs = Math.min(firstMs, performance.now());
        expect(item).toMatchObject({ status: 'CREATED', origin: 'unread', adoptable: false });
        return performance.now() - firstMs > 9_000 ? true : undefined;
      },
      60_000,
    );
    expect(await listed(filler)).toMatchObject({ origin: 'unmanaged' });
    await platform().flink(`/jobs/${filler}?mode=cancel`, { method: 'PATCH' });
    const read = async () => ((await listed(waiting))?.origin === 'foreign' ? true : undefined);
    await eventually('its marks', read, 60_000);
    await platform().flink(`/jobs/${waiting}?mode=cancel`, { method: 'PATCH' });
    await eventually('both gone', async () => (await listed(waiting)) === undefined || undefined, 30_000);
  });

  it('starts no job from nothing that ended while it waited for slots, when Flink alone knows its state', async () => {
    const folder = join(platform().files, 'failing');
    await mkdir(folder);
    const failing = `CREATE TEMPORARY TABLE src (k INT) WITH ('connector' = 'filesystem', 'format' = 'csv',
  'path' = '${folder}', 'source.monitor-interval' = '200 ms');
CREATE TEMPORARY TABLE hole (k INT, n BIGINT) WITH ('connector' = 'blackhole');
INSERT INTO hole SELECT 1 / k, COUNT(*) FROM src GROUP BY 1 / k;`;
    const flinkJobId = await submitOutside('loses its slots', undefined, 1, failing, {
      'execution.checkpointing.interval': '500 ms',
      'restart-strategy.type': 'fixed-delay',
      'restart-strategy.fixed-delay.attempts': '1000',
      'restart-strategy.fixed-delay.delay': '200 ms',
    });
    type Told = { counts: { completed: number }; latest: { completed: object | null } };
    const checkpoints = () => platform().flink<Told>(`/jobs/${flinkJobId}/checkpoints`);
    await eventually('a checkpoint', async () => (await checkpoints()).latest.completed ?? undefined, 60_000);
    // No cluster has so many slots: when its tasks fail, Flink waits for them.
    type Requirements = Record<string, { parallelism: { lowerBound: number; upperBound: number } }>;
    const required = await platform().flink<Requirements>(`/jobs/${flinkJobId}/resource-requirements`);
    for (const vertex of Object.values(required)) vertex.parallelism = { lowerBound: 100, upperBound: 100 };
    await platform().flink(`/jobs/${flinkJobId}/resource-requirements`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(required),
    });
    const { id: jobId } = await eventually(
      'taken over',
      () =>
        platform().client.call('adoptJob', {
          params: { clusterId, flinkJobId },
          body: { projectId: platform().projectId, name: 'lost its slots' },
        }),
      60_000,
    );
    await become(jobId, 'RUNNING');
    await writeFile(join(platform().files, 'zero.csv'), '0\n');
    await rename(join(platform().files, 'zero.csv'), join(folder, 'zero.csv'));
    await become(jobId, 'RESTARTING');
    await eventually(
      'no word of its checkpoints',
      async () => ((await checkpoints()).counts.completed === 0 ? true : undefined),
      60_000,
    );
    await platform().client.call('stopJob', { params: { jobId }, body: { mode: 'cancel' } });
    await become(jobId, 'CANCELLED');
    expect((await platform().client.call('listSavepoints', { params: { jobId } })).items).toEqual([]);
    await platform().client.call('bindJob', { params: { jobId }, body: { script } });
    await expect(platform().client.call('startJob', { params: { jobId }, body: {} })).rejects.toMatchObject({
      code: 'JOB_STATE_UNVERIFIED',
    });
  });

  it('explains a cancel by others, and a job of the same name that they run', async () => {
    const jobId = await started('cancelled by others');
    const { run } = await become(jobId, 'RUNNING');
    await platform().flink(`/jobs/${run?.flinkJobId}?mode=cancel`, { method: 'PATCH' });
    const job = await become(jobId, 'CANCELLED');
    expect(job).toMatchObject({ desired: { state: 'RUNNING' } });
    expect(await eventually('the wait', async () => (await get(jobId)).waiting ?? undefined, 10_000)).toMatchObject({
      code: 'CANCELLED_OUTSIDE',
    });
    const event = await eventOf(jobId, 'job.cancelled-outside');
    expect(event).toMatchObject({ actor: 'flink', severity: 'warning', to: 'CANCELLED' });
    expect(event.evidence).toMatch(/since a cancel at 20\d\d-/);

    const twin = await submitOutside('cancelled by others');
    const seen = await eventually('word of it', () => findEvent(jobId, 'job.seen-outside'), 60_000);
    expect(seen.params).toMatchObject({ flinkJobId: twin });
    await platform().flink(`/jobs/${twin}?mode=cancel`, { method: 'PATCH' });
    expect(await runsOf(jobId)).toHaveLength(1);
  });

  it('keeps the savepoint of a stop by others, and goes on from it when asked', async () => {
    const jobId = await started('stopped by others');
    const { run } = await become(jobId, 'RUNNING');
    await whole(run?.flinkJobId);
    // For a while Flink goes on to answer with what it tells now.
    await platform().flink(`/jobs/${run?.flinkJobId}/checkpoints`);
    await platform().flink(`/jobs/${run?.flinkJobId}/stop`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ drain: false }),
    });
    await become(jobId, 'STOPPED');
    const event = await eventOf(jobId, 'job.stopped-outside');
    expect(event).toMatchObject({ actor: 'flink', severity: 'warning' });
    const { items } = await platform().client.call('listSavepoints', { params: { jobId } });
    expect(items).toMatchObject([{ origin: 'stop', kind: 'savepoint', usable: true }]);
    expect(event.evidence).toContain(items[0]?.path);
    expect(await get(jobId)).toMatchObject({ desired: { state: 'STOPPED' }, waiting: null });
    expect(await runsOf(jobId)).toHaveLength(1);
    await platform().client.call('startJob', { params: { jobId }, body: {} });
    const again = await become(jobId, 'RUNNING');
    expect(again.run?.restoredFrom).toBe(items[0]?.path);
    await cancel(jobId);
  });

  it('links a run again that the database, restored from a backup, knows nothing of', async () => {
    const jobId = await started('forgotten');
    const first = (await become(jobId, 'RUNNING')).run;
    const file = join(platform().root, 'data', 'liusu.db');
    await platform().app.stop();
    await copyFile(file, `${file}.kept`);
    await platform().up();
    await platform().client.call('stopJob', { params: { jobId }, body: { mode: 'savepoint' } });
    await become(jobId, 'STOPPED');
    await platform().client.call('startJob', { params: { jobId }, body: {} });
    const second = (await become(jobId, 'RUNNING')).run;
    expect(second?.flinkJobId).not.toBe(first?.flinkJobId);

    await platform().app.stop();
    for (const leftover of ['-wal', '-shm']) await rm(`${file}${leftover}`, { force: true });
    await copyFile(`${file}.kept`, file);
    await platform().up();
    const job = await eventually(
      'the run that goes on',
      async () => {
        const found = await get(jobId);
        return found.run?.id === second?.id && found.phase === 'RUNNING' ? found : undefined;
      },
      60_000,
    );
    expect(job.run).toMatchObject({ flinkJobId: second?.flinkJobId, restoredFrom: second?.restoredFrom });
    expect(job.desired.state).toBe('RUNNING');
    expect((await runsOf(jobId)).map(({ phase }) => phase)).toEqual(['RUNNING', 'STOPPED']);
    expect(await eventOf(jobId, 'run.relinked')).toMatchObject({ severity: 'warning' });
    const { jobs } = await platform().flink<{ jobs: { jid: string; name: string; state: string }[] }>('/jobs/overview');
    expect(jobs.filter(({ name, state }) => name === 'forgotten' && state === 'RUNNING')).toHaveLength(1);
    expect((await platform().client.call('listUnmanagedJobs', { params: { clusterId } })).items).toEqual([]);
    // Its state is taken over as that of any run: under the node ids that it was written with.
    await platform().client.call('stopJob', { params: { jobId }, body: { mode: 'savepoint' } });
    await become(jobId, 'STOPPED');
    await platform().client.call('startJob', { params: { jobId }, body: {} });
    const third = (await become(jobId, 'RUNNING')).run;
    expect(third?.restoredFrom).toContain('savepoint');
    expect(third?.restoredFrom).not.toBe(second?.restoredFrom);
    await cancel(jobId);
  });

  /** Submits the script as somebody with a SQL client would. Returns the JobID. */
  async function submitOutside(
    name: string,
    marks?: string,
    parallelism = 1,
    text = script,
    options: Record<string, string> = {},
  ): Promise<string> {
    const gateway = new SqlGatewayClient(platform().gatewayUrl);
    try {
      const { hostname, port } = new URL(platform().flinkUrl);
      const session = await gateway.openSession({
        'execution.target': 'remote',
        'rest.address': hostname,
        'rest.port': port,
        'pipeline.name': name,
        'parallelism.default': String(parallelism),
        ...(marks === undefined ? {} : { 'pipeline.global-job-parameters': marks }),
        ...options,
      });
      let last = '';
      for (const statement of text.split(';').filter((part) => part.trim() !== '')) {
        const operation = await gateway.execute(session, statement);
        await eventually(
          'the end of a statement',
          async () => {
            const page = await gateway.fetchPage(session, operation, 0);
            last = page.flinkJobId ?? last;
            return page.state === 'NOT_READY' ? undefined : true;
          },
          60_000,
        );
      }
      await gateway.closeSession(session);
      return last;
    } finally {
      await gateway.close();
    }
  }

  /** Waits until every task runs: before, Flink refuses savepoints. */
  async function whole(flinkJobId: string | undefined): Promise<void> {
    type Listed = { jid: string; tasks: { running: number; total: number } };
    await eventually(
      'every task running',
      async () => {
        const { jobs } = await platform().flink<{ jobs: Listed[] }>('/jobs/overview');
        const tasks = jobs.find(({ jid }) => jid === flinkJobId)?.tasks;
        return tasks !== undefined && tasks.running === tasks.total ? true : undefined;
      },
      60_000,
    );
  }

  function started(name: string): Promise<string> {
    return platform().startJob(name, script, { checkpointIntervalMs: 1_000 });
  }

  async function cancel(jobId: string): Promise<void> {
    await platform().client.call('stopJob', { params: { jobId }, body: { mode: 'cancel' } });
    await become(jobId, 'CANCELLED');
  }

  function get(jobId: string): Promise<JobDetail> {
    return platform().client.call('getJob', { params: { jobId } });
  }

  async function become(jobId: string, phase: JobDetail['phase']): Promise<JobDetail> {
    let last: JobDetail | undefined;
    try {
      return await eventually(
        phase,
        async () => {
          last = await get(jobId);
          return last.phase === phase ? last : undefined;
        },
        90_000,
      );
    } catch (error) {
      throw new Error(`is ${JSON.stringify(last)}`, { cause: error });
    }
  }

  async function completedSavepoint(jobId: string, id: string) {
    const { items } = await platform().client.call('listSavepoints', { params: { jobId } });
    const found = items.find((item) => item.id === id);
    if (found?.state === 'COMPLETED') return found;
    throw new Error(JSON.stringify({ found, job: await get(jobId) }));
  }

  async function runsOf(jobId: string) {
    return (await platform().client.call('listRuns', { params: { jobId } })).items;
  }

  async function findEvent(jobId: string, kind: string): Promise<JobEvent | undefined> {
    const { items } = await platform().client.call('listJobEvents', { params: { jobId }, query: { limit: 100 } });
    return items.find((event) => event.kind === kind);
  }

  async function eventOf(jobId: string, kind: string): Promise<JobEvent> {
    const event = await findEvent(jobId, kind);
    if (event === undefined) throw new Error(`there is no event ${kind}`);
    return event;
  }
});
