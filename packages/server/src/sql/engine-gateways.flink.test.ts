/**
 * Another engine beside the platform's own, on real Flink: a platform of Flink 2.2 checks scripts by 1.20, and runs a job on a
 * connected cluster of 1.20, with its state. The tests follow on each other.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ApiError } from '@liusu/contract/client';
import type { JobDetail } from '@liusu/contract/job';
import { describe, expect, it } from 'vitest';

import { useFlink } from '../testing/flink-cluster.ts';
import { eventually } from '../testing/test-platform.ts';
import { useRealPlatform } from '../testing/use-real-platform.ts';

const own = 'flink-2.2';
const other = 'flink-1.20';
const engineWaitMs = 600_000;
const rows = 1_200;

describe('an engine beside the own one on real Flink', { timeout: 400_000 }, () => {
  const cluster = useFlink(other);
  const platform = useRealPlatform(own);
  let jobId = '';

  const gatewayPid = async () => {
    const { processes } = await platform().client.call('getSystem');
    return processes.find(({ name }) => name === `gateway-${other}`)?.pid ?? undefined;
  };

  const validate = (script: string, engine: string) =>
    platform().client.call('validateSql', { params: { projectId: platform().projectId }, body: { script, engine } });

  /** What a question about the other engine is answered with, once the engine is ready; the stages it went through. */
  async function whenReady<T>(ask: () => Promise<T>): Promise<{ answer: T; stages: unknown[] }> {
    const stages: unknown[] = [];
    const answer = await eventually(
      `an answer of ${other}`,
      async () => {
        try {
          return { answer: await ask() };
        } catch (error) {
          if (!(error instanceof ApiError) || error.code !== 'ENGINE_STARTING') return { error };
          expect(error).toMatchObject({ status: 503, problem: { params: { engine: other } } });
          stages.push(error.problem?.params?.['stage']);
          return undefined;
        }
      },
      engineWaitMs,
    );
    if ('error' in answer) throw answer.error;
    return { answer: answer.answer, stages };
  }

  it('is made ready when a script is checked by it, and judges by its own functions', async () => {
    const script = 'SELECT PERCENTILE(a, 0.5) FROM (VALUES (1), (2)) AS t (a)';
    expect(await gatewayPid()).toBeUndefined();
    const here = await validate(script, own);
    expect(here).toMatchObject({ ok: true, diagnostics: [{ severity: 'info', code: 'JOB_HAS_NO_STATEMENT' }] });
    expect(await gatewayPid()).toBeUndefined();

    const { answer, stages } = await whenReady(() => validate(script, other));

    expect(stages.length).toBeGreaterThan(0);
    expect(new Set(stages)).toEqual(
      new Set([...stages].filter((stage) => stage === 'FETCHING' || stage === 'STARTING')),
    );
    expect(answer.ok).toBe(false);
    expect(answer.diagnostics).toMatchObject([{ severity: 'error', line: 1, column: 8 }]);
    expect(answer.diagnostics[0]?.message).toContain('PERCENTILE');
    expect(await gatewayPid()).toBeTypeOf('number');
    const { status } = await platform().client.call('getHealth');
    expect(status).toBe('ok');
  });

  it('explains a script, and lists its functions', async () => {
    const script = 'SELECT k, COUNT(*) FROM (VALUES (1), (1)) AS t (k) GROUP BY k';
    const { params, ...rest } = { params: { projectId: platform().projectId }, body: { script, engine: other } };
    const { plans, diagnostics } = await platform().client.call('explainSql', { params, ...rest });
    expect(diagnostics).toEqual([]);
    expect(plans).toHaveLength(1);

    const functions = async (engine: string) =>
      (await platform().client.call('listFunctions', { params, query: { engine } })).builtIn.map((name) =>
        name.toUpperCase(),
      );
    expect(await functions(own)).toContain('PERCENTILE');
    expect(await functions(other)).not.toContain('PERCENTILE');
  });

  it('is refused by a name that means nothing', async () => {
    await expect(validate('SELECT 1', 'flink-9.9')).rejects.toMatchObject({ code: 'ENGINE_UNKNOWN', status: 400 });
  });

  it('outlives the platform, is taken over by its next life, and is started again when it was killed', async () => {
    const before = await gatewayPid();
    await platform().app.stop();
    await platform().up();
    expect(await gatewayPid()).toBe(before);
    const { ok } = await eventually('a check', () => validate('SELECT 1', other).catch(() => undefined), 60_000);
    expect(ok).toBe(true);

    process.kill(before ?? 0, 'SIGKILL');
    const after = await eventually(
      'a new gateway',
      async () => {
        const pid = await gatewayPid();
        return pid === before ? undefined : pid;
      },
      60_000,
    );
    expect(after).not.toBe(before);
    const again = await eventually('a check', () => validate('SELECT 1', other).catch(() => undefined), 120_000);
    expect(again.ok).toBe(true);
  });

  it('hands jobs to a connected cluster that runs it', async () => {
    const url = `http://${(await cluster().cluster.gatewayTarget()).address}:${(await cluster().cluster.gatewayTarget()).port}`;
    const body = { name: 'of others', restUrl: url, engine: other } as const;
    expect(await platform().client.call('testNewCluster', { body })).toMatchObject({ ok: true });
    const mismatch = await platform().client.call('testNewCluster', { body: { ...body, engine: own } });
    expect(mismatch).toMatchObject({ ok: false });
    const { id: clusterId } = await platform().client.call('createCluster', { body });
    const job = await platform().client.call('createJob', {
      params: { projectId: platform().projectId },
      body: {
        name: 'numbers',
        clusterId,
        settings: { checkpointIntervalMs: 1_000 },
        script: `CREATE TABLE src (id BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '60',
            'fields.id.kind' = 'sequence', 'fields.id.start' = '1', 'fields.id.end' = '${rows}');
          CREATE TABLE snk (id BIGINT) WITH ('connector' = 'filesystem', 'format' = 'csv', 'path' = 'file://${platform().files}/out');
          INSERT INTO snk SELECT id FROM src;`,
      },
    });
    jobId = job.id;
    await platform().client.call('startJob', { params: { jobId }, body: { restore: { kind: 'none' } } });
    const running = await become((now) => now.phase === 'RUNNING');

    expect(running).toMatchObject({ clusterId });
    const listed = await cluster().rest.jobs();
    expect(listed.find(({ flinkJobId }) => flinkJobId === running.run?.flinkJobId)).toMatchObject({
      status: 'RUNNING',
    });
    const versions = await platform().client.call('listVersions', { params: { jobId } });
    expect(versions.items).toMatchObject([{ engine: other }]);
  });

  it('stops them with a savepoint and brings them back from it, with no row lost and none written twice', async () => {
    await eventually('rows', async () => ((await writtenIds()).length > 0 ? true : undefined), 120_000);
    await platform().client.call('stopJob', { params: { jobId }, body: { mode: 'savepoint' } });
    const stopped = await become((now) => now.phase === 'STOPPED');
    const before = await writtenIds();
    expect(before.length).toBeLessThan(rows);
    await platform().client.call('startJob', { params: { jobId }, body: { restore: { kind: 'latest' } } });
    const ended = await become((now) => now.phase === 'FINISHED');

    expect(ended.run?.id).not.toBe(stopped.run?.id);
    expect(ended.run?.restoredFrom).toMatch(/savepoint/);
    expect(await writtenIds()).toEqual(Array.from({ length: rows }, (_, i) => i + 1));
  });

  it('is ended with the platform', async () => {
    const pid = await gatewayPid();
    expect(pid).toBeTypeOf('number');
    await platform().down();
    expect(() => process.kill(pid ?? 0, 0)).toThrow(expect.objectContaining({ code: 'ESRCH' }));
    await platform().up();
    expect(await gatewayPid()).toBeUndefined();
  });

  it('comes for a run that needs it, which waits for it meanwhile', async () => {
    await platform().client.call('startJob', { params: { jobId }, body: { restore: { kind: 'none' } } });
    const waiting = await become((now) => now.waiting?.code === 'GATEWAY_UNAVAILABLE');
    expect(waiting).toMatchObject({ phase: 'STARTING', run: { failure: null } });
    await become((now) => now.phase === 'RUNNING');
    expect(await gatewayPid()).toBeTypeOf('number');
    await platform().client.call('stopJob', { params: { jobId }, body: { mode: 'cancel' } });
    await become((now) => now.phase === 'CANCELLED');
  });

  async function become(is: (job: JobDetail) => boolean): Promise<JobDetail> {
    let last: JobDetail | undefined;
    try {
      return await eventually(
        'the job',
        async () => {
          last = await platform().client.call('getJob', { params: { jobId } });
          return is(last) ? last : undefined;
        },
        180_000,
      );
    } catch (error) {
      throw new Error(`the job is ${last?.phase}: ${JSON.stringify([last?.waiting, last?.run])}`, { cause: error });
    }
  }

  /** Numbers in the files that are committed, in order. */
  async function writtenIds(): Promise<number[]> {
    const folder = join(platform().files, 'out');
    const names = (await readdir(folder).catch(() => [])).filter(
      (name) => !name.startsWith('.') && !name.startsWith('_'),
    );
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    return texts
      .flatMap((text) => text.split('\n').filter((line) => line !== ''))
      .map(Number)
      .toSorted((left, right) => left - right);
  }
});
