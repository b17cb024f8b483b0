/**
 * Changes of a running job on real Flink, through the API: upgrades that keep state, one that is rolled back, rescaling, and the
 * deletion of savepoints. The job counts the rows of CSV files into the lake: a row lost or counted twice shows. The tests follow
 * on each other.
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import type { JobDetail } from '@liusu/contract/job';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { signatureOf } from '../alerts/post-webhook.ts';
import { testEngine } from '../testing/flink-cluster.ts';
import { eventually } from '../testing/test-platform.ts';
import { useRealPlatform } from '../testing/use-real-platform.ts';
import { localPathOf } from './state-files.ts';

const rowsPerFile = 20;

describe('changes of a running job on real Flink', { timeout: 300_000 }, () => {
  const platform = useRealPlatform(testEngine);
  let jobId = '';
  let files = 0;

  beforeAll(async () => {
    await mkdir(join(platform().files, 'in'));
    await addFile();
    const job = await platform().client.call('createJob', {
      params: { projectId: platform().projectId },
      body: { name: 'changing', script: script(), settings: { checkpointIntervalMs: 1_000, parallelism: 2 } },
    });
    jobId = job.id;
  }, 400_000);
  afterAll(async () => {
    await platform()
      .client.call('stopJob', { params: { jobId }, body: { mode: 'cancel' } })
      .catch(() => undefined);
  }, 120_000);

  it('answers 50 starts at once with one run, and Flink runs one job', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => platform().client.call('startJob', { params: { jobId }, body: {} })),
    );
    const runIds = new Set(answers.map((job) => job.desired.runId));
    expect(runIds.size).toBe(1);
    const job = await become((now) => now.phase === 'RUNNING');
    expect(job.run?.id).toBe([...runIds][0]);
    expect(job.run?.number).toBe(1);
    expect(await flinkJobs()).toEqual([job.run?.flinkJobId]);
    await expectCount();
  });

  it('refuses a command that rests on an old generation', async () => {
    const { desired } = await get();
    const stale = platform().client.call('stopJob', {
      params: { jobId },
      body: {},
      ifMatch: String(desired.generation - 1),
    });
    await expect(stale).rejects.toMatchObject({ code: 'GENERATION_MISMATCH', status: 412 });
  });

  it('upgrades to another version with its state', async () => {
    const before = await get();
    await platform().client.call('updateJob', {
      params: { jobId },
      body: { settings: { ...before.settings, checkpointIntervalMs: 1_500 } },
    });
    const asked = await platform().client.call('upgradeJob', { params: { jobId }, body: {} });
    expect(asked.plan).toMatchObject({
      kind: 'upgrade',
      state: 'ACTIVE',
      fromVersion: 1,
      toVersion: 2,
      current: 'stop',
    });
    await addFile();
    const job = await become((now) => now.plan?.state === 'DONE');
    expect(job).toMatchObject({ phase: 'RUNNING', run: { version: 2, id: asked.desired.runId } });
    expect(job.plan?.steps.map(({ kind, state }) => [kind, state])).toEqual([
      ['stop', 'done'],
      ['start', 'done'],
      ['verify', 'done'],
    ]);
    const savepoint = (await savepoints()).find(({ id }) => id === job.plan?.savepointId);
    expect(savepoint).toMatchObject({ origin: 'plan', usable: true, path: job.run?.restoredFrom });
    await expectCount();
  });

  it('refuses an upgrade that would lose state', async () => {
    await platform().client.call('updateJob', { params: { jobId }, body: { script: script('other key') } });
    const refused = platform().client.call('upgradeJob', { params: { jobId }, body: {} });
    await expect(refused).rejects.toMatchObject({ code: 'UPGRADE_NOT_COMPATIBLE', status: 409 });
    expect(await get()).toMatchObject({
      phase: 'RUNNING',
      run: { version: 2 },
      plan: { state: 'DONE' },
      latestVersion: 2,
      draftChanged: true,
    });
  });

  it('refuses an upgrade to SQL that does not compile, whatever is allowed, and stops nothing', async () => {
    const before = await get();
    const taken = await savepoints();
    await platform().client.call('updateJob', { params: { jobId }, body: { script: script('no such column') } });
    for (const body of [{ allow: 'any' }, { allow: 'any', restore: { kind: 'none' } }] as const) {
      const refused = platform().client.call('upgradeJob', { params: { jobId }, body });
      await expect(refused).rejects.toMatchObject({
        code: 'UPGRADE_NOT_COMPILED',
        status: 422,
        problem: { positions: [{ statement: 3, line: 6 }] },
      });
    }
    const { desired, run, plan, latestVersion, phase } = await get();
    expect({ desired, plan, latestVersion, phase }).toEqual({
      ...{ desired: before.desired, plan: before.plan, latestVersion: before.latestVersion, phase: 'RUNNING' },
    });
    expect(run?.id).toBe(before.run?.id);
    expect((await savepoints()).length).toBe(taken.length);
  });

  it('rolls an upgrade back that Flink cannot run', async () => {
    const { settings } = await get();
    await platform().client.call('updateJob', {
      params: { jobId },
      // It meets its first row before it completes a checkpoint: Flink takes the first at a random moment of the interval.
      body: {
        script: script('bad'),
        settings: { ...settings, restart: { kind: 'none' }, checkpointIntervalMs: 1_200_000 },
      },
    });
    // A filter changes no state: nothing speaks against it before it runs.
    const { desired } = await platform().client.call('upgradeJob', { params: { jobId }, body: {} });
    // Not before: the old version could read the row while the new one is compiled.
    await become((now) => now.run?.version === desired.version || now.plan?.state === 'ROLLED_BACK');
    await addFile();
    const job = await become((now) => now.plan?.state === 'ROLLED_BACK');
    expect(job).toMatchObject({ phase: 'RUNNING', run: { version: 2 }, desired: { version: 2 } });
    expect(job.conditions.map(({ code }) => code)).toEqual(['ROLLED_BACK']);
    // Refused with its state, or failed at its first row: either way Flink's own reason is told.
    expect(job.plan?.failure?.reason).toMatch(/Cannot map checkpoint|by zero/);
    await expectCount();
  });

  it('rescales in place, and says what it really runs with', async () => {
    const before = await get();
    expect(before.parallelism.requested).toBe(2);
    await platform().client.call('rescaleJob', { params: { jobId }, body: { parallelism: 3 } });
    const job = await become((now) => now.phase === 'RUNNING' && now.parallelism.actual === 3);
    expect(job).toMatchObject({
      parallelism: { requested: 3, actual: 3 },
      run: { id: before.run?.id, parallelism: 3 },
    });
    await addFile();
    await expectCount();
  });

  it('leaves parallelism 1 by a restart', async () => {
    const single = await platform().client.call('createJob', {
      params: { projectId: platform().projectId },
      body: {
        name: 'single',
        script: `CREATE TEMPORARY TABLE src (k INT) WITH ('connector' = 'datagen', 'rows-per-second' = '5');
          CREATE TEMPORARY TABLE hole (k INT, n BIGINT) WITH ('connector' = 'blackhole');
          INSERT INTO hole SELECT k, COUNT(*) FROM src GROUP BY k;`,
        settings: { checkpointIntervalMs: 1_000 },
      },
    });
    const params = { jobId: single.id };
    await platform().client.call('startJob', { params, body: {} });
    await become((now) => now.phase === 'RUNNING', single.id);
    await platform().client.call('rescaleJob', { params, body: { parallelism: 2 } });
    const job = await become((now) => now.plan?.state === 'DONE', single.id);
    expect(job).toMatchObject({ phase: 'RUNNING', plan: { kind: 'rescale' }, run: { number: 2, parallelism: 2 } });
    expect(job.run?.restoredFrom).toContain('/savepoint-');
    await platform().client.call('stopJob', { params, body: { mode: 'cancel' } });
  });

  it('deletes a savepoint with its files, but none that is needed', async () => {
    const asked = await platform().client.call('triggerSavepoint', { params: { jobId } });
    const taken = await eventually(
      'the savepoint',
      async () => {
        const found = (await savepoints()).find(({ id }) => id === asked.id);
        return found?.state === 'COMPLETED' ? found : undefined;
      },
      30_000,
    );
    const path = localPathOf(taken.path ?? '') ?? '';
    expect(existsSync(path)).toBe(true);
    await platform().client.call('deleteSavepoint', { params: { jobId, savepointId: asked.id } });
    await eventually(
      'its end',
      async () => {
        const isListed = (await savepoints()).some(({ id }) => id === asked.id);
        return isListed || existsSync(path) ? undefined : true;
      },
      30_000,
    );

    await platform().client.call('stopJob', { params: { jobId }, body: {} });
    await become((now) => now.phase === 'STOPPED');
    const latest = (await savepoints())[0];
    const refused = platform().client.call('deleteSavepoint', { params: { jobId, savepointId: latest?.id ?? '' } });
    await expect(refused).rejects.toMatchObject({ code: 'SAVEPOINT_IN_USE' });
  });

  it('does a bulk command with a result per job, and tells a webhook when it gives up', async () => {
    const deliveries: { headers: IncomingHttpHeaders; body: string }[] = [];
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        deliveries.push({ headers: request.headers, body });
        // The first delivery is not taken, so it comes again.
        response.writeHead(deliveries.length === 1 ? 503 : 204).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/alerts`;
    try {
      await platform().client.call('putWebhook', { body: { url, secret: 'a secret of ours' } });
      const wrong = await platform().client.call('createJob', {
        params: { projectId: platform().projectId },
        body: {
          name: 'wrong',
          script: `CREATE TEMPORARY TABLE p (k INT) WITH ('connector' = 'print');\nINSERT INTO p SELECT nothing FROM p;`,
        },
      });
      const params = { projectId: platform().projectId };
      const asked = await platform().client.call('createBulk', {
        params,
        body: { action: 'start', jobIds: [jobId, wrong.id], options: { version: 2 }, concurrency: 2 },
      });
      const bulk = await eventually(
        'the end of the bulk',
        async () => {
          const now = await platform().client.call('getBulk', { params: { ...params, bulkId: asked.id } });
          return now.state === 'DONE' ? now : undefined;
        },
        60_000,
      );
      expect(bulk.items.map(({ state, code }) => [state, code])).toEqual([
        ['DONE', null],
        ['FAILED', 'VERSION_NOT_FOUND'],
      ]);
      await platform().client.call('startJob', { params: { jobId: wrong.id }, body: {} });
      await eventually('two deliveries', () => (deliveries.length >= 2 ? true : undefined), 60_000);
      const [first, second] = deliveries;
      expect(JSON.parse(second?.body ?? '')).toMatchObject({ kind: 'job.gave-up', jobId: wrong.id, jobName: 'wrong' });
      expect(second?.headers['x-liusu-delivery']).toBe(first?.headers['x-liusu-delivery']);
      const stamp = String(second?.headers['x-liusu-timestamp']);
      const signature = `sha256=${signatureOf('a secret of ours', stamp, second?.body ?? '')}`;
      expect(second?.headers['x-liusu-signature']).toBe(signature);
      expect(await platform().client.call('testWebhook')).toMatchObject({ ok: true, status: 204 });
    } finally {
      receiver.closeAllConnections();
      await new Promise((resolve) => receiver.close(resolve));
    }
  });

  function get(id = jobId): Promise<JobDetail> {
    return platform().client.call('getJob', { params: { jobId: id } });
  }

  async function become(isIt: (job: JobDetail) => boolean, id = jobId): Promise<JobDetail> {
    let last: JobDetail | undefined;
    try {
      return await eventually(
        'the job',
        async () => {
          last = await get(id);
          return isIt(last) ? last : undefined;
        },
        150_000,
      );
    } catch (error) {
      const { phase, run, waiting, plan, parallelism, conditions } = last ?? {};
      const told = JSON.stringify({ phase, failure: run?.failure, waiting, plan, parallelism, conditions });
      throw new Error(`it is ${told}`, { cause: error });
    }
  }

  async function savepoints() {
    return (await platform().client.call('listSavepoints', { params: { jobId } })).items;
  }

  async function flinkJobs(): Promise<string[]> {
    const { jobs } = await platform().flink<{ jobs: { jid: string; name: string; state: string }[] }>('/jobs/overview');
    return jobs.filter(({ name }) => name === 'changing').map(({ jid }) => jid);
  }

  async function addFile(): Promise<void> {
    const rows = Array.from({ length: rowsPerFile }, (_, row) => `${row % 2},1\n`);
    const name = `${String(files).padStart(4, '0')}.csv`;
    // Written aside and moved in: a source never sees half a file.
    await writeFile(join(platform().files, name), rows.join(''));
    await rename(join(platform().files, name), join(platform().files, 'in', name));
    files += 1;
  }

  /** The lake holds every row of every file exactly once. */
  async function expectCount(): Promise<void> {
    const half = (files * rowsPerFile) / 2;
    const expected = JSON.stringify([
      [0, half],
      [1, half],
    ]);
    let last = '';
    await eventually(
      'exact counts',
      async () => {
        const rows = await platform().query('SELECT k, n FROM lake.t.changing');
        last = JSON.stringify(rows.sort((a, b) => Number(a[0]) - Number(b[0])));
        return last === expected ? true : undefined;
      },
      150_000,
    ).catch(() => expect(last).toBe(expected));
  }

  /** `bad`: the rows are divided by zero, before anything is counted. */
  function script(edit?: 'bad' | 'other key' | 'no such column'): string {
    const where = edit === 'bad' ? 'WHERE 1 / (v - 1) > 0' : '';
    const key = edit === 'other key' ? 'v' : edit === 'no such column' ? 'nothing' : 'k';
    return `CREATE TEMPORARY TABLE incoming (k INT, v INT) WITH ('connector' = 'filesystem', 'format' = 'csv',
         'path' = '${platform().files}/in', 'source.monitor-interval' = '1 s');
       CREATE DATABASE IF NOT EXISTS lake.t;
       CREATE TABLE IF NOT EXISTS lake.t.changing (k INT, n BIGINT, PRIMARY KEY (k) NOT ENFORCED)
         WITH ('bucket' = '1');
       INSERT INTO lake.t.changing SELECT ${key}, COUNT(*) FROM incoming ${where} GROUP BY ${key};`;
  }
});
