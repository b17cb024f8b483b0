/**
 * Jobs on the real platform and real Flink, through the API alone: started, watched, stopped, killed, brought back, and their
 * results counted. The counting job reads CSV files as they are put into a folder and counts rows by key into the lake: every
 * row lost or counted twice shows. The tests follow on each other.
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { JobCreate, JobDetail, JobStart, Run } from '@liusu/contract/job';
import type { Phase } from '@liusu/contract/lifecycle';
import { beforeAll, describe, expect, it } from 'vitest';

import { testEngine } from '../testing/flink-cluster.ts';
import { eventually } from '../testing/test-platform.ts';
import { useRealPlatform } from '../testing/use-real-platform.ts';
import { localPathOf, sameLocation } from './state-files.ts';

const keys = 5;
const rowsPerFile = 50;
const rowsPerS = 20;

describe('jobs on real Flink', { timeout: 240_000 }, () => {
  const platform = useRealPlatform(testEngine);
  let counting = '';
  let files = 0;

  beforeAll(async () => {
    await mkdir(join(platform().files, 'in'));
    await mkdir(join(platform().files, 'out'));
    await writeFiles(2);
    counting = await create('counting', countingScript());
  }, 400_000);

  it('starts one Flink job however often start is called at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => start(counting)));
    expect(new Set(answers.map(({ desired }) => desired.runId)).size).toBe(1);

    const { run } = await become(counting, 'RUNNING');
    expect((await flinkJobs()).filter(({ name }) => name === 'counting')).toEqual([
      { jid: run?.flinkJobId, name: 'counting', state: 'RUNNING' },
    ]);
    await expectCounts();
  });

  it('tells true rates, and counts what chained operators read and write', async () => {
    const jobId = await create(
      'rates',
      `${generator()}
       CREATE TEMPORARY TABLE hole (k INT, v INT) WITH ('connector' = 'blackhole');
       CREATE TEMPORARY TABLE files (k INT, v INT)
         WITH ('connector' = 'filesystem', 'format' = 'csv', 'path' = '${platform().files}/out');
       CREATE DATABASE IF NOT EXISTS lake.t;
       CREATE TABLE IF NOT EXISTS lake.t.x (k INT, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('bucket' = '1');
       INSERT INTO lake.t.x SELECT k, COUNT(*) FROM src GROUP BY k;
       INSERT INTO files SELECT k, v FROM src;
       INSERT INTO hole SELECT k, v FROM src;`,
    );
    await start(jobId);
    await become(jobId, 'RUNNING');

    const told = await eventually(
      'rates of both sides',
      async () => {
        const { recordsInPerS, recordsOutPerS } = await get(jobId);
        if (recordsInPerS === null || recordsOutPerS === null) return undefined;
        const isSteady = within(recordsInPerS, rowsPerS, 0.25) && within(recordsOutPerS, 3 * rowsPerS, 0.25);
        return isSteady ? { recordsInPerS, recordsOutPerS } : undefined;
      },
      90_000,
    );
    expect(told.recordsInPerS).toBeGreaterThan(0);
    const { points } = await platform().client.call('getJobRates', { params: { jobId } });
    expect(points.length).toBeGreaterThan(1);

    const graph = await eventually(
      'counts of every vertex',
      async () => {
        const found = await platform().client.call('getJobGraph', { params: { jobId } });
        return found.vertices.every((vertex) => vertex.recordsIn > 0) ? found : undefined;
      },
      30_000,
    );
    const writers = graph.vertices.filter(({ name }) => /Writer/.test(name) && !/^end: Writer$/.test(name));
    expect(writers.map(({ name, recordsOut }) => [name, recordsOut > 0])).toEqual(
      writers.map(({ name }) => [name, true]),
    );
    expect(graph).toMatchObject({ stale: false });
    expect(graph.edges.length).toBeGreaterThan(0);
    await stop(jobId, 'cancel');
    await become(jobId, 'CANCELLED');
  });

  it('tells what Flink tells: checkpoints, exceptions, logs', async () => {
    const params = { jobId: counting };
    const checkpoints = await eventually(
      'a completed checkpoint',
      async () => {
        const found = await platform().client.call('getJobCheckpoints', { params });
        return found.counts.completed > 0 ? found : undefined;
      },
      30_000,
    );
    expect(checkpoints.history[0]?.path).toContain('/chk-');
    expect(await platform().client.call('getJobExceptions', { params })).toMatchObject({ items: [], stale: false });
    for (const source of ['jobmanager', 'taskmanager'] as const) {
      const log = await platform().client.call('getJobLogs', { params, query: { source, lines: 20 } });
      expect(log.text.split('\n').length).toBeGreaterThan(5);
    }
  });

  it('takes a savepoint of a running job, stops with another, and goes on from it exactly', async () => {
    const params = { jobId: counting };
    const asked = await platform().client.call('triggerSavepoint', { params });
    const taken = await eventually('the savepoint', () => savepoint(counting, asked.id), 30_000);
    expect(taken).toMatchObject({ usable: true, origin: 'user', kind: 'savepoint' });
    expect((await get(counting)).phase).toBe('RUNNING');

    const before = (await get(counting)).run;
    await stop(counting, 'savepoint');
    await become(counting, 'STOPPED');
    const { items } = await platform().client.call('listSavepoints', { params });
    const last = items.find(({ origin }) => origin === 'stop');
    expect(last).toMatchObject({ usable: true, state: 'COMPLETED', runId: before?.id });
    expect(last?.sizeBytes).toBeGreaterThan(0);

    await writeFiles(1);
    await start(counting);
    const { run } = await become(counting, 'RUNNING');
    expect(run?.restoredFrom).toBe(last?.path);
    await expectRestored(run);
    await writeFiles(1);
    await expectCounts();
  });

  it('sees Flink restart the tasks when a TaskManager is killed', async () => {
    const { run } = await get(counting);
    await checkpointAfterNow(counting);
    await platform().kill('taskmanager');
    await writeFiles(1);
    await become(counting, 'RESTARTING');
    const after = await become(counting, 'RUNNING');
    expect(after.run?.flinkJobId).toBe(run?.flinkJobId);
    await expectCounts();
  });

  it('brings a job back under a new JobID, from its last checkpoint, when the JobManager is killed', async () => {
    const { run: before } = await get(counting);
    await checkpointAfterNow(counting);
    await platform().kill('jobmanager');
    await writeFiles(1);
    const run = await eventually(
      'a new run',
      async () => {
        const { run, phase } = await get(counting);
        return run?.id !== before?.id && phase === 'RUNNING' && run !== null ? run : undefined;
      },
      180_000,
    );
    expect(run.flinkJobId).not.toBe(before?.flinkJobId);
    expect(run.restoredFrom).toContain(`/${before?.flinkJobId}/chk-`);
    await expectRestored(run);
    const { items } = await platform().client.call('listRuns', { params: { jobId: counting } });
    expect(items.slice(0, 2).map(({ phase }) => phase)).toEqual(['RUNNING', 'LOST']);
    await expectCounts();
  });

  it('starts from the retained checkpoint after a cancel', async () => {
    await checkpointAfterNow(counting);
    await stop(counting, 'cancel');
    const { run: before } = await become(counting, 'CANCELLED');
    await writeFiles(1);
    await start(counting);
    const { run } = await become(counting, 'RUNNING');
    expect(run?.restoredFrom).toContain(`/${before?.flinkJobId}/chk-`);
    await expectRestored(run);
    await expectCounts();
  });

  it('goes on with the job when its stop with savepoint fails', async () => {
    const folder = localPathOf(await savepointRoot());
    const { run: before } = await get(counting);
    // Where Flink is to make a folder there is a file.
    await rename(folder ?? '', `${folder}.aside`);
    await writeFile(folder ?? '', '');
    try {
      await stop(counting, 'savepoint');
      const event = await eventually('word of the failure', () => findEvent(counting, 'job.stop-failed'), 90_000);
      // The root of the stack trace, not its wrappers.
      expect(event.reason).toMatch(/goes on: FileAlreadyExistsException: \//);
    } finally {
      await rename(`${folder}.aside`, `${folder}.back`);
      await rename(folder ?? '', `${folder}.file`);
      await rename(`${folder}.back`, folder ?? '');
    }
    const job = await become(counting, 'RUNNING');
    expect(job).toMatchObject({ desired: { state: 'RUNNING' }, run: { id: before?.id } });
    await writeFiles(1);
    await expectCounts();
  });

  it('refuses SQL that is wrong, and says where', async () => {
    const jobId = await create(
      'wrong',
      `${generator()}\nCREATE TEMPORARY TABLE p (k INT) WITH ('connector' = 'print');
INSERT INTO p SELECT nothing FROM src;`,
    );
    await start(jobId);
    const { run } = await become(jobId, 'FAILED');
    expect(run?.failure).toMatchObject({ class: 'user' });
    expect(run?.failure?.message).toContain('line 3, column 22');
    const said = await eventually(
      'word that it waits for a person',
      async () => {
        const job = await get(jobId);
        return job.waiting?.code === 'USER_ERROR' ? job : undefined;
      },
      30_000,
    );
    expect(said.conditions.map(({ code }) => code)).toEqual(['GAVE_UP']);
    expect((await findEvent(jobId, 'job.gave-up'))?.severity).toBe('error');
  });

  it('tells of a job that fails as it runs, and when it is tried again', async () => {
    await writeFile(join(platform().files, 'zero.csv'), '0,0\n');
    const jobId = await create(
      'dividing',
      `CREATE TEMPORARY TABLE zero (k INT, v INT)
         WITH ('connector' = 'filesystem', 'format' = 'csv', 'path' = '${platform().files}/zero.csv');
       CREATE TEMPORARY TABLE hole (k INT) WITH ('connector' = 'blackhole');
       INSERT INTO hole SELECT 1 / v FROM zero;`,
      { restart: { kind: 'fixed-delay', attempts: 2, delayMs: 200 } },
    );
    await start(jobId);
    const { run } = await become(jobId, 'FAILED');
    expect(run?.failure).toMatchObject({ class: 'environment' });
    expect(JSON.stringify(run?.failure)).toMatch(/by zero/);
    const waiting = await eventually(
      'the back-off',
      async () => {
        const job = await get(jobId);
        return job.waiting?.code === 'RECOVERY_BACKOFF' ? job.waiting : undefined;
      },
      60_000,
    );
    expect(Date.parse(waiting.until ?? '')).toBeGreaterThan(Date.now() - 1_000);
    // What Flink answers may be some seconds old: the platform asks it while the tasks fail, too.
    await eventually(
      'all exceptions',
      async () => {
        const { items } = await platform().client.call('getJobExceptions', { params: { jobId } });
        return items.length > 1 ? true : undefined;
      },
      20_000,
    );
    await stop(jobId, 'cancel');
  });

  it('runs the steps of a batch job one after another', async () => {
    const jobId = await create('batch', batchScript('b', 10), { mode: 'batch' });
    await start(jobId);
    const { run } = await eventually(
      'the end of the last step',
      async () => {
        const job = await get(jobId);
        return job.phase === 'FINISHED' && job.run?.step === 1 ? job : undefined;
      },
      120_000,
    );
    expect(run).toMatchObject({ step: 1, steps: 2 });
    const { items } = await platform().client.call('listRuns', { params: { jobId } });
    expect(items.map(({ phase, step }) => [phase, step])).toEqual([
      ['FINISHED', 1],
      ['FINISHED', 0],
    ]);
    expect(await platform().query('SELECT COUNT(*) FROM lake.t.b1')).toEqual([[10]]);
  });

  it('comes back from down: streaming from its savepoint, a batch job at the step that was cut off', async () => {
    const jobId = await create('long batch', batchScript('l', 60), { mode: 'batch' });
    await start(jobId);
    await eventually(
      'the second step',
      async () => {
        const job = await get(jobId);
        return job.run?.step === 1 && job.phase === 'RUNNING' ? true : undefined;
      },
      120_000,
    );
    const { run: before } = await get(counting);
    await platform().down();
    await writeFiles(1);
    await platform().up();

    const { run } = await become(counting, 'RUNNING');
    const { items } = await platform().client.call('listSavepoints', { params: { jobId: counting } });
    expect(run?.restoredFrom).toBe(items.find(({ runId, origin }) => runId === before?.id && origin === 'stop')?.path);
    await expectRestored(run);
    await expectCounts();

    await become(jobId, 'FINISHED');
    const runs = (await platform().client.call('listRuns', { params: { jobId } })).items;
    expect(runs.map(({ phase, step }) => [phase, step])).toEqual([
      ['FINISHED', 1],
      ['LOST', 1],
      ['FINISHED', 0],
    ]);
    expect(await platform().query('SELECT COUNT(*) FROM lake.t.l1')).toEqual([[60]]);
  });

  it('frees the folders of a job that is deleted with its state', async () => {
    await stop(counting, 'savepoint');
    await become(counting, 'STOPPED');
    const params = { jobId: counting };
    const { items } = await platform().client.call('listSavepoints', { params });
    const paths = items.map(({ path }) => localPathOf(path ?? '') ?? '').filter((path) => existsSync(path));
    expect(paths.length).toBeGreaterThan(1);
    const told = await platform().client.call('deleteJob', { params, query: { state: 'delete' } });
    expect(told.freedBytes).toBeGreaterThan(0);
    expect(told.deletedSavepoints).toBeGreaterThan(1);
    expect(paths.filter((path) => existsSync(path))).toEqual([]);
    await expect(get(counting)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  async function create(name: string, script: string, settings: JobCreate['settings'] = {}): Promise<string> {
    const job = await platform().client.call('createJob', {
      params: { projectId: platform().projectId },
      body: { name, script, settings: { checkpointIntervalMs: 2_000, ...settings } },
    });
    return job.id;
  }

  function start(jobId: string, body: JobStart = {}) {
    return platform().client.call('startJob', { params: { jobId }, body });
  }

  function stop(jobId: string, mode: 'savepoint' | 'cancel') {
    return platform().client.call('stopJob', { params: { jobId }, body: { mode } });
  }

  function get(jobId: string): Promise<JobDetail> {
    return platform().client.call('getJob', { params: { jobId } });
  }

  /** Waits for a phase. Fails at once, with the reason, when the job failed instead. */
  async function become(jobId: string, phase: Phase): Promise<JobDetail> {
    let last: JobDetail | undefined;
    try {
      return await eventually(
        phase,
        async () => {
          last = await get(jobId);
          return last.phase === phase ? last : undefined;
        },
        150_000,
      );
    } catch (error) {
      const { phase: at, run, waiting, observation } = last ?? {};
      throw new Error(`is ${at}: ${JSON.stringify({ failure: run?.failure, waiting, observation })}`, { cause: error });
    }
  }

  async function savepoint(jobId: string, id: string) {
    const { items } = await platform().client.call('listSavepoints', { params: { jobId } });
    return items.find((item) => item.id === id && item.state === 'COMPLETED');
  }

  async function savepointRoot(): Promise<string> {
    const { items } = await platform().client.call('listSavepoints', { params: { jobId: counting } });
    const path = items.find(({ origin }) => origin === 'stop')?.path ?? '';
    // <root>/<job>/<savepoint>/savepoint-…
    return path.split('/').slice(0, -2).join('/');
  }

  async function findEvent(jobId: string, kind: string) {
    const { items } = await platform().client.call('listJobEvents', { params: { jobId } });
    return items.find((event) => event.kind === kind);
  }

  async function flinkJobs(): Promise<{ jid: string; name: string; state: string }[]> {
    const { jobs } = await platform().flink<{ jobs: { jid: string; name: string; state: string }[] }>('/jobs/overview');
    return jobs.map(({ jid, name, state }) => ({ jid, name, state }));
  }

  /** Flink's own word for what a run restored. */
  async function expectRestored(run: Run | null | undefined): Promise<void> {
    const answer = await platform().flink<{ latest: { restored: { external_path: string } | null } }>(
      `/jobs/${run?.flinkJobId}/checkpoints`,
    );
    const restored = answer.latest.restored?.external_path ?? '';
    expect(sameLocation(restored, run?.restoredFrom ?? ''), `${restored} for ${run?.restoredFrom}`).toBe(true);
  }

  /** Waits for a checkpoint that began after this call. */
  async function checkpointAfterNow(jobId: string): Promise<void> {
    const nowMs = Date.now();
    await eventually(
      'a new checkpoint',
      async () => {
        const { history } = await platform().client.call('getJobCheckpoints', { params: { jobId } });
        return history.find((one) => one.status === 'COMPLETED' && Date.parse(one.triggeredAt) > nowMs);
      },
      60_000,
    );
  }

  async function writeFiles(count: number): Promise<void> {
    for (let one = 0; one < count; one += 1) {
      const rows = Array.from({ length: rowsPerFile }, (_, row) => `${row % keys},${files * rowsPerFile + row}\n`);
      const name = `${String(files).padStart(4, '0')}.csv`;
      // Written aside and moved in: a source never sees half a file.
      await writeFile(join(platform().files, name), rows.join(''));
      await rename(join(platform().files, name), join(platform().files, 'in', name));
      files += 1;
    }
  }

  /** The lake holds every row of every file exactly once. */
  async function expectCounts(): Promise<void> {
    const rows = files * rowsPerFile;
    const expected = Array.from({ length: keys }, (_, key) => {
      const values = Array.from({ length: rows / keys }, (__, index) => key + index * keys);
      return [key, rows / keys, values.reduce((sum, value) => sum + value, 0)];
    });
    let last: unknown;
    await eventually(
      'exact counts',
      async () => {
        last = (await platform().query('SELECT k, n, s FROM lake.t.counts')).sort(
          (a, b) => Number(a[0]) - Number(b[0]),
        );
        return JSON.stringify(last) === JSON.stringify(expected) ? true : undefined;
      },
      60_000,
    ).catch(() => expect(last).toEqual(expected));
  }

  function countingScript(): string {
    return `CREATE TEMPORARY TABLE incoming (k INT, v BIGINT) WITH ('connector' = 'filesystem', 'format' = 'csv',
         'path' = '${platform().files}/in', 'source.monitor-interval' = '1 s');
       CREATE DATABASE IF NOT EXISTS lake.t;
       CREATE TABLE IF NOT EXISTS lake.t.counts (k INT, n BIGINT, s BIGINT, PRIMARY KEY (k) NOT ENFORCED)
         WITH ('bucket' = '1');
       INSERT INTO lake.t.counts SELECT k, COUNT(*), SUM(v) FROM incoming GROUP BY k;`;
  }

  /** Two steps: ten rows at once, then `rows` rows at five per second. */
  function batchScript(prefix: string, rows: number): string {
    const bounded = (name: string, count: number, perS: number) =>
      `CREATE TEMPORARY TABLE ${name} (v INT)
         WITH ('connector' = 'datagen', 'number-of-rows' = '${count}', 'rows-per-second' = '${perS}');
       CREATE TABLE IF NOT EXISTS lake.t.${prefix}${name.slice(-1)} (v INT);`;
    return `CREATE DATABASE IF NOT EXISTS lake.t;
       ${bounded('src0', 10, 100)}
       ${bounded('src1', rows, 5)}
       INSERT OVERWRITE lake.t.${prefix}0 SELECT v FROM src0;
       INSERT OVERWRITE lake.t.${prefix}1 SELECT v FROM src1;`;
  }
});

function generator(): string {
  return `CREATE TEMPORARY TABLE src (k INT, v INT) WITH ('connector' = 'datagen', 'rows-per-second' = '${rowsPerS}', 'fields.k.min' = '0', 'fields.k.max' = '4');`;
}

function within(value: number, expected: number, share: number): boolean {
  return Math.abs(value - expected) <= expected * share;
}
